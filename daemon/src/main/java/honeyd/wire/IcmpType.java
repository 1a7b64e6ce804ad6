package honeyd.wire;

/// ICMP types and codes for IPv4 (RFC 792, RFC 950, RFC 1122, RFC 1812).
public final class IcmpType {
  public static final int ECHO_REPLY = 0;
  public static final int UNREACHABLE = 3;
  public static final int SOURCE_QUENCH = 4;
  public static final int REDIRECT = 5;
  public static final int ECHO_REQUEST = 8;
  public static final int TIME_EXCEEDED = 11;
  public static final int PARAMETER_PROBLEM = 12;
  public static final int TIMESTAMP_REQUEST = 13;
  public static final int TIMESTAMP_REPLY = 14;
  public static final int INFORMATION_REQUEST = 15;
  public static final int INFORMATION_REPLY = 16;
  public static final int MASK_REQUEST = 17;
  public static final int MASK_REPLY = 18;

  /// Codes of [#UNREACHABLE].
  public static final int NET_UNREACHABLE = 0;

  public static final int HOST_UNREACHABLE = 1;
  public static final int PROTOCOL_UNREACHABLE = 2;
  public static final int PORT_UNREACHABLE = 3;
  public static final int FRAGMENTATION_NEEDED = 4;

  /// Codes of [#TIME_EXCEEDED].
  public static final int TTL_EXCEEDED = 0;

  public static final int REASSEMBLY_EXCEEDED = 1;

  private IcmpType() {}

  /// Whether the message reports an error and quotes a packet (RFC 1122 §3.2.2); an error is never
  /// answered with an error.
  public static boolean isError(int type) {
    return switch (type) {
      case UNREACHABLE, SOURCE_QUENCH, REDIRECT, TIME_EXCEEDED, PARAMETER_PROBLEM -> true;
      default -> false;
    };
  }
}
