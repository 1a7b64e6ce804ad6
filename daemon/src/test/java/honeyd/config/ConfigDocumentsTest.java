package honeyd.config;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.model.InternalService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the documentation and the examples show is the language that the daemon reads.
class ConfigDocumentsTest {

  static List<String> documentedExamples() throws IOException {
    String text = Files.readString(Configs.root().resolve("docs/config.md"));
    Matcher blocks = Pattern.compile("(?ms)^```conf\n(.*?)^```").matcher(text);
    List<String> out = new ArrayList<>();
    while (blocks.find()) {
      out.add(Objects.requireNonNull(blocks.group(1)));
    }
    return out;
  }

  @ParameterizedTest
  @MethodSource("documentedExamples")
  void documentedExample_parses(String example) {
    assertThat(ConfigParser.parse("config.md", example).diagnostics()).isEmpty();
  }

  @Test
  void documentation_showsEveryStatement() throws IOException {
    List<Class<?>> shown = new ArrayList<>();
    for (String example : documentedExamples()) {
      ConfigParser.parse("config.md", example).statements().forEach(s -> shown.add(s.getClass()));
    }
    assertThat(shown).contains(Statement.class.getPermittedSubclasses());
  }

  @Test
  void documentation_listsEveryInternalService() throws IOException {
    String page = Files.readString(Configs.root().resolve("docs/config.md"));
    for (InternalService s : InternalService.values()) {
      assertThat(page)
          .contains("| `\"" + s.word() + "\"` | " + s.port() + " | " + s.sentence() + " |\n");
    }
  }

  static Stream<Path> examples() throws IOException {
    try (Stream<Path> files = Files.list(Configs.root().resolve("examples"))) {
      return files.filter(f -> f.toString().endsWith(".conf")).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void example_hasNoErrors(Path file) {
    ConfigLoader loader =
        new ConfigLoader(
            new NamedPersonality.Catalog(List.of("*")), Configs.VENDORS, HostLookup.none());
    Loaded loaded = loader.load(file, ConfigLoader.OnError.REFUSE);
    assertThat(loaded.diagnostics()).noneMatch(d -> d.severity() == Diagnostic.Severity.ERROR);
    assertThat(Objects.requireNonNull(loaded.honeynet()).bindings().size()).isPositive();
  }

  @ParameterizedTest
  @ValueSource(strings = {"06-topology.conf", "09-networks.conf"})
  void exampleWithRoutes_meansWhatItSays(String name) {
    ConfigLoader loader =
        new ConfigLoader(
            new NamedPersonality.Catalog(List.of("*")), Configs.VENDORS, HostLookup.none());
    Path file = Configs.root().resolve("examples").resolve(name);
    assertThat(loader.load(file, ConfigLoader.OnError.REFUSE).diagnostics()).isEmpty();
  }

  /// Every property of the grammar is in the example that is there to show them.
  @Test
  void exampleWithRoutes_showsEveryProperty() throws IOException {
    Path file = Configs.root().resolve("examples/06-topology.conf");
    List<Class<?>> shown = new ArrayList<>();
    for (Statement statement : ConfigParser.parse("a", Files.readString(file)).statements()) {
      if (statement instanceof Statement.RouteNet net) {
        net.properties().forEach(property -> shown.add(property.getClass()));
      }
    }
    assertThat(shown).contains(Statement.LineProperty.class.getPermittedSubclasses());
  }

  @Test
  void articlesConfiguration_warnsOfItsTwoSlips() {
    List<String> lines =
        Configs.load(Configs.root().resolve("examples/article.conf")).diagnostics().stream()
            .map(Diagnostic::sentence)
            .toList();
    assertThat(lines)
        .hasSize(2)
        .anyMatch(l -> l.contains("replacing already defined port/protocol"))
        .anyMatch(l -> l.contains("group address"));
  }
}
