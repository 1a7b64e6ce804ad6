package honeyd.stack.tcp;

import static honeyd.stack.tcp.PlainPersonality.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import honeyd.wire.TcpView;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Both sides have closed, we first.
class TcpTimeWaitTest {
  private final TcpFixture f = new TcpFixture();

  private void closeBoth() {
    f.establish();
    f.finish();
    f.sent();
    f.send(TcpView.FIN | TcpView.ACK, f.seq, 5_002);
    f.seq++;
    f.ack = 5_002;
    assertThat(f.sent()).containsExactly("A 5002:5002 ack 102 win 8192");
  }

  @AfterEach
  void close() {
    f.close();
  }

  @Test
  void finAgain_isAcknowledgedAndTheTimeStartsAgain() {
    closeBoth();
    f.pass(50 * SECOND);
    f.send(TcpView.FIN | TcpView.ACK, 101, 5_002);
    assertThat(f.sent()).containsExactly("A 5002:5002 ack 102 win 8192");
    f.pass(50 * SECOND);
    assertThat(f.tcp.size()).isOne();
    f.pass(11 * SECOND);
    assertThat(f.tcp.size()).isZero();
    assertThat(f.events.lines).containsExactly("S", "= sh web.sh", "E 0 0 CLOSED");
  }

  @Test
  void plainAcks_areNotAnswered() {
    closeBoth();
    f.send(TcpView.ACK, 102, 5_002);
    f.send(TcpView.ACK, 102, 5_002);
    assertThat(f.sent()).isEmpty();
  }

  @Test
  void laterSyn_beginsANewConnection() {
    closeBoth();
    f.personality.iss = 90_000;
    f.send(TcpView.SYN, 50_000, 0);
    assertThat(f.sent()).containsExactly("SA 90000:90000 ack 50001 win 8192");
    f.send(TcpView.ACK, 50_001, 90_001);
    assertThat(f.streams).hasSize(2);
    assertThat(f.events.lines)
        .containsExactly("S", "= sh web.sh", "E 0 0 CLOSED", "S", "= sh web.sh");
  }

  @Test
  void earlierSyn_isAnOldDuplicate() {
    closeBoth();
    f.send(TcpView.SYN, 50, 0);
    assertThat(f.sent()).containsExactly("A 5002:5002 ack 102 win 8192");
    assertThat(f.events.lines).hasSize(3);
  }

  @Test
  void earlierSynWithLaterTimestamp_beginsANewConnection() {
    f.personality.timestamps = true;
    f.withTimestamps = true;
    f.tsVal = 100;
    closeBoth();
    f.tsVal = 101;
    f.send(TcpView.SYN, 50, 0);
    assertThat(f.sent()).containsExactly("SA 5000:5000 ack 51 win 8192");
  }

  @Test
  void reset_endsTheWaiting() {
    closeBoth();
    f.send(TcpView.RST, 102, 0);
    assertThat(f.tcp.size()).isZero();
    assertThat(f.sent()).isEmpty();
    assertThat(f.events.lines).hasSize(3);
  }
}
