package honeyd.config;

import honeyd.base.NearestNames;
import honeyd.model.Honeynet;
import honeyd.net.IpAddress;
import honeyd.personality.VendorLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/// Loads configurations with a small catalogue, two vendors and one known host name.
final class Configs {
  private static final Map<String, Integer> OUIS = Map.of("cisco", 0x00000c, "3com", 0x00105a);

  static final VendorLookup VENDORS =
      new VendorLookup() {
        @Override
        public int find(String words) {
          return OUIS.getOrDefault(words.toLowerCase(Locale.ROOT), -1);
        }

        @Override
        public List<String> nearest(String words, int limit) {
          return NearestNames.ofWord(words, OUIS.keySet(), limit);
        }
      };

  static final HostLookup HOSTS =
      name -> name.equals("honey.example") ? IpAddress.parse("192.0.2.80") : null;

  private Configs() {}

  /// Where the source tree begins.
  static Path root() {
    Path here = Path.of("").toAbsolutePath();
    return Files.exists(here.resolve("examples")) ? here : Objects.requireNonNull(here.getParent());
  }

  static ConfigLoader loader() {
    return new ConfigLoader(NamedPersonality.Catalog.SMALL, VENDORS, HOSTS);
  }

  static Loaded load(String text) {
    return loader().load("test.conf", text, ConfigLoader.OnError.REFUSE);
  }

  static Loaded load(Path file) {
    return loader().load(file, ConfigLoader.OnError.REFUSE);
  }

  /// The honeynet of a configuration without errors.
  static Honeynet honeynet(String text) {
    Loaded loaded = load(text);
    if (loaded.hasErrors()) {
      throw new AssertionError(loaded.diagnostics().toString());
    }
    return Objects.requireNonNull(loaded.honeynet());
  }

  /// One line for each diagnostic.
  static List<String> complaints(String text) {
    return load(text).diagnostics().stream().map(Diagnostic::oneLine).toList();
  }
}
