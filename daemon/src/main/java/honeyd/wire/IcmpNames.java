package honeyd.wire;

/// The words for ICMP types and codes in the packet notation.
final class IcmpNames {
  private IcmpNames() {}

  static String type(int type) {
    return switch (type) {
      case IcmpType.ECHO_REPLY -> "echo-reply";
      case IcmpType.UNREACHABLE -> "unreachable";
      case IcmpType.SOURCE_QUENCH -> "source-quench";
      case IcmpType.REDIRECT -> "redirect";
      case IcmpType.ECHO_REQUEST -> "echo-request";
      case IcmpType.TIME_EXCEEDED -> "time-exceeded";
      case IcmpType.PARAMETER_PROBLEM -> "parameter-problem";
      case IcmpType.TIMESTAMP_REQUEST -> "timestamp-request";
      case IcmpType.TIMESTAMP_REPLY -> "timestamp-reply";
      case IcmpType.INFORMATION_REQUEST -> "information-request";
      case IcmpType.INFORMATION_REPLY -> "information-reply";
      case IcmpType.MASK_REQUEST -> "mask-request";
      case IcmpType.MASK_REPLY -> "mask-reply";
      default -> "type " + type;
    };
  }

  /// Whether the code is shown even when it is zero.
  static boolean hasCodes(int type) {
    return type == IcmpType.UNREACHABLE || type == IcmpType.TIME_EXCEEDED;
  }

  static String code(int type, int code) {
    if (type == IcmpType.UNREACHABLE) {
      return switch (code) {
        case IcmpType.NET_UNREACHABLE -> "net";
        case IcmpType.HOST_UNREACHABLE -> "host";
        case IcmpType.PROTOCOL_UNREACHABLE -> "protocol";
        case IcmpType.PORT_UNREACHABLE -> "port";
        case IcmpType.FRAGMENTATION_NEEDED -> "needs-fragmentation";
        default -> "code " + code;
      };
    }
    if (type == IcmpType.TIME_EXCEEDED && code <= IcmpType.REASSEMBLY_EXCEEDED) {
      return code == IcmpType.TTL_EXCEEDED ? "ttl" : "reassembly";
    }
    return "code " + code;
  }

  /// Whether the second word is an identifier and a sequence number.
  static boolean isQuery(int type) {
    return switch (type) {
      case IcmpType.ECHO_REPLY,
          IcmpType.ECHO_REQUEST,
          IcmpType.TIMESTAMP_REQUEST,
          IcmpType.TIMESTAMP_REPLY,
          IcmpType.INFORMATION_REQUEST,
          IcmpType.INFORMATION_REPLY,
          IcmpType.MASK_REQUEST,
          IcmpType.MASK_REPLY ->
          true;
      default -> false;
    };
  }
}
