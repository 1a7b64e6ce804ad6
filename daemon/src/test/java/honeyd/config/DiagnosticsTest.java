package honeyd.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every `config/*.conf` of the test resources gives the lines of its `.diagnostics`.
class DiagnosticsTest {
  private static final Path DIRECTORY = Path.of("src/test/resources/config");

  static Stream<String> pairs() throws IOException {
    try (Stream<Path> files = Files.list(DIRECTORY)) {
      return files
          .map(f -> f.getFileName().toString())
          .filter(n -> n.endsWith(".diagnostics"))
          .map(n -> n.replace(".diagnostics", ""))
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void configuration_givesItsDiagnostics(String name) throws IOException {
    List<String> expected = Files.readAllLines(DIRECTORY.resolve(name + ".diagnostics"));
    List<String> found =
        Configs.load(DIRECTORY.resolve(name + ".conf")).diagnostics().stream()
            .map(d -> d.oneLine().replace(DIRECTORY + "/", ""))
            .toList();
    assertThat(found).containsExactlyElementsOf(expected);
  }

  @Test
  void diagnostic_showsTheLineAndPointsAtTheWord() {
    Loaded loaded = Configs.load("create web\n\tset web personality \"Linux 2.4.21-x\"\r\n");
    assertThat(loaded.honeynet()).isNull();
    assertThat(loaded.diagnostics().getFirst())
        .hasToString(
            """
            test.conf:2:23: no personality "Linux 2.4.21-x"; nearest: "Linux 2.4.21", "Linux 2.4.20"
                \tset web personality "Linux 2.4.21-x"
                \t                     ^\
            """);
  }

  @Test
  void errorsIgnored_leaveOutTheWrongStatements() {
    Loaded loaded =
        Configs.loader()
            .load(
                "test.conf",
                "create a\nnonsense\nset b uptime 5\nbind 10.0.0.1 a\n",
                ConfigLoader.OnError.IGNORE);
    assertThat(loaded.hasErrors()).isTrue();
    assertThat(loaded.honeynet()).isNotNull();
    assertThat(loaded.diagnostics()).hasSize(2);
  }

  @Test
  void missingFile_isADiagnostic() {
    assertThat(Configs.load(Path.of("no/such.conf")).diagnostics())
        .extracting(Diagnostic::oneLine)
        .containsExactly("no/such.conf: cannot read \"no/such.conf\": there is no such file");
  }
}
