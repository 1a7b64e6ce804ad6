package honeyd.docs;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.base.Counter;
import honeyd.base.DropReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The table of counters in `docs/operations.md` is the one in the code.
///
/// After a change of [Counter] or [DropReason] run this test with `-Dhoneyd.docs.write=true`.
class OperationsPageTest {
  private static final Path PAGE = Path.of("..", "docs", "operations.md");
  private static final String BEGIN = "<!-- counters begin -->\n";
  private static final String END = "<!-- counters end -->\n";

  @Test
  void everyCounterIsOnThePage() throws IOException {
    String page = Files.readString(PAGE);
    int begin = page.indexOf(BEGIN) + BEGIN.length();
    int end = page.indexOf(END);
    String wanted = "\n" + counters() + "\n" + drops() + "\n";
    if (Boolean.getBoolean("honeyd.docs.write")) {
      Files.writeString(PAGE, page.substring(0, begin) + wanted + page.substring(end));
      return;
    }
    assertThat(page.substring(begin, end))
        .as("docs/operations.md; -Dhoneyd.docs.write=true writes it")
        .isEqualTo(wanted);
  }

  private static String counters() {
    return Arrays.stream(Counter.values())
        .map(c -> "| `" + c.stableName() + "` | " + c.unit() + " | " + c.sentence() + " |\n")
        .collect(Collectors.joining("", "| counter | unit | counts |\n|---|---|---|\n", ""));
  }

  private static String drops() {
    return Arrays.stream(DropReason.values())
        .filter(reason -> reason != DropReason.NONE)
        .map(reason -> "| `drop." + reason.stableName() + "` | " + reason.sentence() + " |\n")
        .collect(Collectors.joining("", "| dropped packets | why |\n|---|---|\n", ""));
  }
}
