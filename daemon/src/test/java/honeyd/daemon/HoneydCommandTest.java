package honeyd.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class HoneydCommandTest {
  private static final Path MAN_PAGE = Path.of("../docs/man/honeyd.8");

  @TempDir Path directory = Path.of("");

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    CommandLine cmd = HoneydCommand.commandLine();
    cmd.setOut(new PrintWriter(out, true));
    cmd.setErr(new PrintWriter(err, true));
    return cmd.execute(Arguments.regular(args));
  }

  @Test
  void version_isPrintedInHoneydsForm() {
    assertThat(run("-V")).isZero();
    assertThat(out.toString()).startsWith("Honeyd Version ");
  }

  @Test
  void help_namesEveryCommandAndShowsExamples() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString()).contains("demo", "replay", "Examples:", "--verify-config");
  }

  @Test
  void wrongNetwork_isNamedAndEndsWithTwo() {
    assertThat(run("10.0.0.0/99")).isEqualTo(2);
    assertThat(err.toString()).contains("10.0.0.0/99").contains("honeyd --help");
  }

  @Test
  void missingConfiguration_isNamedAndEndsWithOne() {
    assertThat(run("--verify-config", "-f", directory.resolve("no.conf").toString())).isEqualTo(2);
  }

  @Test
  void goodConfiguration_isVerifiedWithoutPrivileges() throws IOException {
    Path conf = directory.resolve("good.conf");
    Files.writeString(conf, "create a\nset a default tcp action block\nbind 10.0.0.0/8 a\n");
    assertThat(run("--verify-config", "-f", conf.toString())).isZero();
  }

  @Test
  void wrongConfiguration_endsWithTwo() throws IOException {
    Path conf = directory.resolve("wrong.conf");
    Files.writeString(conf, "create a\nadd b tcp port 80 open\n");
    assertThat(run("--verify-config", "-f", conf.toString())).isEqualTo(2);
    assertThat(run("--verify-config", "--ignore-parse-errors", "-f", conf.toString())).isZero();
  }

  /// The committed page is made with `./honeyd man > docs/man/honeyd.8`.
  @Test
  void committedManPage_saysWhatTheProgramSays() throws IOException {
    assertThat(Files.readString(MAN_PAGE))
        .isEqualTo(ManPage.of(HoneydCommand.commandLine().getCommandSpec()));
  }
}
