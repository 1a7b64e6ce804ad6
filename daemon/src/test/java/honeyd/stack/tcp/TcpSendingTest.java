package honeyd.stack.tcp;

import static honeyd.stack.tcp.PlainPersonality.MS;
import static honeyd.stack.tcp.PlainPersonality.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import honeyd.base.Counter;
import honeyd.personality.OsFamily;
import honeyd.wire.TcpOptionWriter;
import honeyd.wire.TcpView;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Sending, sending again, and holding back.
class TcpSendingTest {
  private static final byte[] MSS_1000 = {2, 4, 1000 >> 8, (byte) 1000};
  private static final byte[] MSS_1000_SACK = {2, 4, 1000 >> 8, (byte) 1000, 4, 2, 1, 1};
  private final TcpFixture f = new TcpFixture();

  @AfterEach
  void close() {
    f.close();
  }

  private static List<Integer> starts(List<SentSegment> segments) {
    return segments.stream().map(s -> s.seq() - 5_001).toList();
  }

  private void sack(int ack, int... edges) {
    byte[] options = new byte[40];
    int[] left = new int[edges.length / 2];
    int[] right = new int[edges.length / 2];
    for (int i = 0; i < left.length; i++) {
      left[i] = edges[2 * i];
      right[i] = edges[2 * i + 1];
    }
    TcpOptionWriter writer = new TcpOptionWriter().begin(options);
    int length = writer.nop().nop().sack(left, right, left.length).finish();
    f.send(TcpView.ACK, f.seq, ack, new byte[0], Arrays.copyOf(options, length));
  }

  @Test
  void peerMss_isHonoured() {
    f.establish((byte) 2, (byte) 4, (byte) 0, (byte) 100);
    f.write(TcpFixture.bytes(250));
    assertThat(f.sent())
        .containsExactly(
            "A 5001:5101 ack 101 win 8192",
            "A 5101:5201 ack 101 win 8192",
            "PA 5201:5251 ack 101 win 8192");
  }

  @Test
  void peerMss_countsTheTimestamps() {
    f.personality.timestamps = true;
    f.withTimestamps = true;
    f.establish(MSS_1000);
    f.write(TcpFixture.bytes(2_000));
    assertThat(f.takeAll()).extracting(s -> s.payload().length).containsExactly(988, 988, 24);
  }

  @Test
  void tinyMss_isNotFollowedBelow48() {
    f.establish((byte) 2, (byte) 4, (byte) 0, (byte) 1);
    f.write(TcpFixture.bytes(96));
    assertThat(f.takeAll()).extracting(s -> s.payload().length).containsExactly(48, 48);
  }

  @Test
  void noMss_means536() {
    f.establish();
    f.write(TcpFixture.bytes(600));
    assertThat(f.takeAll()).extracting(s -> s.payload().length).containsExactly(536, 64);
  }

  @Test
  void largeMss_isCutToTheLink() {
    f.establish((byte) 2, (byte) 4, (byte) 0xff, (byte) 0xff);
    f.write(TcpFixture.bytes(2_000));
    assertThat(f.takeAll()).extracting(s -> s.payload().length).containsExactly(1_460, 540);
  }

  @Test
  void initialWindow_isTenSegmentsThenGrowsWithEachAck() {
    f.establish(MSS_1000);
    f.write(TcpFixture.bytes(100_000));
    assertThat(f.takeAll()).hasSize(10);
    f.acknowledge(5_001 + 2_000);
    assertThat(f.takeAll()).hasSize(4);
    f.acknowledge(5_001 + 10_000);
    assertThat(f.takeAll()).hasSize(16);
  }

  @Test
  void peerWindow_isHonoured() {
    f.window = 2_500;
    f.establish(MSS_1000);
    f.write(TcpFixture.bytes(5_000));
    // 500 bytes of window are left; no silly segment is sent for them.
    assertThat(f.takeAll()).extracting(s -> s.payload().length).containsExactly(1_000, 1_000);
    f.acknowledge(5_001 + 2_000);
    assertThat(f.takeAll()).extracting(s -> s.payload().length).containsExactly(1_000, 1_000);
  }

  @Test
  void windowSmallerThanASegment_isUsedByHalves() {
    f.window = 600;
    f.establish(MSS_1000);
    f.write(TcpFixture.bytes(2_000));
    assertThat(f.takeAll()).extracting(s -> s.payload().length).containsExactly(600);
    f.acknowledge(5_601);
    assertThat(f.takeAll()).extracting(s -> s.payload().length).containsExactly(600);
  }

  @Test
  void lostSegment_isSentAgainAloneWithDoublingTimeouts() {
    f.establish(MSS_1000);
    f.write(TcpFixture.bytes(3_000));
    assertThat(f.takeAll()).hasSize(3);
    f.pass(199 * MS);
    assertThat(f.sent()).isEmpty();
    f.pass(MS);
    assertThat(f.sent()).containsExactly("A 5001:6001 ack 101 win 8192");
    f.pass(399 * MS);
    assertThat(f.sent()).isEmpty();
    f.pass(MS);
    assertThat(f.sent()).containsExactly("A 5001:6001 ack 101 win 8192");
    f.pass(800 * MS);
    assertThat(f.sent()).hasSize(1);
    assertThat(f.count(Counter.TCP_RETRANSMITS)).isEqualTo(3);
    f.acknowledge(6_001);
    assertThat(starts(f.takeAll())).containsExactly(1_000, 2_000);
  }

  @Test
  void silentPeer_isGivenUpAfterThePersonalitysRetries() {
    f.establish(MSS_1000);
    f.write("x");
    f.pass(60 * SECOND);
    assertThat(f.sent()).hasSize(1 + 5);
    assertThat(f.events.lines).endsWith("E 0 1 EXPIRED");
    assertThat(f.stream().isGone()).isTrue();
  }

  @Test
  void threeDuplicateAcks_sendTheMissingSegment() {
    f.establish(MSS_1000);
    f.write(TcpFixture.bytes(20_000));
    f.takeAll();
    f.acknowledge(5_001);
    f.acknowledge(5_001);
    // RFC 3042: one new segment for each of the first two.
    assertThat(starts(f.takeAll())).containsExactly(10_000, 11_000);
    f.acknowledge(5_001);
    assertThat(starts(f.takeAll())).containsExactly(0);
    f.acknowledge(5_001);
    f.acknowledge(5_001);
    f.acknowledge(5_001);
    f.acknowledge(5_001);
    assertThat(starts(f.takeAll())).containsExactly(12_000);
    f.acknowledge(5_001 + 12_000);
    assertThat(f.count(Counter.TCP_RETRANSMITS)).isOne();
    assertThat(starts(f.takeAll())).startsWith(13_000);
  }

  @Test
  void partialAckInRecovery_sendsTheNextMissingSegment() {
    f.establish(MSS_1000);
    f.write(TcpFixture.bytes(10_000));
    f.takeAll();
    for (int i = 0; i < 3; i++) {
      f.acknowledge(5_001);
    }
    assertThat(starts(f.takeAll())).containsExactly(0);
    f.acknowledge(5_001 + 4_000);
    assertThat(starts(f.takeAll())).containsExactly(4_000);
    f.acknowledge(5_001 + 10_000);
    assertThat(f.takeAll()).isEmpty();
  }

  @Test
  void sack_sendsOnlyTheHoles() {
    f.personality.sack = true;
    f.establish(MSS_1000_SACK);
    f.write(TcpFixture.bytes(10_000));
    f.takeAll();
    sack(5_001, 6_001, 7_001);
    sack(5_001, 8_001, 9_001, 6_001, 7_001);
    assertThat(f.takeAll()).isEmpty();
    sack(5_001, 8_001, 11_001, 6_001, 7_001);
    // Half of 10,000 may be under way: 4,000 behind the runs and this one.
    assertThat(starts(f.takeAll())).containsExactly(0);
    sack(5_001, 8_001, 13_001, 6_001, 7_001);
    assertThat(starts(f.takeAll())).containsExactly(2_000);
    sack(7_001, 8_001, 15_001);
    assertThat(f.takeAll()).isEmpty();
    f.acknowledge(15_001);
    assertThat(f.count(Counter.TCP_RETRANSMITS)).isEqualTo(2);
  }

  @Test
  void sackBlockBeyondWhatWasSent_isIgnored() {
    f.personality.sack = true;
    f.establish(MSS_1000_SACK);
    f.write(TcpFixture.bytes(3_000));
    f.takeAll();
    sack(5_001, 0x8000_0000 + 5_001, 0x8000_0000 + 6_001);
    sack(5_001, 5_001, 0x7fff_ffff);
    sack(5_001, 9_001, 12_001);
    assertThat(f.takeAll()).isEmpty();
    f.pass(200 * MS);
    assertThat(starts(f.takeAll())).containsExactly(0);
  }

  @Test
  void timeoutAfterSack_trustsNothing() {
    f.personality.sack = true;
    f.establish(MSS_1000_SACK);
    f.write(TcpFixture.bytes(3_000));
    f.takeAll();
    sack(5_001, 6_001, 8_001);
    f.pass(200 * MS);
    assertThat(starts(f.takeAll())).containsExactly(0);
    f.acknowledge(6_001);
    assertThat(starts(f.takeAll())).containsExactly(1_000, 2_000);
  }

  @Test
  void closedWindow_isProbedWithOneByte() {
    f.window = 0;
    f.establish(MSS_1000);
    f.write("hello");
    assertThat(f.sent()).isEmpty();
    f.pass(200 * MS);
    assertThat(f.sent()).containsExactly("A 5001:5002 ack 101 win 8192");
    f.acknowledge(5_001);
    f.pass(399 * MS);
    assertThat(f.sent()).isEmpty();
    f.pass(MS);
    assertThat(f.sent()).hasSize(1);
    f.window = 1_000;
    f.acknowledge(5_001);
    assertThat(f.sent()).containsExactly("PA 5001:5006 ack 101 win 8192");
  }

  @Test
  void closedWindow_isProbedByLinuxWithAnOldEmptySegment() {
    f.personality.family = OsFamily.LINUX;
    f.window = 0;
    f.establish(MSS_1000);
    f.write("hello");
    f.pass(200 * MS);
    assertThat(f.sent()).containsExactly("A 5000:5000 ack 101 win 8192");
  }

  @Test
  void probedByte_countsWhenItWasTaken() {
    f.window = 0;
    f.establish(MSS_1000);
    f.write("hello");
    f.pass(200 * MS);
    f.sent();
    f.acknowledge(5_002);
    f.window = 10;
    f.acknowledge(5_002);
    assertThat(f.sent()).containsExactly("PA 5002:5006 ack 101 win 8192");
  }

  @Test
  void closedWindowOfALivePeer_isProbedForEver() {
    f.window = 0;
    f.establish(MSS_1000);
    f.write("hello");
    int seconds = 0;
    int probes = 0;
    for (; seconds < 1_200; seconds++) {
      f.pass(SECOND);
      if (!f.sent().isEmpty()) {
        probes++;
        f.acknowledge(5_001);
      }
    }
    assertThat(f.tcp.size()).isOne();
    // 0.2 s doubling up to 60 s.
    assertThat(probes).isBetween(24, 28);
  }

  @Test
  void shrunkenWindow_holdsRetransmissionsBack() {
    f.establish(MSS_1000);
    f.write(TcpFixture.bytes(5_000));
    assertThat(f.takeAll()).hasSize(5);
    f.window = 0;
    f.acknowledge(6_001);
    f.pass(250 * MS);
    assertThat(f.takeAll()).extracting(s -> s.payload().length).containsExactly(1);
    f.window = 2_000;
    f.acknowledge(6_001);
    List<SentSegment> again = f.takeAll();
    assertThat(starts(again)).contains(1_000);
    for (SentSegment s : again) {
      assertThat(s.seq() + s.payload().length - 6_001).isLessThanOrEqualTo(2_000);
    }
    f.window = 65_535;
    f.acknowledge(8_001);
    assertThat(starts(f.takeAll())).startsWith(3_000);
  }

  @Test
  void acksWithAShrunkenWindow_stayInside() {
    f.establish(MSS_1000);
    f.write(TcpFixture.bytes(5_000));
    f.takeAll();
    f.window = 500;
    f.send(TcpView.ACK, f.seq, 5_001, "a");
    f.send(TcpView.ACK, f.seq, 5_001, "a");
    assertThat(f.take().seq()).isEqualTo(5_501);
  }

  @Test
  void congestionEcho_halvesOncePerRoundTrip() {
    f.personality.ecn = true;
    f.send(TcpView.SYN | TcpView.ECE | TcpView.CWR, 100, 0, new byte[0], MSS_1000);
    f.take();
    f.seq = 101;
    f.ack = 5_001;
    f.send(TcpView.ACK, 101, 5_001);
    f.write(TcpFixture.bytes(100_000));
    assertThat(f.takeAll()).hasSize(10).allMatch(s -> s.tos() == 2);
    f.send(TcpView.ACK | TcpView.ECE, 101, 5_001 + 5_000);
    assertThat(f.takeAll()).isEmpty();
    f.send(TcpView.ACK | TcpView.ECE, 101, 5_001 + 7_000);
    List<SentSegment> next = f.takeAll();
    assertThat(next).isNotEmpty();
    assertThat(next.getFirst().has(TcpView.CWR)).isTrue();
    assertThat(next.stream().skip(1)).noneMatch(s -> s.has(TcpView.CWR));
  }

  @Test
  void fullPipe_isRefilledByTheServiceAsItDrains() {
    f.establish(MSS_1000);
    byte[] chunk = TcpFixture.bytes(64 << 10);
    for (int i = 0; i < 4; i++) {
      f.write(chunk);
    }
    assertThat(f.stream().toSend().writable()).isZero();
    int sent = 0;
    int acked = 5_001;
    for (int i = 0; i < 500 && sent < 4 * chunk.length; i++) {
      for (SentSegment s : f.takeAll()) {
        assertThat(s.seq()).isEqualTo(acked);
        acked += s.payload().length;
        sent += s.payload().length;
      }
      f.acknowledge(acked);
    }
    assertThat(sent).isEqualTo(4 * chunk.length);
    assertThat(f.stream().toSend().writable()).isEqualTo(f.stream().toSend().capacity());
  }
}
