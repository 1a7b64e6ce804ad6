package honeyd.personality;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Names that configurations, books and papers of the first Honeyd years use (nmap's first
/// generation, and short forms of it) and what the same systems are called today.
final class FormerNames {
  /// Former name, an equals sign, today's name.
  private static final String TABLE =
      """
      Windows NT4 / Win95 / Win98 = Microsoft Windows 98 SE
      Windows 95 = Microsoft Windows 95
      Windows 98 = Microsoft Windows 98 SE
      Windows 98 SE = Microsoft Windows 98 SE
      Microsoft Windows 98 w/ service pack 1 = Microsoft Windows 98 SE
      Windows ME = Microsoft Windows Millennium Edition (Me)
      Windows Me = Microsoft Windows Millennium Edition (Me)
      Windows Millennium Edition = Microsoft Windows Millennium Edition (Me)
      Windows Millennium Edition v4.90.3000 = Microsoft Windows Millennium Edition (Me)
      Windows Millennium Edition (Me), Win 2000, or WinXP = Microsoft Windows 2000 SP4
      Windows Me or Windows 2000 RC1 through final release = Microsoft Windows 2000 SP4
      Windows 2000/XP/ME = Microsoft Windows 2000 SP4
      Windows NT = Microsoft Windows NT 4.0 SP6a
      Windows NT 4.0 = Microsoft Windows NT 4.0 SP6a
      Windows NT 4.0 SP3 = Microsoft Windows NT 4.0 SP3
      Windows NT 4 SP3 = Microsoft Windows NT 4.0 SP3
      Microsoft Windows NT 4.0 SP5-SP6 = Microsoft Windows NT 4.0 SP5 - SP6a
      Windows NT 4.0 Server SP5-SP6 = Microsoft Windows NT 4.0 SP5 - SP6a
      Windows NT 4.0 Server SP5 + 2047 Hotfixes = Microsoft Windows NT 4.0 SP5
      Microsoft NT 4.0 Server SP5 + 2047 Hotfixes = Microsoft Windows NT 4.0 SP5
      Windows NT 4.0 SP 6a + hotfixes = Microsoft Windows NT 4.0 SP6a
      Windows 2000 = Microsoft Windows 2000 SP4
      Windows 2000 Professional = Microsoft Windows 2000 SP4
      Windows 2000 Server = Microsoft Windows 2000 Server
      Windows 2000 Advanced Server = Microsoft Windows 2000 AS
      Windows 2000 server SP2 = Microsoft Windows 2000 SP2
      Windows 2000 SP4 = Microsoft Windows 2000 SP4
      Microsoft Windows 2000 Advanced Server = Microsoft Windows 2000 AS
      Windows XP = Microsoft Windows XP SP2
      Windows XP Pro SP1 = Microsoft Windows XP SP1
      Windows XP Pro = Microsoft Windows XP SP2
      Windows XP Professional = Microsoft Windows XP SP2
      Windows XP Professional SP1 = Microsoft Windows XP SP1
      Windows XP Home Edition = Microsoft Windows XP SP2
      Windows XP Professional RC1+ through final release = Microsoft Windows XP SP0
      Microsoft Windows XP Pro = Microsoft Windows XP SP2
      Microsoft Windows XP Home Edition = Microsoft Windows XP Home SP1
      Windows Server 2003 = Microsoft Windows Server 2003 SP1
      Windows 2003 = Microsoft Windows Server 2003 SP1
      Microsoft Windows 2003 Server = Microsoft Windows Server 2003 SP1
      Microsoft Windows Server 2003 Standard Edition = Microsoft Windows Server 2003 SP1
      Linux 2.0.35-38 = Linux 2.0.35 - 2.0.36
      Linux 2.0.34-38 = Linux 2.0.35 - 2.0.36
      Linux 2.1.19 - 2.2.20 = Linux 2.2.5 - 2.2.14 (Red Hat 6.0 - 6.2)
      Linux 2.1.19 - 2.2.25 = Linux 2.2.5 - 2.2.14 (Red Hat 6.0 - 6.2)
      Linux 2.1.122 - 2.2.16 = Linux 2.2.5 - 2.2.14 (Red Hat 6.0 - 6.2)
      Linux 2.2.14 = Linux 2.2.14 (Red Hat 6.2)
      Linux 2.3.12 = Linux 2.4.7
      Linux 2.3.28-33 = Linux 2.4.7
      Linux 2.4.0 - 2.5.20 = Linux 2.4.20
      Linux 2.4.7 (X86) = Linux 2.4.7
      Linux 2.4.16 - 2.4.18 = Linux 2.4.18
      Linux 2.4.18 - 2.4.20 = Linux 2.4.20
      Linux 2.4.18 - 2.4.20 (X86) = Linux 2.4.20
      Linux 2.4.18 - 2.4.27 = Linux 2.4.20 - 2.4.27
      Linux 2.4.20 (X86) = Linux 2.4.20
      Linux 2.4.22 or 2.6.x = Linux 2.4.22 (x86)
      Linux 2.4.x = Linux 2.4.20
      Linux 2.6.x = Linux 2.6.18
      Linux Kernel 2.4.0 - 2.5.20 = Linux 2.4.20
      Linux Kernel 2.4.0 - 2.5.20 (X86) = Linux 2.4.20
      Linux kernel 2.4.19 (X86) = Linux 2.4.19
      Linux 2.5.25 - 2.6.3 or Gentoo 1.2 Linux 2.4.19 rc1-rc7 = Linux 2.6.5
      Linux 2.5.25 - 2.6.8 or Gentoo 1.2 Linux 2.4.19 rc1-rc7 = Linux 2.6.8
      FreeBSD 2.2.1 - 4.1 = FreeBSD 3.5.1 (x86)
      FreeBSD 4.6 = FreeBSD 4.6.2-RELEASE
      FreeBSD 4.6-RELEASE = FreeBSD 4.6.2-RELEASE
      FreeBSD 4.7-RELEASE = FreeBSD 4.7-STABLE
      FreeBSD 5.0-CURRENT = FreeBSD 5.0-RELEASE
      OpenBSD 2.9-beta through release (X86) = OpenBSD 2.9 (x86)
      OpenBSD 3.0 (X86 or SPARC) = OpenBSD 3.2 (x86)
      OpenBSD 3.0 SPARC with pf "scrub in all" feature = OpenBSD 3.2 (x86)
      NetBSD 1.6 = NetBSD 2.1.0_STABLE or Ricoh C720S, 1107EX, MP 2550, or MP 7001 printer
      Solaris 2.6 - 2.7 = Sun Solaris 7
      Solaris 2.6 - 7 (SPARC) = Sun Solaris 7 (SPARC)
      Solaris 2.6 - 7 X86 = Sun Solaris 7
      Solaris 8 = Sun Solaris 8 (SPARC)
      Solaris 8 early access beta through actual release = Sun Solaris 8
      Sun Solaris 8 early acces beta through actual release = Sun Solaris 8
      Solaris 9 = Sun Solaris 9
      Solaris 9 with TCP_STRONG_ISS set to 2 = Sun Solaris 9
      SunOS 4.1.1 - 4.1.4 (or derivative) = Sun SunOS 4.1.3 (SPARC)
      AIX 4.0 - 4.2 = IBM AIX 4.2
      AIX v4.2 = IBM AIX 4.2
      AIX 4.3.2.0-4.3.3.0 on an IBM RS/* = IBM AIX 4.3
      AIX 5.1 = IBM AIX 5.1
      IRIX 6.2 - 6.5 = SGI IRIX 6.5
      IRIX 6.5-6.5.2 = SGI IRIX 6.5
      HP-UX B.10.20 A with tcp_random_seq = 0 = HP-UX B.10.20
      HP-UX 11.00 = HP-UX B.11.00
      HP-UX 11.00 - 11.11 = HP-UX B.11.00
      Mac OS X 10.1 - 10.1.4 = Apple Mac OS X Server 10.1 (Darwin 5.5)
      Mac OS 9 - 9.1 = Apple Mac OS 9.0.4 - 9.2
      Apple Mac OS 9.1 (PowerPC) = Apple Mac OS 9.0.4 - 9.2
      Novell NetWare 5.1 SP2 = Novell NetWare 5.1
      Novell NetWare 4.11 SP7 - 5 SP3a = Novell NetWare 4.11
      Tru64 UNIX V4.0F = Compaq Tru64 UNIX V4.0F
      Cisco IOS 11.3 - 12.0(11) = Cisco 2600 router (IOS 12.0)
      Cisco IOS 12.0(5)WC3 - 12.0(16a) = Cisco 2900XL switch (IOS 12.0)
      Cisco 7206 running IOS 11.1(24) = Cisco 2500 router (IOS 11.1)
      Cisco 801/1720 running 12.2.8 = Cisco 827H ADSL router (IOS 12.2)
      Cisco 3600 running IOS 12.2(6c) = Cisco 2611 router (IOS 12.3)
      Cisco 4500-M running IOS 11.3(6) IP Plus = Cisco 2600 router (IOS 11.3)
      Cisco Router/Switch with IOS 11.2 = Cisco 2900XL switch (IOS 11.2)
      Cisco IOS 12.1 = Cisco 2600 router (IOS 12.1)
      Cisco IOS 12.x = Cisco 2600 router (IOS 12.1)
      Cisco Catalyst 1900 switch or Netopia DSL/ISDN router or Bay 350-450 = Cisco Catalyst 1900 switch
      HP LaserJet 4000 = HP LaserJet 4000 printer
      """;

  private static final Map<String, String> TODAY = read();

  private FormerNames() {}

  private static Map<String, String> read() {
    Map<String, String> out = new HashMap<>();
    for (String line : TABLE.split("\n", -1)) {
      int at = line.lastIndexOf(" = ");
      if (at > 0) {
        out.put(plain(line.substring(0, at)), line.substring(at + 3).strip());
      }
    }
    return Map.copyOf(out);
  }

  private static String plain(String name) {
    return name.strip().toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
  }

  /// Today's name, or null; upper and lower case and the number of blanks do not matter.
  static @Nullable String today(String name) {
    return TODAY.get(plain(name));
  }

  /// Every former name, in lower case.
  static Set<String> all() {
    return TODAY.keySet();
  }
}
