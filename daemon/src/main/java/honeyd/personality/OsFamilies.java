package honeyd.personality;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Sorts the systems that a database names into families and their generations. Pure.
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
  private static final Set<String> FREEBSD =
      Set.of(
          "freebsd",
          "dragonfly bsd",
          "pc-bsd",
          "freenas",
          "truenas",
          "nas4free",
          "pfsense",
          "m0n0wall",
          "junos",
          "ipso",
          "asyncos",
          "data ontap",
          "esxi",
          "esx server");
  private static final Set<String> OTHER_BSD =
      Set.of(
          "bsd",
          "bsd/os",
          "ultrix",
          "digital unix",
          "tru64 unix",
          "osf/1",
          "aix",
          "irix",
          "sunos",
          "openserver",
          "os/2",
          "openvms",
          "rtos");
  private static final Set<String> MACOS =
      Set.of("mac os x", "os x", "macos", "ios", "iphone os", "apple tv", "tvos", "watchos");
  private static final Set<String> SOLARIS =
      Set.of("solaris", "opensolaris", "openindiana", "smartos", "nexentastor", "hp-ux");
  private static final Set<String> CISCO =
      Set.of("ios", "ios xe", "ios xr", "catos", "nx-os", "aireos", "acns", "embedded");
  private static final Set<String> SMALL =
      Set.of(
          "embedded",
          "vxworks",
          "zynos",
          "aos",
          "symbian os",
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

  /// Windows by the generation that a `Class` line names; others are newer.
  private static final Map<String, OsTraitsTable> WINDOWS_GENERATIONS =
      Map.ofEntries(
          Map.entry("3.x", OsTraitsTable.WINDOWS_9X),
          Map.entry("95", OsTraitsTable.WINDOWS_9X),
          Map.entry("98", OsTraitsTable.WINDOWS_9X),
          Map.entry("me", OsTraitsTable.WINDOWS_9X),
          Map.entry("nt", OsTraitsTable.WINDOWS_9X),
          Map.entry("pocketpc/ce", OsTraitsTable.WINDOWS_9X),
          Map.entry("2000", OsTraitsTable.WINDOWS_NT5),
          Map.entry("xp", OsTraitsTable.WINDOWS_NT5),
          Map.entry("2003", OsTraitsTable.WINDOWS_NT5),
          Map.entry("longhorn", OsTraitsTable.WINDOWS_6),
          Map.entry("vista", OsTraitsTable.WINDOWS_6),
          Map.entry("7", OsTraitsTable.WINDOWS_6),
          Map.entry("2008", OsTraitsTable.WINDOWS_6),
          Map.entry("8", OsTraitsTable.WINDOWS_6),
          Map.entry("8.1", OsTraitsTable.WINDOWS_6),
          Map.entry("2012", OsTraitsTable.WINDOWS_6),
          Map.entry("phone", OsTraitsTable.WINDOWS_6),
          Map.entry("embedded compact 7", OsTraitsTable.WINDOWS_6));

  private OsFamilies() {}

  /// The habits of an entry's system, by the first of its `Class` lines that names a known one.
  static OsTraits of(List<String> classes) {
    return row(classes).traits.on(OsVendors.of(classes));
  }

  static OsTraitsTable row(List<String> classes) {
    for (String text : classes) {
      String[] fields = text.split("\\|", -1);
      OsTraitsTable row =
          row(field(fields, 0), field(fields, 1), field(fields, 2), field(fields, 3));
      if (row != null) {
        return row;
      }
    }
    return OsTraitsTable.GENERIC;
  }

  private static String field(String[] fields, int i) {
    return i < fields.length ? fields[i].strip().toLowerCase(Locale.ROOT) : "";
  }

  private static @Nullable OsTraitsTable row(
      String vendor, String system, String generation, String device) {
    if (vendor.equals("cisco")) {
      if (system.equals("pix os") || system.equals("asa")) {
        return OsTraitsTable.CISCO_PIX;
      }
      if (CISCO.contains(system)) {
        return OsTraitsTable.CISCO_IOS;
      }
    }
    if (LINUX.contains(system)) {
      return system.equals("linux") ? linux(generation) : OsTraitsTable.LINUX_2_6;
    }
    if (WINDOWS.contains(system)) {
      return system.equals("windows mobile")
          ? OsTraitsTable.WINDOWS_9X
          : WINDOWS_GENERATIONS.getOrDefault(generation, OsTraitsTable.WINDOWS_10);
    }
    if (FREEBSD.contains(system)) {
      return system.equals("freebsd") ? freebsd(major(generation)) : OsTraitsTable.FREEBSD_4;
    }
    if (MACOS.contains(system)) {
      return macos(system, generation);
    }
    if (SOLARIS.contains(system)) {
      return solaris(system, generation);
    }
    if (OTHER_BSD.contains(system)) {
      return OsTraitsTable.BSD_4_4;
    }
    if (system.equals("lwip")) {
      return OsTraitsTable.LWIP;
    }
    if (SMALL.contains(system)) {
      return device.contains("print") ? OsTraitsTable.PRINTER : OsTraitsTable.EMBEDDED;
    }
    return switch (system) {
      case "openbsd" -> OsTraitsTable.OPENBSD;
      case "netbsd" -> major(generation) < 6 ? OsTraitsTable.NETBSD : OsTraitsTable.NETBSD_6;
      default -> null;
    };
  }

  private static OsTraitsTable linux(String generation) {
    if (generation.startsWith("2.2") || generation.startsWith("2.4")) {
      return OsTraitsTable.LINUX_2_4;
    }
    if (generation.startsWith("2.6") || generation.isEmpty()) {
      return OsTraitsTable.LINUX_2_6;
    }
    int major = major(generation);
    return major < 3
        ? OsTraitsTable.LINUX_2_0
        : major == 3 ? OsTraitsTable.LINUX_3 : OsTraitsTable.LINUX_4;
  }

  private static OsTraitsTable freebsd(int major) {
    return major < 11
        ? OsTraitsTable.FREEBSD_4
        : major < 13 ? OsTraitsTable.FREEBSD_11 : OsTraitsTable.FREEBSD_13;
  }

  /// `10.6.X` of Mac OS X is the last old one; iPhone OS was renamed with its fourth version.
  private static OsTraitsTable macos(String system, String generation) {
    boolean old =
        system.equals("iphone os") || (system.equals("mac os x") && !generation.startsWith("10.7"));
    return old ? OsTraitsTable.MACOS_X : OsTraitsTable.MACOS;
  }

  private static OsTraitsTable solaris(String system, String generation) {
    if (system.equals("hp-ux")) {
      return generation.startsWith("10") ? OsTraitsTable.BSD_4_4 : OsTraitsTable.SOLARIS_10;
    }
    return system.equals("solaris") && !generation.startsWith("11")
        ? OsTraitsTable.SOLARIS_10
        : OsTraitsTable.SOLARIS_11;
  }

  /// The number before the first dot; 0 when there is none.
  private static int major(String generation) {
    int end = 0;
    while (end < generation.length() && end < 3 && Character.isDigit(generation.charAt(end))) {
      end++;
    }
    return end == 0 ? 0 : Integer.parseInt(generation, 0, end, 10);
  }
}
