package honeyd.control.client;

import honeyd.control.RequestParser;
import honeyd.control.client.Connection.Part;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;

/// A person at a terminal: Honeyd's prompt, a line that can be edited, history, and completion of
/// what the console says may come next.
final class TerminalClient {
  private static final String HISTORY = ".honeydctl_history";
  private static final long KEY_MS = 50;

  private final Client.Options options;

  TerminalClient(Client.Options options) {
    this.options = options;
  }

  int run() throws IOException, InterruptedException {
    // Questions of our own are asked beside, so that JSON and frames do not mix.
    try (Connection console =
            Connection.open(options.socket(), options.json(), options.timeoutMs());
        Connection beside = Connection.open(options.socket(), false, options.timeoutMs());
        Terminal terminal = terminal()) {
      LineReader reader =
          LineReaderBuilder.builder()
              .terminal(terminal)
              .appName("honeydctl")
              .parser(words())
              .completer(new Asking(beside))
              .variable(LineReader.HISTORY_FILE, history())
              .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
              .build();
      return talk(console, beside, terminal, reader);
    }
  }

  /// The terminal by way of stty(1), so that it needs no native library, and not asked what it can:
  /// some would answer into the first line.
  private static Terminal terminal() throws IOException {
    Terminal terminal =
        TerminalBuilder.builder()
            .name("honeydctl")
            .system(true)
            .provider("exec")
            .graphemeCluster(false)
            .build();
    if (terminal.getColumns() <= 0) {
      // One that does not know its size, such as a serial line's.
      terminal.setSize(Size.of(80, 24));
    }
    return terminal;
  }

  private static Path history() {
    String home = System.getenv("HOME");
    return Path.of(home == null ? System.getProperty("user.home") : home, HISTORY);
  }

  /// Words end at blanks only: quotes and backslashes are the configuration's business.
  private static DefaultParser words() {
    DefaultParser parser = new DefaultParser();
    parser.setEscapeChars(null);
    parser.setQuoteChars(new char[0]);
    return parser;
  }

  private int talk(Connection console, Connection beside, Terminal terminal, LineReader reader)
      throws IOException, InterruptedException {
    PrintWriter out = terminal.writer();
    console.banner().forEach(out::println);
    boolean refused = false;
    for (String line = read(reader, beside); line != null; line = read(reader, beside)) {
      console.send(line + "\n");
      refused = RequestParser.follows(line) ? follow(console, terminal) : answer(console, out);
      if (RequestParser.quits(line)) {
        break;
      }
    }
    // As in a shell, the last command decides.
    return refused ? Client.FAILED : Client.OK;
  }

  /// A line, or null when there will be no more.
  private static @Nullable String read(LineReader reader, Connection beside)
      throws IOException, InterruptedException {
    while (true) {
      try {
        return reader.readLine(prompt(beside));
      } catch (UserInterruptException e) {
        // Ctrl-C takes back what was typed.
      } catch (EndOfFileException e) {
        return null;
      }
    }
  }

  /// Prints the answer to a line; returns whether it was refused.
  private boolean answer(Connection console, PrintWriter out)
      throws IOException, InterruptedException {
    Part part = print(console, out);
    while (!part.isEnd()) {
      part = print(console, out);
    }
    return part.kind() == Part.Kind.FAILED;
  }

  private Part print(Connection console, PrintWriter out) throws IOException, InterruptedException {
    Part part = console.next();
    if (part == null) {
      throw new IOException("the console closed the connection");
    }
    if (!part.isEnd() || options.json()) {
      out.println(part.text());
      out.flush();
    }
    return part;
  }

  /// Prints packets until there are no more, or a key is pressed.
  private boolean follow(Connection console, Terminal terminal)
      throws IOException, InterruptedException {
    AtomicBoolean interrupted = new AtomicBoolean();
    Attributes before = terminal.enterRawMode();
    Terminal.SignalHandler handler =
        terminal.handle(Terminal.Signal.INT, _ -> interrupted.set(true));
    boolean stopped = false;
    Part part;
    try {
      do {
        while (!stopped && !console.hasMore()) {
          if (terminal.reader().read(KEY_MS) >= 0 || interrupted.get()) {
            console.send("stop\n");
            stopped = true;
          }
        }
        part = print(console, terminal.writer());
      } while (!part.isEnd());
    } finally {
      terminal.handle(Terminal.Signal.INT, handler);
      terminal.setAttributes(before);
    }
    if (stopped) {
      // The line that stopped it has an answer too.
      boolean _ = answer(console, terminal.writer());
    }
    return part.kind() == Part.Kind.FAILED;
  }

  private static String prompt(Connection beside) throws IOException, InterruptedException {
    List<String> load = ask(beside, "!load");
    return (load.isEmpty() ? "" : load.getFirst() + " ") + "honeydctl> ";
  }

  private static List<String> ask(Connection beside, String line)
      throws IOException, InterruptedException {
    beside.send(line + "\n");
    List<String> out = new ArrayList<>();
    for (Part part = beside.next(); part != null && !part.isEnd(); part = beside.next()) {
      out.add(part.text());
    }
    return out;
  }

  /// Asks the console what a line may go on with.
  private record Asking(Connection beside) implements Completer {
    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
      try {
        String begun = line.line().substring(0, line.cursor());
        for (String word : ask(beside, "!complete " + begun)) {
          candidates.add(new Candidate(word));
        }
      } catch (IOException e) {
        // Nothing is offered; the next line will say what is wrong.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
