package honeyd.personality;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Names that configurations of the first Honeyd years use (nmap's first generation) and what the
/// same systems are called today.
final class FormerNames {
  private static final Map<String, String> TODAY =
      Map.ofEntries(
          Map.entry("windows nt4 / win95 / win98", "Microsoft Windows 98 SE"),
          Map.entry("windows 98", "Microsoft Windows 98 SE"),
          Map.entry("windows me", "Microsoft Windows Millennium Edition (Me)"),
          Map.entry("windows 2000", "Microsoft Windows 2000 SP4"),
          Map.entry("windows xp", "Microsoft Windows XP SP2"),
          Map.entry("windows xp professional sp1", "Microsoft Windows XP SP1"),
          Map.entry("microsoft windows xp professional sp1", "Microsoft Windows XP SP1"),
          Map.entry("microsoft windows nt 4.0 sp3", "Microsoft Windows NT 4.0 SP3"),
          Map.entry("microsoft windows nt 4.0 sp5-sp6", "Microsoft Windows NT 4.0 SP5 - SP6a"),
          Map.entry("linux 2.4.18 - 2.4.20 (x86)", "Linux 2.4.20"),
          Map.entry("linux 2.4.20", "Linux 2.4.20"),
          Map.entry("linux 2.4.16 - 2.4.18", "Linux 2.4.18"),
          Map.entry("linux 2.4.7 (x86)", "Linux 2.4.7"),
          Map.entry("linux kernel 2.4.0 - 2.5.20", "Linux 2.4.20"),
          Map.entry("freebsd 4.6", "FreeBSD 4.6.2-RELEASE"),
          Map.entry("openbsd 3.0 (x86 or sparc)", "OpenBSD 3.2 (x86)"),
          Map.entry("solaris 8", "Sun Solaris 8 (SPARC)"),
          Map.entry("cisco ios 11.3 - 12.0(11)", "Cisco 2600 router (IOS 12.0)"),
          Map.entry("cisco 7206 running ios 11.1(24)", "Cisco 2500 router (IOS 11.1)"),
          Map.entry("cisco router/switch with ios 11.2", "Cisco 2900XL switch (IOS 11.2)"));

  private FormerNames() {}

  /// Today's name, or null; case does not matter.
  static @Nullable String today(String name) {
    return TODAY.get(name.strip().toLowerCase(Locale.ROOT));
  }

  /// Every former name, in lower case.
  static Set<String> all() {
    return TODAY.keySet();
  }
}
