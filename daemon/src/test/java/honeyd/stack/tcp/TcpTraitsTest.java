package honeyd.stack.tcp;

import static honeyd.stack.tcp.PlainPersonality.MS;
import static honeyd.stack.tcp.PlainPersonality.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import honeyd.base.DropReason;
import honeyd.personality.OsTraitsBuilder;
import honeyd.personality.StrayRule;
import honeyd.personality.TcpTraits;
import honeyd.wire.TcpView;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What systems do differently in TCP beyond their fingerprints.
class TcpTraitsTest {
  private final TcpFixture f = new TcpFixture();

  private void system(UnaryOperator<OsTraitsBuilder> more) {
    f.personality.more = more;
  }

  @AfterEach
  void close() {
    f.close();
  }

  @Test
  void handshakeGivenUp_isResetWhereTheSystemDoes() {
    system(t -> t.synAck(2, 1).lastWords(true, false));
    f.send(TcpView.SYN, 100, 0);
    f.pass(SECOND);
    assertThat(f.sent()).hasSize(2);
    f.pass(SECOND);
    assertThat(f.sent()).containsExactly("RA 5001:5001 ack 101 win 0");
    assertThat(f.events.lines).containsExactly("S", "E 0 0 EXPIRED");
  }

  @Test
  void unansweredData_endsWithAResetWhereTheSystemDoes() {
    system(t -> t.rto(1_000, 1_000, 60_000, 2).lastWords(false, true));
    f.establish();
    f.write("hello");
    f.pass(7 * SECOND - MS);
    assertThat(f.sent()).hasSize(3).allMatch(s -> s.contains("5001:5006"));
    f.pass(MS);
    assertThat(f.sent()).containsExactly("RA 5006:5006 ack 101 win 0");
  }

  @Test
  void unansweredData_endsInSilenceWhereTheSystemDoes() {
    system(t -> t.rto(1_000, 1_000, 60_000, 2).lastWords(true, false));
    f.establish();
    f.write("hello");
    f.pass(7 * SECOND);
    assertThat(f.sent()).hasSize(3).noneMatch(s -> s.startsWith("R"));
    assertThat(f.tcp.size()).isZero();
  }

  @Test
  void finWait2_lastsAsLongAsTheSystemWaits() {
    system(t -> t.closing(60, 20));
    f.establish();
    f.done();
    assertThat(f.sent()).containsExactly("FA 5001:5001 ack 101 win 8192");
    f.acknowledge(5_002);
    f.pass(20 * SECOND - MS);
    assertThat(f.tcp.size()).isOne();
    f.pass(MS);
    assertThat(f.tcp.size()).isZero();
    assertThat(f.sent()).isEmpty();
  }

  @Test
  void quickAcks_goAtOnceUntilTheHostAnswers() {
    system(t -> t.ack(200, 2));
    f.establish();
    f.data("one");
    assertThat(f.sent()).containsExactly("A 5001:5001 ack 104 win 8189");
    f.write("answer");
    f.sent();
    f.acknowledge(5_007);
    f.data("two");
    assertThat(f.sent()).isEmpty();
    f.pass(200 * MS);
    assertThat(f.sent()).hasSize(1);
  }

  @Test
  void quickAcks_areCounted() {
    system(t -> t.ack(200, 2));
    f.establish();
    f.data("a");
    f.data("b");
    assertThat(f.sent()).hasSize(2);
    f.data("c");
    assertThat(f.sent()).isEmpty();
    f.pass(200 * MS);
    assertThat(f.sent()).hasSize(1);
  }

  @Test
  void challenges_areLimitedAsTheSystemLimitsThem() {
    system(t -> t.challenges(1, 500));
    f.establish();
    f.send(TcpView.RST, 110, 0);
    f.send(TcpView.RST, 110, 0);
    assertThat(f.sent()).hasSize(1);
    f.pass(499 * MS);
    f.send(TcpView.SYN, 110, 0);
    assertThat(f.sent()).isEmpty();
    f.pass(MS);
    f.send(TcpView.SYN, 110, 0);
    assertThat(f.sent()).containsExactly("A 5001:5001 ack 101 win 8192");
  }

  @Test
  void straysThatAreIgnored_getNoAnswer() {
    system(t -> t.strays(StrayRule.IGNORED, StrayRule.IGNORED));
    f.establish();
    f.send(TcpView.RST, 110, 0);
    f.send(TcpView.SYN, 110, 0);
    assertThat(f.sent()).isEmpty();
    assertThat(f.tcp.size()).isOne();
    f.send(TcpView.RST, 101, 0);
    assertThat(f.tcp.size()).isZero();
  }

  @Test
  void straysThatAreBelieved_endTheConnection() {
    system(t -> t.strays(StrayRule.IGNORED, StrayRule.BELIEVED));
    f.establish();
    f.send(TcpView.SYN, 110, 0);
    assertThat(f.sent()).containsExactly("RA 5001:5001 ack 101 win 0");
    assertThat(f.tcp.size()).isZero();
  }

  @Test
  void initialWindow_ofRfc3390_dependsOnTheSegment() {
    system(t -> t.window(TcpTraits.RFC_3390));
    f.establish((byte) 2, (byte) 4, (byte) 0x05, (byte) 0xb4);
    f.write(TcpFixture.bytes(20_000));
    assertThat(f.sent()).hasSize(3);
  }

  @Test
  void initialWindow_ofRfc3390_isFourSmallSegments() {
    system(t -> t.window(TcpTraits.RFC_3390));
    f.establish((byte) 2, (byte) 4, (byte) 0x02, (byte) 0x18);
    f.write(TcpFixture.bytes(20_000));
    assertThat(f.sent()).hasSize(4);
  }

  @Test
  void resetsForClosedPorts_stopAtTheSystemsLimit() {
    system(t -> t.replyLimit(3, 0));
    f.port = TcpFixture.CLOSED;
    for (int i = 0; i < 5; i++) {
      f.clientPort++;
      f.send(TcpView.SYN, 100, 0);
    }
    assertThat(f.sent()).hasSize(3);
    assertThat(f.count(DropReason.TCP_RESET_LIMITED)).isEqualTo(2);
    f.pass(SECOND);
    f.send(TcpView.SYN, 100, 0);
    assertThat(f.sent()).hasSize(1);
  }
}
