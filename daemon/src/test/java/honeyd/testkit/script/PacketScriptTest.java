package honeyd.testkit.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import honeyd.net.IpAddress;
import honeyd.testkit.script.PacketScript.Act;
import honeyd.testkit.script.PacketScript.Expect;
import honeyd.testkit.script.PacketScript.Inject;
import honeyd.testkit.script.PacketScript.Silence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Scripts are read as they are meant, and say where they are wrong.
class PacketScriptTest {
  private static final String CLOSED =
      """
      # A SYN to a closed port gets the personality's reset, never silence;
      # a RST gets nothing.
      host 10.0.0.9 personality "Linux 5.X" tcp closed tcp 80 open
      tcp 10.0.0.1:40000 > 10.0.0.9:81
      +0     < S   100:100(0) win 1024

      +0     > R.  0:0(0) ack 101 win 0        {ttl 64, df}
      +0.1   < R   101:101(0)
      +1     -
      icmp 10.0.0.1 > 10.0.0.9
      +0     < echo-request id 1 seq 2 (3)
      +0     > echo-reply id 1 seq 2 (3) "abc"
      tcp 10.0.0.1:40000 > 10.0.0.9:80
      +0     ! send "hello\\n"
      """;

  @Test
  void example_isReadStepByStep() {
    PacketScript script = PacketScript.parse("closed.pkt", CLOSED);
    assertThat(script.sentence())
        .isEqualTo(
            "A SYN to a closed port gets the personality's reset, never silence; a RST gets"
                + " nothing.");
    assertThat(script.hosts())
        .containsExactly(
            new PacketScript.Host(
                IpAddress.parse("10.0.0.9"),
                "Linux 5.X",
                java.util.List.of(
                    new PacketScript.Port("tcp", PacketScript.Port.ALL, "closed"),
                    new PacketScript.Port("tcp", 80, "open"))));
    assertThat(script.steps())
        .containsExactly(
            new Inject(
                5, 0, PacketSpec.parse("tcp 10.0.0.1:40000 > 10.0.0.9:81 S 100:100(0) win 1024")),
            new Expect(
                7,
                0,
                PacketSpec.parse(
                    "tcp 10.0.0.9:81 > 10.0.0.1:40000 R. 0:0(0) ack 101 win 0 {ttl 64, df}")),
            new Inject(
                8, 100_000_000, PacketSpec.parse("tcp 10.0.0.1:40000 > 10.0.0.9:81 R 101:101(0)")),
            new Silence(9, 1_000_000_000),
            new Inject(
                11, 0, PacketSpec.parse("icmp 10.0.0.1 > 10.0.0.9 echo-request id 1 seq 2 (3)")),
            new Expect(
                12,
                0,
                PacketSpec.parse("icmp 10.0.0.9 > 10.0.0.1 echo-reply id 1 seq 2 (3) \"abc\"")),
            new Act(
                14,
                0,
                new Flow(
                    PacketSpec.Kind.TCP,
                    IpAddress.parse("10.0.0.1"),
                    40000,
                    IpAddress.parse("10.0.0.9"),
                    80),
                "send",
                "hello\n"));
  }

  @Test
  void printedScript_readsBackTheSame() {
    String printed = PacketScript.parse("a", CLOSED).toString();
    assertThat(PacketScript.parse("b", printed)).hasToString(printed);
    assertThat(printed).contains("+0.1 < tcp 10.0.0.1:40000 > 10.0.0.9:81 R 101:101(0)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "host 10.0.0.9 wat x     | t.pkt:2: unexpected \"wat\"",
        "host 10.0.0.9 tcp       | t.pkt:2: a word is missing after tcp",
        "+0 < S 1:1(0)           | t.pkt:2: \"S 1:1(0)\", column 1: a packet begins with",
        "+x -                    | t.pkt:2: \"+x\" is not a time in seconds",
        "+0 = S                  | t.pkt:2: after the time comes <, >, ! or -, not \"=\"",
        "+0 ! send               | t.pkt:2: ! needs a flow above it",
        "nonsense                | t.pkt:2: \"nonsense\", column 1: a packet begins with",
      })
  void wrongLine_isRefusedWithFileAndLine(String line, String message) {
    assertThatThrownBy(() -> PacketScript.parse("t.pkt", "# Promise.\n" + line))
        .hasMessageStartingWith(message);
  }

  @Test
  void scriptWithoutItsSentence_isRefused() {
    assertThatThrownBy(() -> PacketScript.parse("t.pkt", "+1 -"))
        .hasMessageContaining("says what it promises");
  }

  @Test
  void sequenceNumbersOfTheMachine_countFromItsSyn() {
    Sequences sequences = new Sequences();
    PacketSpec synAck =
        PacketSpec.parse(
            "tcp 10.0.0.9:80 > 10.0.0.1:4 S. 4000000000:4000000000(0) ack 101 <nop,nop,TS val 77 ecr 5>");
    assertThat(sequences.inward(synAck).get(Field.SEQ)).isEqualTo(0L);
    PacketSpec ack =
        sequences.outward(
            PacketSpec.parse("tcp 10.0.0.1:4 > 10.0.0.9:80 . ack 1 <TS val 6 ecr *,sack 3:9>"));
    assertThat(ack)
        .hasToString(
            "tcp 10.0.0.1:4 > 10.0.0.9:80 . ack 4000000001"
                + " <TS val 6 ecr 77,sack 4000000003:4000000009>");
    assertThat(
            sequences
                .inward(
                    PacketSpec.parse("tcp 10.0.0.9:80 > 10.0.0.1:4 . 4000000001:4000000011(10)"))
                .get(Field.SEQ))
        .isEqualTo(1L);
    PacketSpec elsewhere = PacketSpec.parse("tcp 10.0.0.9:80 > 10.0.0.1:5 R 7:7(0)");
    assertThat(sequences.inward(elsewhere)).isEqualTo(elsewhere);
  }
}
