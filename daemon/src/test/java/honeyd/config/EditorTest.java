package honeyd.config;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.config.ConfigLoader.OnError;
import honeyd.model.Honeynet;
import honeyd.model.Template;
import honeyd.net.IpAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EditorTest {
  private static final String CONSOLE = "<stdin>";
  private static final String FIRST =
      """
      create web
      set web default tcp action closed
      add web tcp port 80 open
      bind 10.0.0.1 web
      """;

  private final Editor editor = Configs.loader().edit("first.conf", FIRST, OnError.REFUSE);

  private List<Diagnostic> apply(String line) {
    return editor.apply(CONSOLE, line, _ -> null);
  }

  private @Nullable Template at(String address) {
    IpAddress host = IpAddress.parse(address);
    return editor.honeynet().find(host.hi(), host.lo());
  }

  private Template hostAt(String address) {
    return Objects.requireNonNull(at(address));
  }

  @Test
  void nothingApplied_isWhatTheFileSays() {
    assertThat(editor.honeynet()).usingRecursiveComparison().isEqualTo(editor.loaded().honeynet());
  }

  @Test
  void bind_addsAHost_andDeleteTakesItAway() {
    assertThat(apply("bind 10.0.0.2 web")).isEmpty();
    assertThat(at("10.0.0.2")).isSameAs(at("10.0.0.1"));
    assertThat(apply("delete 10.0.0.2")).isEmpty();
    assertThat(at("10.0.0.2")).isNull();
    assertThat(at("10.0.0.1")).isNotNull();
  }

  @Test
  void changedTemplate_countsForHostsBoundLater() {
    assertThat(apply("add web tcp port 22 open")).isEmpty();
    assertThat(apply("bind 10.0.0.2 web")).isEmpty();
    assertThat(hostAt("10.0.0.1").tcp().asMap()).containsOnlyKeys(80);
    assertThat(hostAt("10.0.0.2").tcp().asMap()).containsOnlyKeys(22, 80);
  }

  @Test
  void lineThatCannotBeRead_saysWhere_andChangesNothing() {
    Honeynet before = editor.honeynet();
    assertThat(apply("bind 10.0.0.2 to web here"))
        .singleElement()
        .satisfies(d -> {
          assertThat(d.severity()).isEqualTo(Diagnostic.Severity.ERROR);
          assertThat(d.origin().file()).isEqualTo(CONSOLE);
          assertThat(d.origin().line()).isEqualTo(1);
        });
    assertThat(editor.honeynet()).usingRecursiveComparison().isEqualTo(before);
  }

  @Test
  void lineThatCannotBeMeant_changesNothing() {
    Honeynet before = editor.honeynet();
    for (String line :
        List.of(
            "bind 10.0.0.2 wep",
            "set 10.0.0.1 personality \"No Such System\"",
            "set 10.0.0.1 ethernet \"No Such Vendor\"",
            "delete 10.0.0.9",
            "delete web tcp port 23",
            "create web",
            "clone web web")) {
      assertThat(apply(line)).as(line).anyMatch(d -> d.severity() == Diagnostic.Severity.ERROR);
      assertThat(editor.honeynet()).as(line).usingRecursiveComparison().isEqualTo(before);
    }
  }

  @Test
  void routeInACircle_isRefused() {
    assertThat(apply("route entry 10.0.0.1")).allMatch(EditorTest::isWarning);
    assertThat(apply("route 10.0.0.1 link 10.0.0.0/24")).isEmpty();
    assertThat(apply("route 10.0.0.1 add net 10.1.0.0/16 10.1.0.1"))
        .allMatch(EditorTest::isWarning);
    int routes = editor.honeynet().routes().size();
    assertThat(apply("route 10.1.0.1 add net 10.1.0.0/16 10.0.0.1"))
        .anyMatch(d -> d.severity() == Diagnostic.Severity.ERROR);
    assertThat(editor.honeynet().routes()).hasSize(routes);
    assertThat(apply("route 10.1.0.1 link 10.1.0.0/16")).isEmpty();
    assertThat(editor.honeynet().topology().isFlat()).isFalse();
  }

  @Test
  void routeThatIsObjectedTo_isRefused() {
    assertThat(editor.apply(CONSOLE, "route entry 10.0.0.1", _ -> "not here"))
        .anyMatch(d -> !isWarning(d) && d.sentence().equals("not here"));
    assertThat(editor.honeynet().routes()).isEmpty();
  }

  @Test
  void builtInRouter_givesWayToADefaultTemplate() {
    apply("route entry 10.0.0.254");
    apply("route 10.0.0.254 link 10.0.0.0/24");
    assertThat(hostAt("10.0.0.254").name()).isEqualTo("built-in router");
    apply("create default");
    assertThat(hostAt("10.0.0.254").name()).isEqualTo("default");
    apply("delete default");
    assertThat(hostAt("10.0.0.254").name()).isEqualTo("built-in router");
  }

  @Test
  void realMachineRefusedWithItsRoute_canBeBoundAgain() {
    apply("route entry 10.0.0.254");
    apply("route 10.0.0.254 link 10.0.0.0/24");
    assertThat(apply("bind 10.0.0.7 to eth1")).isEmpty();
    assertThat(apply("bind 10.0.0.7 to eth2")).anyMatch(d -> !isWarning(d));
    assertThat(editor.honeynet().extras().realHosts()).hasSize(1);
  }

  @Test
  void include_isRelativeToTheConfiguration(@TempDir Path dir) throws IOException {
    Files.writeString(dir.resolve("main.conf"), "create web\n");
    Files.writeString(dir.resolve("more.conf"), "bind 10.0.0.3 web\nbind 10.0.0.4 nobody\n");
    Editor onFile = Configs.loader().edit(dir.resolve("main.conf"), OnError.REFUSE);
    assertThat(onFile.apply(CONSOLE, "include more.conf", _ -> null))
        .singleElement()
        .satisfies(d -> assertThat(d.origin().toString()).endsWith("more.conf:2:15"));
    assertThat(onFile.honeynet().bindings().size()).isEqualTo(1);
  }

  @Test
  void annotation_countsFromNowOn_andSaysSo() {
    apply("set web personality \"Linux 2.4.20\"");
    assertThat(apply("annotate \"Linux 2.4.20\" fragment drop"))
        .singleElement()
        .satisfies(d -> assertThat(d.sentence()).contains("from now on"));
  }

  private static boolean isWarning(Diagnostic d) {
    return d.severity() == Diagnostic.Severity.WARNING;
  }
}
