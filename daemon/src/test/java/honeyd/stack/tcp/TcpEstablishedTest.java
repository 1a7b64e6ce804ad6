package honeyd.stack.tcp;

import static honeyd.stack.tcp.PlainPersonality.MS;
import static honeyd.stack.tcp.PlainPersonality.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import honeyd.base.DropReason;
import honeyd.wire.TcpView;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Receiving, acknowledging and refusing in ESTABLISHED.
class TcpEstablishedTest {
  private final TcpFixture f = new TcpFixture();

  @AfterEach
  void close() {
    f.close();
  }

  @Test
  void data_reachesTheServiceAndIsAcknowledgedLate() {
    f.establish();
    f.data("GET /");
    assertThat(f.sent()).isEmpty();
    assertThat(f.read()).isEqualTo("GET /");
    f.pass(199 * MS);
    assertThat(f.sent()).isEmpty();
    f.pass(2 * MS);
    assertThat(f.sent()).containsExactly("A 5001:5001 ack 106 win 8187");
  }

  @Test
  void secondFullSegment_isAcknowledgedAtOnce() {
    f.establish();
    f.data("a".repeat(1_460));
    assertThat(f.sent()).isEmpty();
    f.data("b".repeat(1_460));
    assertThat(f.sent()).containsExactly("A 5001:5001 ack 3021 win 5272");
  }

  @Test
  void answer_carriesTheAcknowledgement() {
    f.establish();
    f.data("ping");
    f.write("pong");
    assertThat(f.sent()).containsExactly("PA 5001:5005 ack 105 win 8188");
    f.pass(SECOND / 5);
    assertThat(f.sent()).hasSize(1);
  }

  @Test
  void dataTwice_isAcknowledgedAtOnceAndDeliveredOnce() {
    f.establish();
    f.send(TcpView.ACK, 101, f.ack, "x");
    f.send(TcpView.ACK, 101, f.ack, "x");
    assertThat(f.sent()).containsExactly("A 5001:5001 ack 102 win 8191");
    assertThat(f.read()).isEqualTo("x");
  }

  @Test
  void keepAlive_isAnswered() {
    f.establish();
    f.send(TcpView.ACK, 100, f.ack);
    assertThat(f.sent()).containsExactly("A 5001:5001 ack 101 win 8192");
    f.send(TcpView.ACK, 100, f.ack, "k");
    assertThat(f.sent()).containsExactly("A 5001:5001 ack 101 win 8192");
    assertThat(f.read()).isEmpty();
  }

  @Test
  void laterSegmentFirst_isKeptUntilTheGapIsFilled() {
    f.establish();
    f.send(TcpView.ACK, 106, f.ack, "world");
    assertThat(f.sent()).containsExactly("A 5001:5001 ack 101 win 8192");
    assertThat(f.read()).isEmpty();
    f.send(TcpView.ACK, 101, f.ack, "hello");
    assertThat(f.sent()).containsExactly("A 5001:5001 ack 111 win 8182");
    assertThat(f.read()).isEqualTo("helloworld");
  }

  @Test
  void overlappingSegments_areJoined() {
    f.establish();
    f.send(TcpView.ACK, 103, f.ack, "cdef");
    f.send(TcpView.ACK, 105, f.ack, "efgh");
    f.send(TcpView.ACK, 101, f.ack, "abcd");
    f.send(TcpView.ACK, 105, f.ack, "efghij");
    assertThat(f.read()).isEqualTo("abcdefghij");
  }

  @Test
  void finOutOfOrder_countsWhenItsTurnComes() {
    f.establish();
    f.send(TcpView.ACK | TcpView.FIN, 106, f.ack, "world");
    assertThat(f.stream().received().isFinished()).isFalse();
    f.sent();
    f.send(TcpView.ACK, 101, f.ack, "hello");
    assertThat(f.sent()).containsExactly("A 5001:5001 ack 112 win 8182");
    assertThat(f.read()).isEqualTo("helloworld");
    assertThat(f.stream().received().isFinished()).isTrue();
  }

  @Test
  void sequenceNumbers_wrapForDataAndFin() {
    f.seq = 0xffff_fff0;
    f.establish();
    f.send(TcpView.ACK, 0, f.ack, "zero on");
    f.send(TcpView.ACK, 0xffff_fff1, f.ack, "fifteen bytes..");
    assertThat(f.read()).isEqualTo("fifteen bytes..zero on");
    f.send(TcpView.ACK | TcpView.FIN, 7, f.ack, "fin");
    assertThat(f.stream().received().isFinished()).isTrue();
    assertThat(f.read()).isEqualTo("fin");
  }

  @Test
  void ourNumbersWrap_inDataAndFin() {
    f.personality.iss = 0xffff_fffd;
    f.establish();
    f.write("four");
    f.finish();
    assertThat(f.sent())
        .containsExactly("PA 4294967294:2 ack 101 win 8192", "FA 2:2 ack 101 win 8192");
    f.acknowledge(3);
    f.send(TcpView.ACK | TcpView.FIN, 101, 3);
    assertThat(f.sent()).containsExactly("A 3:3 ack 102 win 8192");
    assertThat(f.events.lines).endsWith("E 0 4 CLOSED");
  }

  @Test
  void ackOfUnsentData_isDroppedAndAnswered() {
    f.establish();
    f.send(TcpView.ACK, 101, f.ack + 100_000, "x");
    assertThat(f.sent()).containsExactly("A 5001:5001 ack 101 win 8192");
    assertThat(f.read()).isEmpty();
    assertThat(f.count(DropReason.TCP_BAD_ACK)).isOne();
  }

  @Test
  void ackFromLongAgo_isDroppedAndAnswered() {
    f.establish();
    f.send(TcpView.ACK, 101, f.ack - 70_000, "x");
    assertThat(f.sent()).containsExactly("A 5001:5001 ack 101 win 8192");
    assertThat(f.read()).isEmpty();
  }

  @Test
  void exactReset_endsIt() {
    f.establish();
    f.data("abc");
    f.send(TcpView.RST, f.seq, 0);
    assertThat(f.sent()).isEmpty();
    assertThat(f.events.lines).endsWith("E 3 0 RESET_BY_PEER");
    assertThat(f.stream().isGone()).isTrue();
  }

  @Test
  void resetInTheWindow_isChallenged() {
    f.establish();
    f.send(TcpView.RST, f.seq + 10, 0);
    assertThat(f.sent()).containsExactly("A 5001:5001 ack 101 win 8192");
    assertThat(f.tcp.size()).isOne();
  }

  @Test
  void resetInTheWindowOfAnOldSystem_endsIt() {
    f.personality.challengeAck = false;
    f.establish();
    f.send(TcpView.RST, f.seq + 10, 0);
    assertThat(f.sent()).isEmpty();
    assertThat(f.tcp.size()).isZero();
  }

  @Test
  void syn_isChallenged() {
    f.establish();
    f.send(TcpView.SYN, 0x7000_0000, 0);
    f.send(TcpView.SYN, f.seq, 0);
    assertThat(f.sent())
        .containsExactly("A 5001:5001 ack 101 win 8192", "A 5001:5001 ack 101 win 8192");
  }

  @Test
  void synInTheWindowOfAnOldSystem_resetsIt() {
    f.personality.challengeAck = false;
    f.establish();
    f.send(TcpView.SYN, f.seq, 0);
    assertThat(f.sent()).containsExactly("RA 5001:5001 ack 101 win 0");
    assertThat(f.events.lines).endsWith("E 0 0 RESET_BY_US");
  }

  @Test
  void challenges_areLimited() {
    f.establish();
    for (int i = 0; i < 30; i++) {
      f.send(TcpView.RST, f.seq + 10, 0);
    }
    assertThat(f.sent()).hasSize(10);
    assertThat(f.count(DropReason.TCP_CHALLENGE_LIMITED)).isEqualTo(20);
    f.pass(5 * SECOND);
    f.send(TcpView.RST, f.seq + 10, 0);
    assertThat(f.sent()).hasSize(1);
  }

  @Test
  void dataBeyondTheWindow_isCutOff() {
    f.personality.window = 1_000;
    f.personality.mss = 400;
    f.establish();
    f.send(TcpView.ACK, 101, f.ack, "x".repeat(1_200));
    assertThat(f.sent()).containsExactly("A 5001:5001 ack 1101 win 0");
    assertThat(f.read()).hasSize(1_000);
  }

  @Test
  void unreadData_closesTheWindowAndReadingOpensIt() {
    f.establish();
    for (int i = 0; i < 8; i++) {
      f.data("x".repeat(1_024));
    }
    f.sent();
    f.send(TcpView.ACK, f.seq, f.ack, "p");
    assertThat(f.sent()).containsExactly("A 5001:5001 ack 8293 win 0");
    assertThat(f.read()).hasSize(8_192);
    assertThat(f.sent()).containsExactly("A 5001:5001 ack 8293 win 8192");
  }

  @Test
  void oneByteRead_doesNotOpenASillyWindow() throws Exception {
    f.establish();
    for (int i = 0; i < 8; i++) {
      f.data("x".repeat(1_024));
    }
    f.sent();
    for (int i = 0; i < 1_000; i++) {
      f.stream().read(new byte[1], 0, 1);
      f.run();
    }
    assertThat(f.sent()).isEmpty();
    f.send(TcpView.ACK, f.seq - 1, f.ack);
    assertThat(f.sent()).containsExactly("A 5001:5001 ack 8293 win 0");
    f.stream().read(new byte[5_000], 0, 5_000);
    f.run();
    assertThat(f.sent()).containsExactly("A 5001:5001 ack 8293 win 6000");
  }

  @Test
  void windowScaling_isAppliedBothWaysAndTheWindowGrows() {
    f.personality.windowScale = 7;
    f.personality.window = 14_480;
    f.establish((byte) 3, (byte) 3, (byte) 4, (byte) 1);
    for (int i = 0; i < 20; i++) {
      f.data("x".repeat(1_460));
      f.read();
    }
    SentSegment last = f.takeAll().getLast();
    assertThat(last.window() << 7).isGreaterThan(40_000);
    f.window = 100;
    f.acknowledge(f.ack);
    f.write(TcpFixture.bytes(5_000));
    assertThat(f.takeAll().stream().mapToInt(s -> s.payload().length).sum()).isEqualTo(2 * 536);
  }

  @Test
  void urgentData_staysInBand() {
    f.establish();
    f.send(TcpView.ACK | TcpView.URG, 101, f.ack, "!x");
    assertThat(f.read()).isEqualTo("!x");
  }

  @Test
  void oldTimestamp_isDroppedAndAcknowledged() {
    f.personality.timestamps = true;
    f.withTimestamps = true;
    f.tsVal = 1_000;
    f.establish();
    f.tsVal = 900;
    f.send(TcpView.ACK, 101, f.ack, "old");
    assertThat(f.sent()).containsExactly("A 5001:5001 ack 101 win 8192");
    assertThat(f.count(DropReason.TCP_PAWS)).isOne();
    assertThat(f.read()).isEmpty();
    f.tsVal = 1_001;
    f.send(TcpView.ACK, 101, f.ack, "new");
    assertThat(f.read()).isEqualTo("new");
  }

  @Test
  void resetWithAnOldTimestamp_counts() {
    f.personality.timestamps = true;
    f.withTimestamps = true;
    f.tsVal = 1_000;
    f.establish();
    f.tsVal = 900;
    f.send(TcpView.RST, 101, 0);
    assertThat(f.tcp.size()).isZero();
  }

  @Test
  void timestamps_areEchoedFromTheSegmentAcknowledgedLast() {
    f.personality.timestamps = true;
    f.withTimestamps = true;
    f.tsVal = 10;
    f.establish();
    f.tsVal = 20;
    f.send(TcpView.ACK, 106, f.ack, "later");
    assertThat(f.take().options().tsEcr).isEqualTo(10);
    f.tsVal = 30;
    f.send(TcpView.ACK, 101, f.ack, "first");
    SentSegment ack = f.take();
    assertThat(ack.options().tsEcr).isEqualTo(30);
    assertThat(ack.options().tsVal).isGreaterThanOrEqualTo(1_000);
  }

  @Test
  void sackBlocks_nameWhatArrivedNewestFirst() {
    f.personality.sack = true;
    f.establish((byte) 4, (byte) 2, (byte) 1, (byte) 1);
    f.send(TcpView.ACK, 201, f.ack, "x".repeat(10));
    f.send(TcpView.ACK, 401, f.ack, "y".repeat(10));
    SentSegment last = f.takeAll().getLast();
    assertThat(last.options().sackBlocks).isEqualTo(2);
    assertThat(last.options().sackLeft[0]).isEqualTo(401);
    assertThat(last.options().sackRight[0]).isEqualTo(411);
    assertThat(last.options().sackLeft[1]).isEqualTo(201);
    f.send(TcpView.ACK, 101, f.ack, "z".repeat(300));
    assertThat(f.take().options().sackBlocks).isZero();
  }

  @Test
  void congestionMark_isEchoedUntilTheSenderHasHeard() {
    f.personality.ecn = true;
    f.send(TcpView.SYN | TcpView.ECE | TcpView.CWR, 100, 0);
    assertThat(f.sent()).containsExactly("SAE 5000:5000 ack 101 win 8192");
    f.send(TcpView.ACK, 101, 5_001);
    f.seq = 101;
    f.ack = 5_001;
    f.tos = 3;
    f.data("marked");
    assertThat(f.sent()).containsExactly("AE 5001:5001 ack 107 win 8186");
    f.tos = 2;
    f.write("reply");
    SentSegment reply = f.take();
    assertThat(reply.has(TcpView.ECE)).isTrue();
    assertThat(reply.tos()).isEqualTo(2);
    f.send(TcpView.ACK | TcpView.CWR, f.seq, 5_006, "x");
    f.write("more");
    assertThat(f.take().has(TcpView.ECE)).isFalse();
  }

  @Test
  void silence_endsItAfterFiveMinutes() {
    f.establish();
    f.pass(200 * SECOND);
    f.send(TcpView.ACK, 100, f.ack);
    f.sent();
    f.pass(200 * SECOND);
    assertThat(f.tcp.size()).isOne();
    f.pass(101 * SECOND);
    assertThat(f.tcp.size()).isZero();
    assertThat(f.events.lines).endsWith("E 0 0 EXPIRED");
    assertThat(f.stream().isGone()).isTrue();
  }

  @Test
  void serviceReset_resetsThePeer() {
    f.establish();
    f.stream().reset();
    f.run();
    assertThat(f.sent()).containsExactly("RA 5001:5001 ack 101 win 0");
    assertThat(f.events.lines).endsWith("E 0 0 RESET_BY_US");
  }

  @Test
  void openPortWithoutService_takesAndForgetsData() {
    f.port = TcpFixture.OPEN;
    f.establish();
    for (int i = 0; i < 100; i++) {
      f.data("x".repeat(1_460));
    }
    assertThat(f.sent()).hasSize(50).last().asString().endsWith("win 8192");
    assertThat(f.streams).isEmpty();
    f.send(TcpView.ACK | TcpView.FIN, f.seq, f.ack);
    assertThat(f.sent()).containsExactly("FA 5001:5001 ack 146102 win 8192");
    f.send(TcpView.ACK, f.seq + 1, f.ack + 1);
    assertThat(f.events.lines).containsExactly("S", "= null", "E 146000 0 CLOSED");
    assertThat(f.tcp.size()).isZero();
  }

  @Test
  void hugeSegmentFromOffload_isTakenWhole() {
    f.personality.window = 65_535;
    f.establish();
    byte[] big = TcpFixture.bytes(40_000);
    f.send(TcpView.ACK, 101, f.ack, big);
    assertThat(f.sent()).hasSize(1);
    assertThat(f.stream().received().readable()).isEqualTo(40_000);
  }
}
