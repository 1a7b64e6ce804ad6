package honeyd.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Names of IP protocols as the packet log prints them: `tcp(6)`, `igmp(2)`, `unkn(254)`.
///
/// Immutable. Source: protocols(5); without that file the protocols a honeynet is likely to meet
/// still have their IANA keywords.
public final class ProtocolNames {
  /// Where Debian's netbase keeps the table.
  public static final Path SYSTEM_TABLE = Path.of("/etc/protocols");

  private static final List<String> BUILT_IN =
      List.of(
          "icmp 1",
          "igmp 2",
          "ipencap 4",
          "tcp 6",
          "egp 8",
          "udp 17",
          "ipv6 41",
          "gre 47",
          "esp 50",
          "ah 51",
          "ipv6-icmp 58",
          "ospf 89",
          "pim 103",
          "vrrp 112",
          "sctp 132",
          "udplite 136");

  private final String[] labels = new String[256];

  private ProtocolNames(List<String> lines) {
    for (int i = 0; i < labels.length; i++) {
      labels[i] = "unkn(" + i + ")";
    }
    for (String line : lines) {
      learn(line);
    }
    for (String line : BUILT_IN) {
      learnIfUnknown(line);
    }
  }

  /// The system's table, or the built-in one where the file cannot be read.
  public static ProtocolNames read(Path file) {
    try {
      return new ProtocolNames(Files.readAllLines(file, StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      return builtIn();
    }
  }

  /// The protocols known without any file.
  public static ProtocolNames builtIn() {
    return new ProtocolNames(List.of());
  }

  /// Name and number as in the log.
  ///
  /// @param protocol 0 to 255
  String label(int protocol) {
    return labels[protocol & 0xff];
  }

  private void learnIfUnknown(String line) {
    int number = Integer.parseInt(line.substring(line.indexOf(' ') + 1));
    if (labels[number].startsWith("unkn(")) {
      learn(line);
    }
  }

  private void learn(String line) {
    int comment = line.indexOf('#');
    String[] words = (comment < 0 ? line : line.substring(0, comment)).strip().split("\\s+", -1);
    Integer number = words.length < 2 ? null : number(words[1]);
    if (number != null) {
      labels[number] = words[0] + "(" + number + ")";
    }
  }

  private static @Nullable Integer number(String word) {
    try {
      int n = Integer.parseInt(word);
      return n >= 0 && n <= 255 ? n : null;
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
