package honeyd.dhcp;

import honeyd.dhcp.ClientHabits.ClientId;
import honeyd.dhcp.ClientHabits.Names;
import honeyd.personality.OsTraits;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// DHCP clients, a row for each: what a family of systems asks a server for, and how.
///
/// Sources, by which a row's comment calls them:
///
/// - *captured*: a capture of the real client against dnsmasq on Linux, kept as `DhcpLooksTest`;
/// - *Fingerbank*: the parameter lists of `dhcp_fingerprints.conf`, fingerbank.org's list of 2014;
/// - *MS-DHCPE*: Microsoft's "[MS-DHCPE]: DHCP Extensions", for the vendor class; KB 928233 for
///   Vista's broadcast flag;
/// - *systemd*: `sd-dhcp-client.c`, `dhcp-packet.c` and `networkd-dhcp4.c` of its sources;
/// - *Apple*: `IPConfiguration` in the published project `bootp`;
/// - *Cisco*: "IP Addressing: DHCP Configuration Guide", about `ip address dhcp` and its client-id;
/// - *assumed*: not documented where we looked; the value of the relative that is named.
///
/// Where nothing is known of a system, RFC 2131 and 2132 are followed and nothing more is said than
/// they ask for.
public enum ClientKind {
  /// Parameters: commonly observed since version 1703, where 31 to 252 follow in ascending order.
  /// Vendor class: MS-DHCPE. Order and header: assumed as the older ones.
  WINDOWS_10(
      windows(Names.DESKTOP, false, 1, 3, 6, 15, 31, 33, 43, 44, 46, 47, 119, 121, 249, 252)),

  /// Fingerbank for Vista and 7; KB 928233 for the flag.
  WINDOWS_6(windows(Names.WIN, true, 1, 15, 3, 6, 44, 46, 47, 31, 33, 121, 249, 43)),

  /// Fingerbank for XP.
  WINDOWS_NT5(windows(Names.WIN, false, 1, 15, 3, 6, 44, 46, 47, 31, 33, 249, 43)),

  /// systemd-networkd, as on servers of Ubuntu. Not padded; an identifier of RFC 4361.
  SYSTEMD(
      new ClientHabits(
          64, // systemd: IPDEFTTL
          0xc0, // systemd: IPTOS_CLASS_CS6
          false,
          64,
          true,
          false,
          false,
          true,
          0,
          List.of(53, 61, 55, 57, 12),
          List.of(53, 61, 55, 57, 54, 50, 12),
          List.of(53, 61, 55, 57, 12),
          List.of(53, 61, 54),
          List.of(1, 3, 12, 15, 6, 33, 121, 42, 120),
          null,
          1472,
          0,
          ClientId.DUID,
          Names.ROW)),

  /// ISC dhclient with Debian's configuration: captured.
  DHCLIENT(
      new ClientHabits(
          128,
          0x10,
          false,
          64,
          true,
          false,
          false,
          true,
          300,
          List.of(53, 12, 55),
          List.of(53, 54, 50, 12, 55),
          List.of(53, 12, 55),
          List.of(53, 54, 12),
          List.of(1, 28, 2, 3, 15, 6, 119, 12, 44, 47, 26, 121, 42),
          null,
          0,
          0,
          ClientId.MAC,
          Names.ROW)),

  /// Apple; the parameters as in Fingerbank's later list, with 121 and 252.
  MACOS(apple(1, 121, 3, 6, 15, 119, 252, 95, 44, 46)),

  /// Fingerbank for Mac OS X.
  MACOS_10_6(apple(1, 3, 6, 15, 119, 95, 252, 44, 46)),

  /// FreeBSD's dhclient, from OpenBSD's, which writes options in ascending order behind the type
  /// and the server. Header: assumed as ISC's, from which it comes.
  FREEBSD(bsd(1, 28, 2, 121, 3, 15, 6, 12, 119)),

  /// Fingerbank for OpenBSD; the rest as FreeBSD.
  OPENBSD(bsd(1, 28, 3, 15, 6, 12)),

  /// Fingerbank for OpenSolaris; dhcpagent(8) for the vendor class. Order and header: assumed.
  SOLARIS(
      new ClientHabits(
          255,
          0,
          true,
          255,
          true,
          true,
          false,
          true,
          300,
          List.of(53, 57, 51, 60, 12, 55),
          List.of(53, 57, 51, 54, 50, 60, 12, 55),
          List.of(53, 57, 51, 60, 12, 55),
          List.of(53, 54),
          List.of(1, 3, 6, 12, 15, 28, 43),
          "SUNW.i86pc",
          1472,
          -1,
          ClientId.MAC,
          Names.ROW)),

  /// Cisco: client-id with the name of the interface, broadcast flag. Fingerbank for the parameters
  /// of access points with the same system. Order: assumed.
  CISCO(
      new ClientHabits(
          255,
          0,
          false,
          255,
          false,
          true,
          true,
          false,
          300,
          List.of(53, 57, 61, 12, 55),
          List.of(53, 57, 61, 54, 50, 12, 55),
          List.of(53, 57, 61, 12, 55),
          List.of(53, 54, 61),
          List.of(1, 6, 15, 44, 3, 33, 150, 43),
          null,
          1152,
          0,
          ClientId.CISCO,
          Names.ROUTER)),

  /// HP JetDirect: Fingerbank for the parameters, HP's manuals for the name. Header: assumed.
  JETDIRECT(
      embedded("Hewlett-Packard JetDirect", Names.JETDIRECT, 6, 3, 1, 15, 66, 67, 13, 44, 12, 81)),

  /// Fingerbank for Brother's, which has most makes' usual parameters. Header: assumed.
  PRINTER(embedded(null, Names.NONE, 6, 3, 1, 15, 66, 67, 13, 12, 44)),

  /// udhcpc of BusyBox, in most small devices: captured. It has no name unless it is given one.
  UDHCPC(
      new ClientHabits(
          64,
          0,
          false,
          64,
          true,
          false,
          false,
          true,
          300,
          List.of(53, 57, 55, 60, 61),
          List.of(53, 50, 54, 57, 55, 60, 61),
          List.of(53, 57, 55, 60, 61),
          List.of(53, 54, 61),
          List.of(1, 3, 6, 12, 15, 28, 42),
          "udhcp 1.35.0",
          576,
          0,
          ClientId.MAC,
          Names.NONE)),

  /// Nothing but what RFC 2131 and 2132 ask for.
  PLAIN(
      new ClientHabits(
          64,
          0,
          false,
          64,
          false,
          true,
          false,
          true,
          300,
          List.of(53, 61, 55),
          List.of(53, 61, 50, 54, 55),
          List.of(53, 61, 55),
          List.of(53, 61, 54),
          List.of(1, 3, 6, 15, 28),
          null,
          0,
          0,
          ClientId.MAC,
          Names.NONE));

  private static final String LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  private static final List<String> APPLES =
      List.of("MacBook-Pro", "MacBook-Air", "iMac", "Mac-mini");

  // Records of numbers and unmodifiable lists, which Error Prone cannot see.
  @SuppressWarnings("ImmutableEnumChecker")
  private final ClientHabits habits;

  ClientKind(ClientHabits habits) {
    this.habits = habits;
  }

  ClientHabits habits() {
    return habits;
  }

  /// The client that a system has.
  public static ClientKind of(OsTraits traits) {
    String generation = traits.generation();
    return switch (traits.family()) {
      case WINDOWS ->
          generation.startsWith("10")
              ? WINDOWS_10
              : generation.startsWith("Vista") ? WINDOWS_6 : WINDOWS_NT5;
      case LINUX -> generation.startsWith("4.x") ? SYSTEMD : DHCLIENT;
      case MACOS -> generation.contains("10.7") ? MACOS : MACOS_10_6;
      case BSD -> generation.startsWith("OpenBSD") ? OPENBSD : FREEBSD;
      case SOLARIS -> SOLARIS;
      case CISCO -> CISCO;
      case EMBEDDED -> {
        if (!generation.startsWith("printers")) {
          yield UDHCPC;
        }
        yield traits.macVendors().contains("hewlett packard") ? JETDIRECT : PRINTER;
      }
      case GENERIC -> PLAIN;
    };
  }

  /// What a host calls itself in option 12; empty for nothing.
  ///
  /// @param key keyed hash of what makes the host
  String hostName(long mac, long key) {
    return switch (habits.names()) {
      case NONE -> "";
      case DESKTOP -> "DESKTOP-" + letters(key, 7);
      case WIN -> "WIN-" + letters(key, 11);
      case ROW -> "srv-" + (1000 + Long.remainderUnsigned(key, 9000));
      case APPLE -> APPLES.get((int) Long.remainderUnsigned(key, APPLES.size()));
      case JETDIRECT -> String.format(Locale.ROOT, "NPI%06X", mac & 0xff_ffff);
      case ROUTER -> "Router";
    };
  }

  private static String letters(long key, int count) {
    StringBuilder out = new StringBuilder();
    long rest = key;
    for (int i = 0; i < count; i++) {
      out.append(LETTERS.charAt((int) Long.remainderUnsigned(rest, LETTERS.length())));
      rest = Long.divideUnsigned(rest, LETTERS.length());
    }
    return out.toString();
  }

  private static ClientHabits windows(Names names, boolean broadcast, Integer... parameters) {
    return new ClientHabits(
        128,
        0,
        false,
        128,
        false,
        true,
        broadcast,
        false,
        300,
        List.of(53, 61, 12, 60, 55),
        List.of(53, 61, 50, 54, 12, 81, 60, 55),
        List.of(53, 61, 12, 81, 60, 55),
        List.of(53, 54, 61),
        List.of(parameters),
        "MSFT 5.0",
        0,
        0,
        ClientId.MAC,
        names);
  }

  private static ClientHabits apple(Integer... parameters) {
    return new ClientHabits(
        255,
        0,
        false,
        64,
        false,
        true,
        false,
        true,
        300,
        List.of(53, 55, 57, 61, 51, 12),
        List.of(53, 55, 57, 61, 50, 54, 12),
        List.of(53, 55, 57, 61, 51, 12),
        List.of(53, 61, 54),
        List.of(parameters),
        null,
        1500,
        7_776_000,
        ClientId.MAC,
        Names.APPLE);
  }

  private static ClientHabits bsd(Integer... parameters) {
    return new ClientHabits(
        128,
        0x10,
        false,
        64,
        false,
        false,
        false,
        true,
        300,
        List.of(53, 12, 55, 61),
        List.of(53, 54, 12, 50, 55, 61),
        List.of(53, 12, 55, 61),
        List.of(53, 54, 61),
        List.of(parameters),
        null,
        0,
        0,
        ClientId.MAC,
        Names.ROW);
  }

  private static ClientHabits embedded(
      @Nullable String vendorClass, Names names, Integer... parameters) {
    return new ClientHabits(
        64,
        0,
        false,
        64,
        false,
        true,
        false,
        true,
        300,
        List.of(53, 57, 55, 60, 12, 61),
        List.of(53, 50, 54, 57, 55, 60, 12, 61),
        List.of(53, 57, 55, 60, 12, 61),
        List.of(53, 54, 61),
        List.of(parameters),
        vendorClass,
        1500,
        0,
        ClientId.MAC,
        names);
  }
}
