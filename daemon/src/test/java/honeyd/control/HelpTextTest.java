package honeyd.control;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.config.ConfigParser;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What help teaches can be typed.
class HelpTextTest {
  static List<String> topics() {
    return HelpText.topics();
  }

  @ParameterizedTest
  @MethodSource("topics")
  void everyExample_isUnderstood(String topic) {
    Reply reply = HelpText.reply(topic);
    assertThat(reply.ok()).isTrue();
    String text = String.valueOf(reply.fields().get("text"));
    List<String> examples = text.lines().filter(line -> line.startsWith("  ")).toList();
    assertThat(examples).isNotEmpty();
    for (String example : examples) {
      switch (RequestParser.parse(example)) {
        case Request.Change change ->
            assertThat(ConfigParser.parse("help", change.line()).diagnostics())
                .as(example)
                .isEmpty();
        case Request.Wrong wrong -> throw new AssertionError(example + ": " + wrong.sentence());
        default -> assertThat(HelpText.commands()).contains(example.strip().split(" ", 2)[0]);
      }
    }
  }
}
