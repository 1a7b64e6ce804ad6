package honeyd.stack.tcp;

import static honeyd.stack.tcp.PlainPersonality.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import honeyd.base.DropReason;
import honeyd.wire.TcpView;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A SYN was answered, the handshake is open.
class TcpSynReceivedTest {
  private final TcpFixture f = new TcpFixture();

  private void begin() {
    f.send(TcpView.SYN, 100, 0);
    assertThat(f.sent()).containsExactly("SA 5000:5000 ack 101 win 8192");
  }

  @AfterEach
  void close() {
    f.close();
  }

  @Test
  void ack_establishesAndCallsTheService() {
    begin();
    f.send(TcpView.ACK, 101, 5_001);
    assertThat(f.sent()).isEmpty();
    assertThat(f.events.lines).containsExactly("S", "= sh web.sh");
    assertThat(f.streams).hasSize(1);
    assertThat(f.stream().flow().remotePort()).isEqualTo(40_000);
    assertThat(f.stream().flow().personality()).isEqualTo("plain");
  }

  @Test
  void ackWithDataAndFin_isTakenWhole() {
    begin();
    f.send(TcpView.ACK | TcpView.FIN, 101, 5_001, "all there is");
    assertThat(f.sent()).containsExactly("A 5001:5001 ack 114 win 8180");
    assertThat(f.read()).isEqualTo("all there is");
    assertThat(f.stream().received().isFinished()).isTrue();
  }

  @Test
  void synAgain_isAnsweredAgainTheSame() {
    begin();
    f.send(TcpView.SYN, 100, 0);
    assertThat(f.sent()).containsExactly("SA 5000:5000 ack 101 win 8192");
    assertThat(f.events.lines).containsExactly("S");
  }

  @Test
  void unanswered_isSentAgainOnThePersonalitysSchedule() {
    begin();
    f.pass(SECOND);
    assertThat(f.sent()).hasSize(1);
    f.pass(2 * SECOND - 1);
    assertThat(f.sent()).isEmpty();
    f.pass(1);
    assertThat(f.sent()).hasSize(1);
    f.pass(4 * SECOND);
    assertThat(f.sent()).containsExactly("SA 5000:5000 ack 101 win 8192");
    f.pass(8 * SECOND);
    assertThat(f.sent()).isEmpty();
    assertThat(f.events.lines).containsExactly("S", "E 0 0 EXPIRED");
    assertThat(f.tcp.size()).isZero();
  }

  @Test
  void synAckAgain_carriesAFreshTimestamp() {
    f.personality.timestamps = true;
    f.withTimestamps = true;
    f.tsVal = 77;
    f.send(TcpView.SYN, 100, 0);
    SentSegment first = f.take();
    assertThat(first.options().tsEcr).isEqualTo(77);
    f.pass(SECOND);
    SentSegment second = f.take();
    assertThat(second.options().tsVal).isEqualTo(first.options().tsVal + 1_000);
    assertThat(second.options().tsEcr).isEqualTo(77);
  }

  @Test
  void wrongAck_isResetAndTheHandshakeStaysOpen() {
    begin();
    f.send(TcpView.ACK, 101, 4_000);
    assertThat(f.sent()).containsExactly("R 4000:4000 win 0");
    f.send(TcpView.ACK, 101, 5_002);
    assertThat(f.sent()).containsExactly("R 5002:5002 win 0");
    f.send(TcpView.ACK, 101, 5_001);
    assertThat(f.streams).hasSize(1);
  }

  @Test
  void exactReset_endsTheFlowAsAScannerDoes() {
    begin();
    f.send(TcpView.RST, 101, 0);
    assertThat(f.sent()).isEmpty();
    assertThat(f.events.lines).containsExactly("S", "E 0 0 RESET_BY_PEER");
    assertThat(f.tcp.size()).isZero();
  }

  @Test
  void resetInTheWindow_isChallenged() {
    begin();
    f.send(TcpView.RST, 105, 0);
    assertThat(f.sent()).containsExactly("A 5001:5001 ack 101 win 8192");
    assertThat(f.tcp.size()).isOne();
  }

  @Test
  void resetOutsideTheWindow_isIgnored() {
    begin();
    f.send(TcpView.RST, 100_000, 0);
    assertThat(f.sent()).isEmpty();
    assertThat(f.count(DropReason.TCP_OUT_OF_WINDOW)).isOne();
    assertThat(f.tcp.size()).isOne();
  }

  @Test
  void otherSyn_isChallenged() {
    begin();
    f.send(TcpView.SYN, 9_999, 0);
    assertThat(f.sent()).containsExactly("A 5001:5001 ack 101 win 8192");
    f.send(TcpView.RST, 101, 0);
    assertThat(f.tcp.size()).isZero();
  }

  @Test
  void segmentWithoutAck_isDropped() {
    begin();
    f.send(TcpView.PSH, 101, 0, "x");
    assertThat(f.sent()).isEmpty();
    assertThat(f.count(DropReason.TCP_BAD_FLAGS)).isOne();
  }

  @Test
  void ackAfterALostSynAck_startsWithOneSegment() {
    begin();
    f.pass(SECOND);
    f.sent();
    f.send(TcpView.ACK, 101, 5_001);
    f.write(TcpFixture.bytes(5_000));
    assertThat(f.sent()).hasSize(1);
  }
}
