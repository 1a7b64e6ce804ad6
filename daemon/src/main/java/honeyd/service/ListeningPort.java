package honeyd.service;

import honeyd.net.IpAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A TCP port on which something listens.
///
/// @param address where; null for every address
/// @param port 1 to 65535
public record ListeningPort(@Nullable IpAddress address, int port) {
  private static final Path TCP = Path.of("/proc/thread-self/net/tcp");
  private static final Path TCP6 = Path.of("/proc/thread-self/net/tcp6");
  private static final String LISTEN = "0A";
  private static final int LOOPBACK_NET = 127;
  private static final String V4_MAPPED = "0000000000000000FFFF0000";

  /// Those of the calling thread's network that others can reach: what listens on loopback alone is
  /// left out. See proc(5).
  static Set<ListeningPort> ofThisThread() throws IOException {
    Set<ListeningPort> out = new LinkedHashSet<>();
    collect(Files.readString(TCP, StandardCharsets.US_ASCII), out);
    if (Files.exists(TCP6)) {
      collect(Files.readString(TCP6, StandardCharsets.US_ASCII), out);
    }
    return out;
  }

  /// Those in a table of the kernel's.
  static void collect(String table, Set<ListeningPort> out) {
    for (String line : table.split("\n", -1)) {
      String[] words = line.strip().split("\\s+", -1);
      int colon = words.length < 4 ? -1 : words[1].indexOf(':');
      if (colon < 0 || !words[3].equals(LISTEN)) {
        continue;
      }
      ListeningPort port = at(words[1].substring(0, colon), words[1].substring(colon + 1));
      if (port != null) {
        out.add(port);
      }
    }
  }

  private static @Nullable ListeningPort at(String address, String port) {
    int number = HexFormat.fromHexDigits(port);
    String v4 = address.startsWith(V4_MAPPED) ? address.substring(V4_MAPPED.length()) : address;
    if (v4.length() > 8) {
      // The kernel shows one that takes IPv4 as well; whoever listens on IPv6 alone is not told
      // apart.
      return v4.chars().allMatch(c -> c == '0') ? new ListeningPort(null, number) : null;
    }
    int bits = Integer.reverseBytes(HexFormat.fromHexDigits(v4));
    if (bits >>> 24 == LOOPBACK_NET) {
      return null;
    }
    return new ListeningPort(bits == 0 ? null : IpAddress.ofV4(bits), number);
  }
}
