package honeyd.net;

/// The protocols that carry flows or have port tables, with their IANA numbers.
public enum Transport {
  ICMP(1),
  TCP(6),
  UDP(17);

  private final int number;

  Transport(int number) {
    this.number = number;
  }

  /// The IP protocol number.
  public int number() {
    return number;
  }

  /// The word of configuration and log: `tcp`, `udp`, `icmp`.
  public String word() {
    return switch (this) {
      case ICMP -> "icmp";
      case TCP -> "tcp";
      case UDP -> "udp";
    };
  }
}
