package honeyd.it;

/// Configurations that several tests share.
final class Configurations {
  /// A host that closes every port but a few, on all of 10.3.0.0/16.
  static final String FEW_PORTS =
      """
      create host
      set host default tcp action closed
      set host default udp action closed
      set host default icmp action open
      add host tcp port 7 "sh examples/scripts/echo.sh"
      add host tcp port 22 "perl examples/scripts/ssh.pl debian"
      add host tcp port 25 "perl examples/scripts/smtp.pl postfix"
      add host tcp port 80 "perl examples/scripts/http.pl apache"
      add host tcp port 443 open
      add host tcp port 8000 filtered
      add host udp port 53 "perl examples/scripts/dns.pl"
      add host udp port 123 "perl examples/scripts/ntp.pl"
      add host udp port 161 filtered
      bind 10.3.0.0/16 host
      """;

  private Configurations() {}
}
