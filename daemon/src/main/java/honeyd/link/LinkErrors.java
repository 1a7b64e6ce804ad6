package honeyd.link;

import honeyd.sys.Errno;
import java.io.IOException;

/// Words for what the kernel refused: call, interface, the C library's text, what to do.
final class LinkErrors {
  private LinkErrors() {}

  /// @param call what was tried, as a C programmer would write it
  /// @param where interface or file
  /// @param result the call's negative result
  static IOException of(String call, String where, int result) {
    return new IOException(where + ": " + call + ": " + Errno.text(result) + advice(result));
  }

  private static String advice(int result) {
    return switch (-result) {
      case Errno.EPERM, Errno.EACCES ->
          " (packet sockets and TUN devices need root, or CAP_NET_RAW and CAP_NET_ADMIN)";
      case Errno.ENODEV -> " (no such interface; `ip link` lists them)";
      case Errno.ENETDOWN -> " (the interface is down; `ip link set NAME up` raises it)";
      case Errno.EBUSY -> " (another program has it open)";
      case Errno.ENOMEM, Errno.ENOBUFS -> " (not enough memory for the packet ring)";
      default -> "";
    };
  }
}
