package honeyd.stack.tcp;

import static honeyd.stack.tcp.PlainPersonality.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import honeyd.base.Counter;
import honeyd.stack.StackSettings;
import honeyd.wire.TcpView;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// `tarpit open`: what its connections cost, which give way, how they end. What a peer sees of them
/// is in `pkt/tcp-tarpit`.
class TcpTarpitTest {
  private TcpFixture f = new TcpFixture();

  @AfterEach
  void close() {
    f.close();
  }

  private void with(StackSettings settings) {
    f.close();
    f = new TcpFixture(settings);
  }

  private void hold(int clientPort) {
    f.port = TcpFixture.TARPIT;
    f.clientPort = clientPort;
    f.seq = 100;
    f.establish();
  }

  @Test
  void heldConnections_needOneTimerInAll() {
    for (int i = 0; i < 1_000; i++) {
      hold(10_000 + i);
    }
    assertThat(f.worker.pendingTimers()).isOne();
    assertThat(f.tcp.size()).isEqualTo(1_000);
    assertThat(f.count(Counter.TCP_TARPITTED)).isEqualTo(1_000);
    assertThat(f.count(Counter.TCP_CONNECTIONS_OPENED)).isEqualTo(1_000);
    f.pass(8_999 * SECOND);
    assertThat(f.tcp.size()).isEqualTo(1_000);
    f.pass(2 * SECOND);
    assertThat(f.tcp.size()).isZero();
    assertThat(f.worker.pendingTimers()).isZero();
    assertThat(f.sent()).isEmpty();
  }

  @Test
  void heldConnections_takeNoPlaceOfOthers() {
    with(StackSettings.defaults().withMaxConnections(1));
    f.establish();
    for (int i = 0; i < 20; i++) {
      hold(10_000 + i);
    }
    f.port = TcpFixture.SERVICE;
    f.clientPort = 40_000;
    f.data("still there");
    assertThat(f.read()).isEqualTo("still there");
    assertThat(f.count(Counter.TCP_CONNECTIONS_EVICTED)).isZero();
  }

  @Test
  void beyondTheCap_theSilentestGivesWayWithoutAWord() {
    with(StackSettings.defaults().withMaxTarpitted(2));
    hold(1);
    hold(2);
    f.clientPort = 1;
    f.send(TcpView.ACK, 100, f.ack);
    assertThat(f.sent()).hasSize(1);
    hold(3);
    assertThat(f.events.lines)
        .containsExactly("S", "= null", "S", "= null", "S", "= null", "E 0 0 EVICTED");
    assertThat(f.sent()).isEmpty();
    f.clientPort = 1;
    f.send(TcpView.ACK, 100, f.ack);
    assertThat(f.sent()).containsExactly("A 5001:5001 ack 101 win 8192");
    f.clientPort = 2;
    f.send(TcpView.ACK, 100, f.ack);
    assertThat(f.sent()).containsExactly("R 5001:5001 win 0");
  }

  @Test
  void theEnd_isLoggedWithWhatCame() {
    hold(1);
    f.data("GET / HTTP/1.0\r\n\r\n");
    f.pass(SECOND);
    assertThat(f.sent()).containsExactly("A 5001:5001 ack 119 win 8174");
    f.send(TcpView.RST, f.seq, 0);
    assertThat(f.sent()).isEmpty();
    assertThat(f.events.lines).containsExactly("S", "= null", "E 18 0 RESET_BY_PEER");
  }

  @Test
  void whatCameOutOfOrder_isForgottenAtLast() {
    hold(1);
    f.send(TcpView.ACK, f.seq + 10, f.ack, "later");
    assertThat(f.sent()).containsExactly("A 5001:5001 ack 101 win 8192");
    f.pass(301 * SECOND);
    assertThat(f.tcp.size()).isOne();
    f.send(TcpView.ACK, f.seq, f.ack, "0123456789");
    f.pass(SECOND);
    assertThat(f.sent()).containsExactly("A 5001:5001 ack 111 win 8182");
  }

  @Test
  void connectionsAtWork_restWhenTheTableIsFull() {
    with(StackSettings.defaults().withMaxConnections(1));
    for (int i = 0; i < 5; i++) {
      hold(10_000 + i);
      f.send(TcpView.ACK, f.seq + 10, f.ack, "later");
      assertThat(f.sent()).hasSize(1);
    }
    assertThat(f.tcp.size()).isEqualTo(5);
    assertThat(f.count(Counter.TCP_CONNECTIONS_EVICTED)).isZero();
    f.clientPort = 10_000;
    f.send(TcpView.ACK, 100, f.ack);
    assertThat(f.sent()).containsExactly("A 5001:5001 ack 101 win 8192");
  }

  /// A window that would creep on, a scale's unit at a time, ends with the buffer.
  @Test
  void peerThatSendsByteByByte_isStoppedAsWell() {
    f.close();
    f = new TcpFixture();
    f.personality.family = honeyd.personality.OsFamily.LINUX;
    f.personality.windowScale = 7;
    f.personality.window = 28_960;
    f.port = TcpFixture.TARPIT;
    f.establish((byte) 3, (byte) 3, (byte) 7, (byte) 1);
    int sent = 0;
    int window = 1;
    while (window > 0 && sent < 140_000) {
      int n = Math.min(1_000, 131_072 - 50 - sent);
      f.send(TcpView.ACK, f.seq, f.ack, new byte[Math.max(1, n)]);
      f.pass(SECOND);
      var seen = f.takeAll().getLast();
      sent += seen.ack() - f.seq;
      f.seq = seen.ack();
      window = seen.window();
    }
    assertThat(window).isZero();
    assertThat(sent).isBetween(131_072, 131_072 + 4_096);
    f.send(TcpView.ACK, f.seq, f.ack, "x");
    assertThat(f.takeAll().getLast().ack()).isEqualTo(f.seq);
  }
}
