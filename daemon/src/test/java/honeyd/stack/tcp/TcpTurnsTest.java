package honeyd.stack.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.flow.FlowStream;
import honeyd.wire.TcpView;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Services that the worker itself runs: what they write goes out with the answer to what they
/// read.
class TcpTurnsTest {
  private final TcpFixture f = new TcpFixture();

  @AfterEach
  void close() {
    f.close();
  }

  private static void echo(FlowStream stream) {
    stream.tryReturn(Integer.MAX_VALUE);
    if (stream.isAtEnd()) {
      stream.done();
    }
  }

  @Test
  void wholeExchange_takesOneSegmentForEachOfThePeers() {
    f.turns = TcpTurnsTest::echo;
    f.establish();
    f.data("ping");
    assertThat(f.sent()).containsExactly("PA 5001:5005 ack 105 win 8188");
    f.send(TcpView.ACK | TcpView.FIN, 105, 5005);
    assertThat(f.sent()).containsExactly("FA 5005:5005 ack 106 win 8188");
    f.send(TcpView.ACK, 106, 5006);
    assertThat(f.sent()).isEmpty();
    assertThat(f.stream().isGone()).isTrue();
  }

  @Test
  void greeting_followsTheHandshakeAndEndsWithFin() {
    f.turns =
        stream -> {
          if (!stream.isServiceDone()) {
            byte[] text = "hello\r\n".getBytes(StandardCharsets.US_ASCII);
            stream.tryWrite(text, 0, text.length);
            stream.done();
          }
        };
    f.send(TcpView.SYN, 100, 0);
    f.take();
    f.send(TcpView.ACK, 101, 5001);
    assertThat(f.sent()).containsExactly("FPA 5001:5008 ack 101 win 8192");
    f.send(TcpView.ACK | TcpView.FIN, 101, 5009);
    assertThat(f.sent()).containsExactly("A 5009:5009 ack 102 win 8192");
    assertThat(f.stream().isGone()).isTrue();
    f.send(TcpView.RST, 102, 0);
  }

  @Test
  void peerWhoDoesNotRead_waitsAtAClosedWindowUntilItReads() {
    f.turns = stream -> stream.tryReturn(3_000 - stream.unsentBytes());
    f.establish();
    int sent = 0;
    while (sent < 8_192) {
      int n = Math.min(1_024, 8_192 - sent);
      f.data("x".repeat(n));
      sent += n;
    }
    List<SentSegment> told = f.takeAll();
    assertThat(told.stream().mapToInt(s -> s.payload().length).sum()).isEqualTo(3_000);
    assertThat(told.getLast().window()).isLessThan(8_192);

    int got = 3_000;
    f.acknowledge(5_001 + got);
    for (List<SentSegment> more = f.takeAll(); !more.isEmpty(); more = f.takeAll()) {
      got += more.stream().mapToInt(s -> s.payload().length).sum();
      if (got == 8_192) {
        assertThat(more.getLast().window()).isGreaterThan(4_096);
      }
      f.acknowledge(5_001 + got);
    }
    assertThat(got).isEqualTo(8_192);
    f.send(TcpView.RST, f.seq, 0);
    assertThat(f.stream().isGone()).isTrue();
  }

  @Test
  void serviceThatGivesUp_resets() {
    f.turns =
        stream -> {
          if (stream.received().readable() > 0) {
            stream.reset();
          }
        };
    f.establish();
    f.data("x");
    assertThat(f.sent()).last().asString().startsWith("RA ");
    assertThat(f.stream().isGone()).isTrue();
  }
}
