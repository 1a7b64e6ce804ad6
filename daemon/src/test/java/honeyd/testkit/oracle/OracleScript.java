package honeyd.testkit.oracle;

import honeyd.testkit.script.PacketScript;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// A packet script without expectations: what is sent, what the service does, and waits.
///
/// The host is 10.0.0.9: TCP port 80 has a service that reads at once and otherwise does what `!`
/// lines say, 81 one that reads only on `! read`, UDP port 7 echoes, the rest is closed. A client
/// written 10.0.0.1 gets an address of its own for each script. `+t -` only lets time pass. Verbs:
/// `send "text"`, `fill 1000`, `finish` (no more data), `close`, `reset`, `read`.
///
/// @param name the file's name without its ending
/// @param client the address that stands for 10.0.0.1
/// @param script the script with that address
public record OracleScript(String name, String client, PacketScript script) {
  static final String HOST = "10.0.0.9";
  static final int READING_PORT = 80;
  static final int MUTE_PORT = 81;
  static final int ECHO_PORT = 7;
  private static final String WRITTEN_CLIENT = "10.0.0.1";

  /// All scripts of `pkt/linux`, in the order of their names.
  public static List<OracleScript> all() throws IOException {
    Path root;
    try {
      root =
          Path.of(
              Objects.requireNonNull(OracleScript.class.getResource("/pkt/linux"), "no scripts")
                  .toURI());
    } catch (URISyntaxException e) {
      throw new IOException(e);
    }
    List<Path> files;
    try (Stream<Path> list = Files.list(root)) {
      files = list.filter(p -> p.toString().endsWith(".pkt")).sorted().toList();
    }
    List<OracleScript> scripts = new ArrayList<>();
    for (Path file : files) {
      String client = "10.0.1." + (scripts.size() + 1);
      String text = Files.readString(file).replaceAll(WRITTEN_CLIENT + "\\b", client);
      String name = String.valueOf(file.getFileName()).replace(".pkt", "");
      scripts.add(new OracleScript(name, client, PacketScript.parse(name, text)));
    }
    return scripts;
  }
}
