package honeyd.stack.tcp;

import static honeyd.stack.tcp.PlainPersonality.MS;
import static honeyd.stack.tcp.PlainPersonality.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import honeyd.wire.TcpView;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The ways a connection ends: FIN_WAIT_1 and 2, CLOSE_WAIT, CLOSING, LAST_ACK.
class TcpClosingTest {
  private final TcpFixture f = new TcpFixture();

  @AfterEach
  void close() {
    f.close();
  }

  private void fin() {
    f.send(TcpView.FIN | TcpView.ACK, f.seq, f.ack);
    f.seq++;
  }

  @Test
  void peerClosesFirst_thenWeClose() {
    f.establish();
    fin();
    assertThat(f.sent()).containsExactly("A 5001:5001 ack 102 win 8192");
    assertThat(f.stream().received().isFinished()).isTrue();
    f.write("bye");
    assertThat(f.sent()).containsExactly("PA 5001:5004 ack 102 win 8192");
    f.done();
    assertThat(f.sent()).containsExactly("FA 5004:5004 ack 102 win 8192");
    f.acknowledge(5_005);
    assertThat(f.sent()).isEmpty();
    assertThat(f.events.lines).endsWith("E 0 3 CLOSED");
    assertThat(f.tcp.size()).isZero();
    assertThat(f.stream().isGone()).isTrue();
  }

  @Test
  void finalDataAndFin_goInOneSegment() {
    f.establish();
    f.stream().toSend().write(new byte[] {'b', 'y', 'e'}, 0, 3);
    f.finish();
    assertThat(f.sent()).containsExactly("FPA 5001:5004 ack 101 win 8192");
  }

  @Test
  void weCloseFirst_thenThePeer() {
    f.establish();
    f.write("bye");
    f.done();
    assertThat(f.sent())
        .containsExactly("PA 5001:5004 ack 101 win 8192", "FA 5004:5004 ack 101 win 8192");
    f.acknowledge(5_005);
    assertThat(f.sent()).isEmpty();
    fin();
    assertThat(f.sent()).containsExactly("A 5005:5005 ack 102 win 8192");
    assertThat(f.events.lines).endsWith("E 0 3 CLOSED");
    assertThat(f.tcp.size()).as("TIME_WAIT").isOne();
  }

  @Test
  void halfClosedService_stillReceives() {
    f.establish();
    f.finish();
    assertThat(f.sent()).containsExactly("FA 5001:5001 ack 101 win 8192");
    f.acknowledge(5_002);
    f.data("still talking");
    assertThat(f.read()).isEqualTo("still talking");
    fin();
    assertThat(f.sent()).hasSize(1);
    assertThat(f.stream().received().isFinished()).isTrue();
    assertThat(f.events.lines).endsWith("E 13 0 CLOSED");
  }

  @Test
  void ackOfFinWithData_isTaken() {
    f.establish();
    f.finish();
    f.sent();
    f.send(TcpView.ACK | TcpView.PSH | TcpView.FIN, f.seq, 5_002, "last");
    assertThat(f.sent()).containsExactly("A 5002:5002 ack 106 win 8188");
    assertThat(f.events.lines).endsWith("E 4 0 CLOSED");
  }

  @Test
  void bothCloseAtOnce_endInTimeWait() {
    f.establish();
    f.finish();
    assertThat(f.sent()).hasSize(1);
    fin();
    assertThat(f.sent()).containsExactly("A 5002:5002 ack 102 win 8192");
    assertThat(f.events.lines).containsExactly("S", "= sh web.sh");
    f.acknowledge(5_002);
    assertThat(f.events.lines).endsWith("E 0 0 CLOSED");
    assertThat(f.tcp.size()).isOne();
    f.pass(61 * SECOND);
    assertThat(f.tcp.size()).isZero();
  }

  @Test
  void lostFin_isSentAgain() {
    f.establish();
    f.finish();
    f.sent();
    f.pass(200 * MS);
    assertThat(f.sent()).containsExactly("FA 5001:5001 ack 101 win 8192");
    f.pass(400 * MS);
    assertThat(f.sent()).containsExactly("FA 5001:5001 ack 101 win 8192");
    f.acknowledge(5_002);
    f.pass(SECOND);
    assertThat(f.sent()).isEmpty();
  }

  @Test
  void lostDataBeforeFin_isSentAgainWithIt() {
    f.establish();
    f.write("data");
    f.finish();
    f.sent();
    f.pass(200 * MS);
    assertThat(f.sent()).containsExactly("FPA 5001:5005 ack 101 win 8192");
  }

  @Test
  void peersFinAgain_isAcknowledgedAgain() {
    f.establish();
    fin();
    f.sent();
    f.send(TcpView.FIN | TcpView.ACK, f.seq - 1, f.ack);
    assertThat(f.sent()).containsExactly("A 5001:5001 ack 102 win 8192");
  }

  @Test
  void acksAfterTheFin_areNotAnswered() {
    f.establish();
    fin();
    f.sent();
    for (int i = 0; i < 5; i++) {
      f.send(TcpView.ACK, f.seq, f.ack);
    }
    assertThat(f.sent()).isEmpty();
  }

  @Test
  void dataAfterTheServiceEnded_isReset() {
    f.establish();
    f.done();
    assertThat(f.sent()).containsExactly("FA 5001:5001 ack 101 win 8192");
    f.data("too late");
    assertThat(f.sent()).containsExactly("R 5001:5001 win 0");
    assertThat(f.events.lines).endsWith("E 0 0 RESET_BY_US");
  }

  @Test
  void serviceThatEndsWithUnreadData_resetsAfterItsOutputWasTaken() {
    f.establish();
    f.data("unread");
    f.write("answer");
    f.done();
    assertThat(f.sent()).containsExactly("PA 5001:5007 ack 107 win 8186");
    f.acknowledge(5_007);
    assertThat(f.sent()).containsExactly("RA 5007:5007 ack 107 win 0");
    assertThat(f.events.lines).endsWith("E 6 6 RESET_BY_US");
  }

  @Test
  void peerThatNeverCloses_isForgottenWhenNobodyReads() {
    f.establish();
    f.done();
    f.sent();
    f.acknowledge(5_002);
    f.pass(59 * SECOND);
    assertThat(f.tcp.size()).isOne();
    f.pass(2 * SECOND);
    assertThat(f.tcp.size()).isZero();
    assertThat(f.events.lines).endsWith("E 0 0 EXPIRED");
    assertThat(f.sent()).isEmpty();
  }

  @Test
  void finAtAClosedWindow_waitsForTheWindow() {
    f.window = 0;
    f.establish();
    f.finish();
    assertThat(f.sent()).isEmpty();
    f.window = 100;
    f.acknowledge(5_001);
    assertThat(f.sent()).containsExactly("FA 5001:5001 ack 101 win 8192");
  }

  @Test
  void resetWhileClosing_endsIt() {
    f.establish();
    fin();
    f.sent();
    f.send(TcpView.RST, f.seq, 0);
    assertThat(f.events.lines).endsWith("E 0 0 RESET_BY_PEER");
    assertThat(f.tcp.size()).isZero();
  }

  @Test
  void wakeAfterTheEnd_isHarmless() {
    f.establish();
    f.send(TcpView.RST, f.seq, 0);
    f.stream().done();
    f.stream().reset();
    f.run();
    assertThat(f.sent()).isEmpty();
  }
}
