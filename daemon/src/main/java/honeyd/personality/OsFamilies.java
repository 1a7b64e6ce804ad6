package honeyd.personality;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Sorts the operating systems that a database names into families.
final class OsFamilies {
  private static final Set<String> LINUX =
      Set.of(
          "linux",
          "android",
          "diskstation manager",
          "raidiator",
          "arubaos",
          "ipcop",
          "airos",
          "fritzos",
          "cyanogenmod",
          "hiveos",
          "ipfire",
          "qts",
          "routeros",
          "thinos",
          "xenserver",
          "tmos",
          "fabric os",
          "chrome os",
          "webos",
          "maemo",
          "tizen",
          "firefox os");
  private static final Set<String> WINDOWS = Set.of("windows", "windows mobile", "windows phone");
  private static final Set<String> BSD =
      Set.of(
          "freebsd",
          "openbsd",
          "netbsd",
          "dragonfly bsd",
          "bsd",
          "bsd/os",
          "pc-bsd",
          "freenas",
          "junos",
          "ipso",
          "asyncos",
          "esxi",
          "esx server",
          "data ontap",
          "ultrix",
          "digital unix",
          "tru64 unix",
          "osf/1",
          "aix",
          "irix",
          "truenas",
          "pfsense",
          "m0n0wall",
          "nas4free");
  private static final Set<String> MACOS =
      Set.of("mac os x", "os x", "macos", "ios", "iphone os", "apple tv", "tvos", "watchos");
  private static final Set<String> SOLARIS =
      Set.of("solaris", "opensolaris", "openindiana", "sunos", "smartos", "nexentastor", "hp-ux");
  private static final Set<String> CISCO =
      Set.of("ios", "ios xe", "ios xr", "catos", "pix os", "asa", "nx-os", "aireos", "acns");

  private static final Set<String> SMALL =
      Set.of(
          "vxworks",
          "lwip",
          "zynos",
          "aos",
          "symbian os",
          "rtos",
          "ecos",
          "threadx",
          "ironware",
          "vrp",
          "extremexos",
          "lcos",
          "sonicos",
          "ilo",
          "net+os",
          "2-series",
          "smartware",
          "alliedware",
          "comware",
          "os-9",
          "uclinux",
          "qnx",
          "nucleus",
          "psos");

  private OsFamilies() {}

  /// The family of an entry by its first `Class` line that names a known system.
  static OsFamily of(List<String> classes) {
    for (String text : classes) {
      String[] fields = text.split("\\|", -1);
      String vendor = fields[0].strip();
      String system = fields.length > 1 ? fields[1].strip().toLowerCase(Locale.ROOT) : "";
      if (vendor.equals("Cisco")) {
        return CISCO.contains(system) || system.equals("embedded") ? OsFamily.CISCO : of(system);
      }
      OsFamily family = of(system);
      if (family != OsFamily.GENERIC) {
        return family;
      }
    }
    return OsFamily.GENERIC;
  }

  private static OsFamily of(String system) {
    if (LINUX.contains(system)) {
      return OsFamily.LINUX;
    }
    if (WINDOWS.contains(system)) {
      return OsFamily.WINDOWS;
    }
    if (BSD.contains(system)) {
      return OsFamily.BSD;
    }
    if (MACOS.contains(system)) {
      return OsFamily.MACOS;
    }
    if (SOLARIS.contains(system)) {
      return OsFamily.SOLARIS;
    }
    if (system.isEmpty()) {
      return OsFamily.GENERIC;
    }
    return system.equals("embedded") || SMALL.contains(system)
        ? OsFamily.EMBEDDED
        : OsFamily.GENERIC;
  }
}
