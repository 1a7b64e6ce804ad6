package honeyd.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.base.SystemClock;
import honeyd.control.client.Client;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `honeydctl` in a pipe, before a console over a real socket.
class ConsoleClientTest {
  @TempDir Path dir;
  private Path path;
  private ConsoleFixture fixture;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void start() throws IOException {
    path = dir.resolve("sock");
    fixture = new ConsoleFixture(path, "create host\nbind 10.0.0.9 host\n");
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  private int run(String input, boolean json, boolean verbose, Path socket)
      throws InterruptedException {
    return Client.run(
        new Client.Options(socket, json, verbose, 10_000, new SystemClock()),
        new Client.Streams(
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8)),
        false);
  }

  private int run(String input) throws InterruptedException {
    return run(input, false, false, path);
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void linesThatAreDone_saySoByTheExitCodeAlone() throws InterruptedException {
    assertThat(run("bind 10.0.0.10 host\n\n# nothing\ndelete 10.0.0.10\n")).isZero();
    assertThat(out()).isEmpty();
    assertThat(err()).isEmpty();
  }

  @Test
  void answers_goToStandardOutput_withoutPrompt() throws InterruptedException {
    assertThat(run("list template\nlist hosts")).isZero();
    assertThat(out())
        .isEqualTo("   1. host (undefined)\n10.0.0.9                        host\n1 address\n");
  }

  @Test
  void wrongLine_isNamed_othersAreDone() throws InterruptedException {
    assertThat(run("bind 10.0.0.10 host\nbind 10.0.0.11 hast\nlist hosts\n")).isEqualTo(1);
    assertThat(err())
        .isEqualTo(
            """
            <stdin>:2: no template "hast"; nearest: "host"
                bind 10.0.0.11 hast
                               ^
            """);
    assertThat(out()).contains("10.0.0.9-10.0.0.10");
  }

  @Test
  void linesBehindQuit_areNotDone() throws InterruptedException {
    assertThat(run("bind 10.0.0.10 host\nquit\nbind 10.0.0.11 host\n")).isZero();
    assertThat(run("list hosts")).isZero();
    assertThat(out()).contains("10.0.0.9-10.0.0.10");
  }

  @Test
  void json_isAllThatIsPrinted() throws InterruptedException {
    assertThat(run("bind 10.0.0.10 host\nlist nothing\n", true, false, path)).isEqualTo(1);
    assertThat(out().lines())
        .hasSize(2)
        .first()
        .isEqualTo("{\"line\":1,\"ok\":true,\"command\":\"bind 10.0.0.10 host\"}");
    assertThat(out())
        .contains("{\"line\":2,\"ok\":false,\"command\":\"list nothing\",\"error\":\"usage");
  }

  @Test
  void verbose_showsLinesBeforeTheirAnswers() throws InterruptedException {
    assertThat(run("bind 10.0.0.10 host\nlist template\n", false, true, path)).isZero();
    assertThat(out()).isEqualTo("> bind 10.0.0.10 host\n> list template\n   1. host (undefined)\n");
    assertThat(err()).matches("honeydctl: 2 lines, 0 refused, [\\d.]+ s\n");
  }

  @Test
  void thousandsOfLines_areAFewChanges() throws InterruptedException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 10_000; i++) {
      lines.append("bind 10.9.").append(i >> 8).append('.').append(i & 255).append(" host\n");
    }
    for (int i = 0; i < 10_000; i++) {
      lines.append("delete 10.9.").append(i >> 8).append('.').append(i & 255).append('\n');
    }
    assertThat(run(lines.toString())).as(this::err).isZero();
    assertThat(fixture.adoptions).isLessThan(200);
    assertThat(run("list hosts")).isZero();
    assertThat(out()).isEqualTo("10.0.0.9                        host\n1 address\n");
  }

  @Test
  void noConsole_saysWhatToDo() throws InterruptedException {
    assertThat(run("stats", false, false, dir.resolve("nothing"))).isEqualTo(1);
    assertThat(err()).startsWith("honeydctl: ").contains("does not exist: is honeyd running");
  }
}
