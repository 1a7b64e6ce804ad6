package honeyd.control;

import honeyd.net.IpAddress;
import honeyd.net.IpRange;
import java.util.List;

/// Reads a line of the console. What is no command of its own is a line of the configuration
/// language. Pure.
public final class RequestParser {
  /// How long a trace goes on when nothing is said.
  static final int TRACE_SECONDS = 30;

  static final int MAX_TRACE_SECONDS = 3600;
  static final int MAX_TRACE_PACKETS = 10_000;
  private static final String STOP = "stop";
  private static final IpRange EVERY_V4 = IpRange.parse("0.0.0.0/0");
  private static final FlowFilter EVERYTHING =
      new FlowFilter(false, EVERY_V4, FlowFilter.ANY, EVERY_V4, FlowFilter.ANY);

  private RequestParser() {}

  public static Request parse(String line) {
    String text = line.strip();
    if (text.isEmpty() || text.startsWith("#") || text.equals(STOP)) {
      return new Request.Nothing();
    }
    if (text.startsWith("!")) {
      return ofClient(text, line);
    }
    List<String> words = List.of(text.split("\\s+"));
    List<String> rest = words.subList(1, words.size());
    return switch (words.getFirst()) {
      case "help", "?" -> new Request.Help(String.join(" ", rest));
      case "quit", "exit" -> rest.isEmpty() ? new Request.Quit() : wrong("quit");
      case "stats" -> rest.isEmpty() ? new Request.Stats() : wrong("stats");
      case "list" -> list(rest);
      case "show" -> show(rest);
      case "trace" -> trace(rest);
      case "debug" -> debug(rest);
      case "delete" -> delete(line, rest);
      default -> new Request.Change(line);
    };
  }

  /// Whether a line is a question about packets, which goes on until it is told to stop.
  public static boolean follows(String line) {
    return parse(line) instanceof Request.Follow;
  }

  /// Whether a line ends the session.
  public static boolean quits(String line) {
    return parse(line) instanceof Request.Quit;
  }

  /// Whether a line ends the trace that it comes behind: a blank one, or `stop`.
  static boolean stops(String line) {
    return line.isBlank() || line.strip().equals(STOP);
  }

  private static Request ofClient(String text, String line) {
    String word = text.split("\\s", 2)[0];
    return switch (word) {
      case "!frames" -> new Request.Speak(Form.FRAMES);
      case "!json" -> new Request.Speak(Form.JSON);
      case "!plain" -> new Request.Speak(Form.PLAIN);
      case "!load" -> new Request.ShowLoad();
      case "!complete" -> new Request.Complete(afterWord(line, word));
      case "!python" ->
          new Request.Wrong(
              "there is no Python here: what it was used for is done by `list`, `show`, `stats` and"
                  + " `delete connection`, by programs that read `honeydctl --json`, and by"
                  + " scripts on ports");
      default -> new Request.Wrong("\"" + word + "\" is no command; see: help");
    };
  }

  /// What follows a word and one blank, as it is: blanks at its end matter.
  private static String afterWord(String line, String word) {
    int at = line.indexOf(word) + word.length();
    return at < line.length() ? line.substring(at + 1) : "";
  }

  private static Request list(List<String> words) {
    if (words.isEmpty() || words.size() > 2) {
      return wrong("list");
    }
    String what = unquoted(words.size() == 2 ? words.get(1) : "");
    return switch (words.getFirst()) {
      case "template", "templates" -> new Request.ListTemplates(what.isEmpty() ? null : what);
      case "subsystem", "subsystems" -> new Request.ListSubsystems(what.isEmpty() ? null : what);
      case "hosts", "host" ->
          startsLikeAddress(what) && !isGlob(what)
              ? inRange(what, Request.ListHostsIn::new)
              : new Request.ListHostsOf(what.isEmpty() ? null : what);
      case "connections", "connection" ->
          what.isEmpty()
              ? new Request.ListConnections(EVERYTHING)
              : inRange(what, range -> new Request.ListConnections(FlowFilter.touching(range)));
      default -> wrong("list");
    };
  }

  private static Request show(List<String> words) {
    if (words.size() != 1) {
      return wrong("show");
    }
    String what = unquoted(words.getFirst());
    if (!startsLikeAddress(what)) {
      return new Request.ShowTemplate(what);
    }
    try {
      return new Request.ShowHost(IpAddress.parse(what));
    } catch (IllegalArgumentException e) {
      End end = end(what);
      return end == null
          ? new Request.Wrong("\"" + what + "\" is neither an address nor ADDRESS:PORT")
          : new Request.ShowPort(end.address, end.port);
    }
  }

  /// `delete connection ADDRESS|NET`, `delete connection ADDRESS:PORT ADDRESS:PORT`; all others are
  /// statements, even those about a template that is called so.
  private static Request delete(String line, List<String> words) {
    if (words.size() < 2
        || !(words.getFirst().equals("connection") || words.getFirst().equals("connections"))
        || words.get(1).equals("tcp")
        || words.get(1).equals("udp")) {
      return new Request.Change(line);
    }
    if (words.size() == 2 && (words.get(1).equals("all") || end(words.get(1)) == null)) {
      return words.get(1).equals("all")
          ? new Request.EndFlows(EVERYTHING)
          : inRange(words.get(1), range -> new Request.EndFlows(FlowFilter.touching(range)));
    }
    End from = end(words.get(1));
    End to = words.size() == 3 ? end(words.get(2)) : null;
    return from == null || to == null
        ? wrong("delete")
        : new Request.EndFlows(FlowFilter.between(from.address, from.port, to.address, to.port));
  }

  private static Request trace(List<String> words) {
    if (words.isEmpty() || words.size() > 2) {
      return wrong("trace");
    }
    int seconds = words.size() == 2 ? number(words.get(1)) : TRACE_SECONDS;
    if (seconds < 1 || seconds > MAX_TRACE_SECONDS) {
      return new Request.Wrong("a trace takes 1 to " + MAX_TRACE_SECONDS + " seconds");
    }
    return inRange(
        words.getFirst(), range -> new Request.Follow(range, seconds, MAX_TRACE_PACKETS));
  }

  private static Request debug(List<String> words) {
    int number = words.size() == 2 ? number(words.get(1)) : -1;
    if (number < 0) {
      return wrong("debug");
    }
    return switch (words.getFirst()) {
      case "fd" -> new Request.Descriptor(number);
      case "trace" ->
          number < 1 || number > MAX_TRACE_PACKETS
              ? new Request.Wrong("debug trace shows 1 to " + MAX_TRACE_PACKETS + " packets")
              : new Request.Follow(EVERY_V4, TRACE_SECONDS, number);
      default -> wrong("debug");
    };
  }

  /// The sentence for a command that is not written as it must be.
  private static Request wrong(String command) {
    return new Request.Wrong(
        "usage: " + HelpText.usage(command) + "   (see: help " + command + ")");
  }

  private interface OfRange {
    Request of(IpRange range);
  }

  private static Request inRange(String text, OfRange then) {
    try {
      return then.of(IpRange.parse(text));
    } catch (IllegalArgumentException e) {
      return new Request.Wrong(String.valueOf(e.getMessage()));
    }
  }

  private static boolean startsLikeAddress(String text) {
    return !text.isEmpty() && (Character.isDigit(text.charAt(0)) || text.indexOf(':') >= 0);
  }

  private static boolean isGlob(String text) {
    return text.indexOf('*') >= 0 || text.indexOf('?') >= 0 || text.indexOf('[') >= 0;
  }

  private static String unquoted(String word) {
    return word.length() >= 2 && word.startsWith("\"") && word.endsWith("\"")
        ? word.substring(1, word.length() - 1)
        : word;
  }

  private record End(IpAddress address, int port) {}

  /// `10.0.0.1:80` or `[2001:db8::1]:80`; null for anything else.
  private static @org.jspecify.annotations.Nullable End end(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 1) {
      return null;
    }
    String host = text.substring(0, colon);
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    if (!bracketed && host.indexOf(':') >= 0) {
      return null;
    }
    int port = number(text.substring(colon + 1));
    if (port < 0 || port > 65_535) {
      return null;
    }
    try {
      return new End(
          IpAddress.parse(bracketed ? host.substring(1, host.length() - 1) : host), port);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /// A plain number, -1 for anything else.
  private static int number(String text) {
    return !text.isEmpty() && text.length() <= 9 && text.chars().allMatch(c -> c >= '0' && c <= '9')
        ? Integer.parseInt(text)
        : -1;
  }
}
