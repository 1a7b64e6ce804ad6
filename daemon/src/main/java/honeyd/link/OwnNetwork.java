package honeyd.link;

import honeyd.sys.CallState;
import honeyd.sys.Processes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// A network of its own for one thread and the processes that it starts: loopback and nothing else.
///
/// Every IPv4 address is one of this machine's there, so that a program may bind to the address of
/// a virtual host and be visited from any other (ip-route(8), type `local`), and every user may
/// take any port. Nothing leads out: what runs there reaches nobody.
///
/// Source: network_namespaces(7).
public final class OwnNetwork {
  private static final String LOOPBACK = "lo";

  /// Names the network of whoever opens it.
  private static final Path FIRST_FREE_PORT =
      Path.of("/proc/sys/net/ipv4/ip_unprivileged_port_start");

  private OwnNetwork() {}

  /// Takes the calling thread, which must be a platform thread and stays there, out of the network
  /// it is in. Needs root.
  ///
  /// @throws IOException with the kernel's reason; the thread may be between networks then and
  ///   should end
  public static void enter() throws IOException {
    int result = Processes.unshare(new CallState(), Processes.CLONE_NEWNET);
    if (result < 0) {
      throw LinkErrors.of("unshare(CLONE_NEWNET)", "a network of its own", result);
    }
    try (InterfaceCalls loopback = new InterfaceCalls(LOOPBACK)) {
      loopback.up();
      RouteCalls.makeEverythingLocal(LOOPBACK, loopback.index());
    }
    Files.writeString(FIRST_FREE_PORT, "0\n", StandardCharsets.US_ASCII);
  }
}
