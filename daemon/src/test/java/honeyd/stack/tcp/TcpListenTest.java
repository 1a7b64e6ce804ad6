package honeyd.stack.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.base.DropReason;
import honeyd.wire.Ipv4View;
import honeyd.wire.TcpView;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// No connection exists: the port's behaviour and the personality decide.
class TcpListenTest {
  private final TcpFixture f = new TcpFixture();

  @AfterEach
  void close() {
    f.close();
  }

  @Test
  void syn_isAnsweredAndOpensAFlow() {
    f.send(TcpView.SYN, 100, 0);
    assertThat(f.sent()).containsExactly("SA 5000:5000 ack 101 win 8192");
    assertThat(f.events.lines).containsExactly("S");
  }

  @Test
  void synWithData_acknowledgesTheSynAlone() {
    f.send(TcpView.SYN, 100, 0, "early");
    assertThat(f.sent()).containsExactly("SA 5000:5000 ack 101 win 8192");
    f.send(TcpView.ACK, 101, 5_001);
    f.send(TcpView.ACK | TcpView.PSH, 101, 5_001, "early");
    assertThat(f.read()).isEqualTo("early");
  }

  @Test
  void synToClosedPort_isReset() {
    f.port = TcpFixture.CLOSED;
    f.send(TcpView.SYN, 100, 0);
    assertThat(f.sent()).containsExactly("RA 0:0 ack 101 win 0");
    assertThat(f.events.lines).containsExactly("- 40 2 CLOSED_PORT");
  }

  @Test
  void resetToClosedPort_isLoggedAndNotAnswered() {
    f.port = TcpFixture.CLOSED;
    f.send(TcpView.RST, 100, 0);
    assertThat(f.sent()).isEmpty();
    assertThat(f.events.lines).containsExactly("- 40 4 CLOSED_PORT");
  }

  @Test
  void filteredPort_isSilent() {
    f.port = TcpFixture.FILTERED;
    f.send(TcpView.SYN, 100, 0);
    assertThat(f.sent()).isEmpty();
    assertThat(f.events.lines).containsExactly("- 40 2 FILTERED");
    assertThat(f.count(DropReason.TCP_FILTERED)).isOne();
  }

  @Test
  void ackToOpenPort_isReset() {
    f.send(TcpView.ACK, 100, 777);
    assertThat(f.sent()).containsExactly("R 777:777 win 0");
    assertThat(f.events.lines).containsExactly("- 40 16 NO_CONNECTION");
  }

  @Test
  void synWithAck_isReset() {
    f.send(TcpView.SYN | TcpView.ACK, 100, 777);
    assertThat(f.sent()).containsExactly("R 777:777 win 0");
    assertThat(f.events.lines).containsExactly("- 40 18 NO_CONNECTION");
  }

  @Test
  void synWithReset_isAScanner() {
    f.send(TcpView.SYN | TcpView.RST, 100, 0);
    assertThat(f.sent()).isEmpty();
    assertThat(f.events.lines).containsExactly("- 40 6 SCANNER");
  }

  @Test
  void synWithFinThatIsRefused_isAScanner() {
    f.send(TcpView.SYN | TcpView.FIN | TcpView.PSH | TcpView.URG, 100, 0);
    assertThat(f.events.lines).containsExactly("- 40 43 SCANNER");
  }

  @Test
  void nullSegment_isLoggedWithoutFlags() {
    f.send(0, 100, 0);
    assertThat(f.events.lines).containsExactly("- 40 0 NO_CONNECTION");
  }

  @Test
  void badChecksum_isLoggedAndNotAnswered() {
    byte[] packet = f.packet(TcpView.SYN, 100, 0, new byte[0], 0);
    packet[36] ^= 1;
    f.link.inject(packet);
    f.run();
    assertThat(f.sent()).isEmpty();
    assertThat(f.events.lines).containsExactly("- 40 2 BAD_CHECKSUM");
    assertThat(f.count(DropReason.TCP_BAD_CHECKSUM)).isOne();
  }

  @Test
  void truncatedAtEveryLength_isDroppedWithAReason() {
    byte[] whole = f.packet(TcpView.SYN, 100, 0, new byte[0], 0);
    for (int length = 20; length < 40; length++) {
      byte[] packet = Arrays.copyOf(whole, length);
      packet[2] = 0;
      packet[3] = (byte) length;
      MemorySegment bytes = MemorySegment.ofArray(packet);
      Ipv4View ip = new Ipv4View();
      assertThat(ip.wrap(bytes, 0, length)).isEqualTo(DropReason.NONE);
      ip.updateChecksum();
      f.link.inject(packet);
      f.run();
      assertThat(f.count(DropReason.TCP_TRUNCATED)).isEqualTo(length - 19);
    }
    assertThat(f.sent()).isEmpty();
  }

  @Test
  void tarpit_hasTheServiceThatItSurrounds() {
    f.port = TcpFixture.SLOW;
    f.establish();
    assertThat(f.events.lines).containsExactly("S", "= slow");
    assertThat(f.streams).hasSize(1);
  }

  @Test
  void proxy_isNamedByItsTarget() {
    f.port = 83;
    f.establish();
    assertThat(f.events.lines).containsExactly("S", "= 10.1.1.1:22");
  }
}
