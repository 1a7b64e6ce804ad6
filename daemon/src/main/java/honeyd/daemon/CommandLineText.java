package honeyd.daemon;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The daemon's own arguments as one line for the log.
final class CommandLineText {
  private static final String COLLECTOR = "-c";

  private CommandLineText() {}

  /// The words after the main class, the password of `-c` struck out: logs are read by more people
  /// than may know it.
  static String withoutSecrets() {
    List<String> words;
    try {
      String raw = Files.readString(Path.of("/proc/self/cmdline"), StandardCharsets.UTF_8);
      words = List.of(raw.split("\0"));
    } catch (IOException e) {
      return "(arguments unknown: " + e.getMessage() + ")";
    }
    int main = words.indexOf(Main.class.getName());
    return strike(main < 0 ? words : words.subList(main + 1, words.size()));
  }

  static String strike(List<String> words) {
    List<String> out = new ArrayList<>();
    boolean next = false;
    for (String word : words) {
      boolean attached = word.startsWith(COLLECTOR) && word.length() > COLLECTOR.length();
      out.add(next || attached ? word.replaceFirst(":[^:]*$", ":***") : word);
      next = word.equals(COLLECTOR);
    }
    return String.join(" ", out);
  }
}
