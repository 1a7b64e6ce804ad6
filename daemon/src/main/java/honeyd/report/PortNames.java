package honeyd.report;

/// What people call the ports that attackers knock at most.
final class PortNames {
  private PortNames() {}

  /// The name of a port, or an empty text.
  static String find(int port) {
    return switch (port) {
      case 7 -> "echo";
      case 20, 21 -> "ftp";
      case 22 -> "ssh";
      case 23 -> "telnet";
      case 25 -> "smtp";
      case 53 -> "dns";
      case 67, 68 -> "dhcp";
      case 69 -> "tftp";
      case 79 -> "finger";
      case 80, 8080 -> "http";
      case 110 -> "pop3";
      case 111 -> "rpc";
      case 123 -> "ntp";
      case 135 -> "msrpc";
      case 137, 138, 139 -> "netbios";
      case 143 -> "imap";
      case 161, 162 -> "snmp";
      case 179 -> "bgp";
      case 389 -> "ldap";
      case 443, 8443 -> "https";
      case 445 -> "smb";
      case 502 -> "modbus";
      case 515 -> "printer";
      case 554 -> "rtsp";
      case 631 -> "ipp";
      case 873 -> "rsync";
      case 1433 -> "mssql";
      case 1521 -> "oracle";
      case 1723 -> "pptp";
      case 1883 -> "mqtt";
      case 1900 -> "ssdp";
      case 2049 -> "nfs";
      case 3306 -> "mysql";
      case 3389 -> "rdp";
      case 5060 -> "sip";
      case 5353 -> "mdns";
      case 5432 -> "postgres";
      case 5900 -> "vnc";
      case 6379 -> "redis";
      case 9100 -> "jetdirect";
      case 11211 -> "memcached";
      case 27017 -> "mongodb";
      default -> "";
    };
  }
}
