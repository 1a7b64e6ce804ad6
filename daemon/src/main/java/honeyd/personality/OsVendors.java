package honeyd.personality;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Whose network cards a system is found on: words of vendors' names as `nmap-mac-prefixes` has
/// them. Pure.
///
/// A `Class` line names the maker of the system; where that is the maker of the machine as well,
/// its name is the word. Makers of software run on what shops sell, which is a guess at any time.
final class OsVendors {
  /// Servers and desktops, and the machines that pretend to be some.
  private static final List<String> COMPUTERS =
      List.of(
          "dell",
          "hewlett packard",
          "intel corporate",
          "lenovo",
          "super micro computer",
          "asustek computer",
          "giga-byte",
          "vmware");

  private static final List<String> PHONES =
      List.of("samsung electronics", "motorola mobility", "huawei technologies", "xiaomi");
  private static final List<String> HOME_ROUTERS =
      List.of("tp-link technologies", "netgear", "d-link", "asustek computer");
  private static final List<String> CHIPS =
      List.of("realtek semiconductor", "broadcom", "texas instruments", "microchip technology");

  /// Makers of software only, and names under which the prefixes do not have a maker.
  private static final Map<String, List<String>> OTHERS =
      Map.ofEntries(
          Map.entry("hp", List.of("hewlett packard")),
          Map.entry("compaq", List.of("hewlett packard")),
          Map.entry("sun", List.of("oracle")),
          Map.entry("oracle", List.of("oracle")),
          Map.entry("dec", List.of("digital equipment")),
          Map.entry("sgi", List.of("silicon graphics")),
          Map.entry("apc", List.of("american power conversion")),
          Map.entry("asus", List.of("asustek computer")),
          Map.entry("axis", List.of("axis communications ab")),
          Map.entry("brother", List.of("brother industries")),
          Map.entry("cisco", List.of("cisco systems")),
          Map.entry("digi", List.of("digi international")),
          Map.entry("foundry", List.of("brocade communications systems")),
          Map.entry("fuji xerox", List.of("fuji-xerox", "xerox")),
          Map.entry("lanier", List.of("ricoh company")),
          Map.entry("savin", List.of("ricoh company")),
          Map.entry("nrg", List.of("ricoh company")),
          Map.entry("lg", List.of("lg electronics")),
          Map.entry("linksys", List.of("cisco-linksys")),
          Map.entry("mikrotik", List.of("routerboard.com")),
          Map.entry("oki", List.of("oki electric")),
          Map.entry("sony ericsson", List.of("sony")),
          Map.entry("supermicro", List.of("super micro computer")),
          Map.entry("symbol", List.of("zebra technologies")),
          Map.entry("google", PHONES),
          Map.entry("cyanogenmod", PHONES),
          Map.entry("lwip", List.of("espressif", "texas instruments", "microchip technology")),
          Map.entry("ecoscentric", CHIPS),
          Map.entry("wind river", CHIPS),
          Map.entry("express logic", CHIPS));

  private static final List<String> SOFTWARE_ONLY =
      List.of(
          "linux",
          "microsoft",
          "freebsd",
          "openbsd",
          "netbsd",
          "dragonfly bsd",
          "bsd",
          "novell",
          "sco",
          "qnx",
          "minix",
          "haiku",
          "illumos",
          "freenas",
          "ipcop",
          "ipfire",
          "citrix",
          "blue coat",
          "ironport",
          "joyent",
          "gnu");

  private OsVendors() {}

  /// The vendors that fit an entry's first `Class` line, each as likely as the other.
  static List<String> of(List<String> classes) {
    if (classes.isEmpty()) {
      return COMPUTERS;
    }
    String[] fields = classes.get(0).split("\\|", -1);
    String vendor = fields[0].strip().toLowerCase(Locale.ROOT);
    String device = fields.length > 3 ? fields[3].strip().toLowerCase(Locale.ROOT) : "";
    if (SOFTWARE_ONLY.contains(vendor)) {
      return byDevice(device);
    }
    return OTHERS.getOrDefault(vendor, List.of(vendor));
  }

  private static List<String> byDevice(String device) {
    return switch (device) {
      case "phone", "pda" -> PHONES;
      case "wap", "broadband router", "router", "switch" -> HOME_ROUTERS;
      case "media device", "webcam", "specialized", "game console" -> CHIPS;
      default -> COMPUTERS;
    };
  }

  /// The vendors where none of those that fit is known.
  static List<String> any() {
    return COMPUTERS;
  }
}
