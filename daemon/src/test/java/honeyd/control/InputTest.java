package honeyd.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InputTest {
  private static List<String> all(String text) throws InterruptedException {
    Input input =
        new Input(
            Channels.newChannel(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))));
    Thread reader = Thread.ofVirtual().start(input);
    List<String> out = new ArrayList<>();
    for (List<String> some = input.take(10_000); some != null; some = input.take(10_000)) {
      out.addAll(some);
    }
    reader.join();
    return out;
  }

  @Test
  void lines_withAnyEnd() throws InterruptedException {
    assertThat(all("a\nb\r\n\nlast")).containsExactly("a", "b", "", "last");
  }

  @Test
  void aLineThatIsTooLong_isMarkedAndCostsNoOther() throws InterruptedException {
    String longest = "x".repeat(Input.MAX_LINE_BYTES);
    assertThat(all(longest + "\n" + longest + "x\nnext\n"))
        .containsExactly(longest, Input.TOO_LONG, "next");
  }

  @Test
  void manyLines_comeWhole() throws InterruptedException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 100_000; i++) {
      text.append("line ").append(i).append('\n');
    }
    List<String> lines = all(text.toString());
    assertThat(lines).hasSize(100_000).last().isEqualTo("line 99999");
  }

  @Test
  void nothingInTime_isNoLine() throws InterruptedException, IOException {
    try (PipedOutputStream far = new PipedOutputStream();
        PipedInputStream near = new PipedInputStream(far)) {
      Input input = new Input(Channels.newChannel(near));
      Thread _ = Thread.ofVirtual().start(input);
      assertThat(input.take(20)).isEmpty();
      far.write("late\n".getBytes(StandardCharsets.UTF_8));
      far.flush();
      assertThat(input.take(10_000)).containsExactly("late");
    }
  }
}
