package honeyd.config;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.personality.passive.PassiveCatalog;
import java.util.List;
import org.junit.jupiter.api.Test;

class SystemNamesTest {
  private static final String SIGNATURES =
      """
      classes = unix,win
      [tcp:request]
      label = s:unix:Linux:3.11 and newer
      sig = *:64:0:*:mss*20,7:mss,sok,ts,nop,ws:df,id+:0
      label = s:win:Windows:XP
      sig = *:128:0:*:65535,0:mss,nop,nop,sok:df,id+:0
      """;

  private static final String CONDITIONS =
      """
      create a
      dynamic d
      add d use a if source os = "linux"
      add d use a if source os = "Windows XP"
      add d use a if source os = "Windws XP"
      add d otherwise use a
      bind source os = "BeOS" 10.0.0.1 a
      bind otherwise 10.0.0.1 a
      """;

  private static List<Diagnostic> complaints(PassiveCatalog catalog) {
    return new ConfigLoader(NamedPersonality.Catalog.SMALL, Configs.VENDORS, Configs.HOSTS, catalog)
        .load("test.conf", CONDITIONS, ConfigLoader.OnError.REFUSE).diagnostics().stream()
            .filter(d -> d.sentence().contains("fingerprint"))
            .toList();
  }

  @Test
  void namesThatNoFingerprintHas_areWarnedOf_withTheNearest() {
    List<Diagnostic> warnings = complaints(PassiveCatalog.parse("t.fp", SIGNATURES));
    assertThat(warnings).extracting(d -> d.origin().line()).containsExactly(5, 7);
    assertThat(warnings).extracting(Diagnostic::severity).containsOnly(Diagnostic.Severity.WARNING);
    assertThat(warnings.getFirst().sentence())
        .isEqualTo("no fingerprint is of \"Windws XP\", so this condition never holds");
    assertThat(warnings.getFirst().suggestions()).startsWith("Windows XP");
  }

  @Test
  void withoutFingerprints_theFirstConditionIsAnError() {
    List<Diagnostic> errors = complaints(PassiveCatalog.empty());
    assertThat(errors).singleElement().extracting(d -> d.origin().line()).isEqualTo(3);
    assertThat(errors.getFirst().severity()).isEqualTo(Diagnostic.Severity.ERROR);
    assertThat(errors.getFirst().sentence()).contains("install the package p0f").contains("-0");
  }
}
