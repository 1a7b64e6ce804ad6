package honeyd.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import honeyd.base.KeyedHash;
import honeyd.config.ConfigLoader.OnError;
import honeyd.config.Diagnostic;
import honeyd.config.HostLookup;
import honeyd.config.Loaded;
import honeyd.personality.MacPrefixes;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the daemon says of a fingerprint database when a configuration names a personality.
class PersonalityFileTest {
  @TempDir Path directory = Path.of("");

  private Setting setting(String database, String configuration) throws Exception {
    return new Setting(
        Files.writeString(directory.resolve("honeyd.conf"), configuration),
        OnError.REFUSE,
        new LazyPersonalities(Files.writeString(directory.resolve("os-db"), database)),
        MacPrefixes.empty(),
        HostLookup.none(),
        LazyPassive.of(null),
        new KeyedHash(1, 2));
  }

  private static String naming(String name) {
    return "create a\nset a personality \"" + name + "\"\nbind 10.0.0.1 a\n";
  }

  @Test
  void whatIsLeftOutOfTheDatabase_isToldBesideTheConfiguration() throws Exception {
    String database =
        "Fingerprint Good\nT1(R=Y%F=AS)\nT9(R=N)\nFingerprint Broken\nT1 R=Y\nT9(R=N)\n";
    Loaded loaded = DaemonCommand.load(setting(database, naming("Good"))).loaded();
    assertThat(loaded.honeynet()).isNotNull();
    assertThat(loaded.diagnostics())
        .extracting(Diagnostic::oneLine)
        .satisfiesExactly(
            d -> assertThat(d).contains("os-db:3:1: warning: ", "test \"T9\"", "left out"),
            d -> assertThat(d).contains("os-db:5:1: warning: ", "\"Broken\" is skipped"));
  }

  @Test
  void configurationWithoutPersonality_doesNotReadTheDatabase() throws Exception {
    Loaded loaded = DaemonCommand.load(setting("", "create a\nbind 10.0.0.1 a\n")).loaded();
    assertThat(loaded.diagnostics()).isEmpty();
  }

  @Test
  void fileThatIsNoDatabase_endsTheStartWithAdvice() throws Exception {
    Setting setting = setting("TSeq(Class=C)\nFingerprint Old\nT1(DF=Y)\n", naming("Old"));
    assertThatThrownBy(() -> DaemonCommand.load(setting))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("os-db")
        .hasMessageContaining("first generation")
        .hasMessageContaining("nmap-common");
  }
}
