package honeyd.testkit.script;

import honeyd.net.IpAddress;
import honeyd.testkit.script.PacketScript.Act;
import honeyd.testkit.script.PacketScript.Expect;
import honeyd.testkit.script.PacketScript.Host;
import honeyd.testkit.script.PacketScript.Inject;
import honeyd.testkit.script.PacketScript.Port;
import honeyd.testkit.script.PacketScript.Silence;
import honeyd.testkit.script.PacketScript.Step;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads a [PacketScript] line by line.
final class PacketScriptReader {
  private final String name;
  private final String[] lines;
  private final StringBuilder sentence = new StringBuilder();
  private final List<Host> hosts = new ArrayList<>();
  private final List<Step> steps = new ArrayList<>();
  private @Nullable Flow flow;

  PacketScriptReader(String name, String text) {
    this.name = name;
    this.lines = text.split("\n", -1);
  }

  PacketScript read() {
    for (int i = 0; i < lines.length; i++) {
      try {
        line(i + 1, lines[i].strip());
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(name + ":" + (i + 1) + ": " + e.getMessage(), e);
      }
    }
    if (sentence.isEmpty()) {
      throw new IllegalArgumentException(
          name + ":1: a script begins with a comment that says what it promises");
    }
    return new PacketScript(sentence.toString(), hosts, steps);
  }

  private void line(int number, String line) {
    if (line.startsWith("#")) {
      if (hosts.isEmpty() && steps.isEmpty()) {
        sentence.append(sentence.isEmpty() ? "" : " ").append(line.substring(1).strip());
      }
    } else if (line.startsWith("host ")) {
      hosts.add(host(words(line)));
    } else if (line.startsWith("+")) {
      steps.add(step(number, line));
    } else if (!line.isEmpty()) {
      flow = flow(line);
    }
  }

  private static Flow flow(String line) {
    PacketSpec spec =
        new PacketTextReader(line.startsWith("icmp ") ? line + " echo-request" : line).packet(null);
    if (spec.get(Field.SRC) instanceof IpAddress src
        && spec.get(Field.DST) instanceof IpAddress dst
        && (spec.kind() == PacketSpec.Kind.ICMP || spec.get(Field.SRC_PORT) != null)) {
      return new Flow(
          spec.kind(),
          src,
          (int) spec.number(Field.SRC_PORT, 0),
          dst,
          (int) spec.number(Field.DST_PORT, 0));
    }
    throw new IllegalArgumentException("\"" + line + "\" names no flow");
  }

  private static Host host(List<String> words) {
    IpAddress address = IpAddress.parse(words.get(1));
    String personality = null;
    List<Port> ports = new ArrayList<>();
    int i = 2;
    while (i < words.size()) {
      String word = words.get(i++);
      if (i >= words.size()) {
        throw new IllegalArgumentException("a word is missing after " + word);
      }
      switch (word) {
        case "personality" -> personality = words.get(i++);
        case "tcp", "udp", "icmp" -> {
          int port = Port.ALL;
          if (words.get(i).matches("\\d+")) {
            port = Integer.parseInt(words.get(i++));
          }
          if (i >= words.size()) {
            throw new IllegalArgumentException("what " + word + " does is missing");
          }
          ports.add(new Port(word, port, words.get(i++)));
        }
        default -> throw new IllegalArgumentException("unexpected \"" + word + "\"");
      }
    }
    return new Host(address, personality, ports);
  }

  private Step step(int line, String text) {
    String[] parts = text.split("\\s+", 3);
    long afterNs;
    try {
      afterNs = new BigDecimal(parts[0].substring(1)).movePointRight(9).longValueExact();
    } catch (ArithmeticException | NumberFormatException e) {
      throw new IllegalArgumentException("\"" + parts[0] + "\" is not a time in seconds", e);
    }
    String mark = parts.length > 1 ? parts[1] : "";
    String rest = parts.length > 2 ? parts[2] : "";
    return switch (mark) {
      case "<" -> new Inject(line, afterNs, new PacketTextReader(rest).packet(flow));
      case ">" ->
          new Expect(
              line,
              afterNs,
              new PacketTextReader(rest).packet(flow == null ? null : flow.reversed()));
      case "-" -> new Silence(line, afterNs);
      case "!" -> act(line, afterNs, words(rest));
      default ->
          throw new IllegalArgumentException(
              "after the time comes <, >, ! or -, not \"" + mark + "\"");
    };
  }

  private Act act(int line, long afterNs, List<String> words) {
    if (flow == null || words.isEmpty() || words.size() > 2) {
      throw new IllegalArgumentException(
          "! needs a flow above it, a verb, and one argument at most");
    }
    return new Act(line, afterNs, flow, words.get(0), words.size() > 1 ? words.get(1) : "");
  }

  /// Words with blanks between; a quoted text is one word.
  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    int at = 0;
    while (at < line.length()) {
      char c = line.charAt(at);
      if (Character.isWhitespace(c)) {
        at++;
      } else if (c == '"') {
        StringBuilder word = new StringBuilder();
        at = QuotedText.read(line, at, word);
        words.add(word.toString());
      } else {
        int end = at;
        while (end < line.length() && !Character.isWhitespace(line.charAt(end))) {
          end++;
        }
        words.add(line.substring(at, end));
        at = end;
      }
    }
    return words;
  }
}
