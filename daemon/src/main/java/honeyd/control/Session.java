package honeyd.control;

import honeyd.base.Clock;
import honeyd.config.Diagnostic;
import java.io.IOException;
import java.nio.channels.ByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One client of the console, from the banner to its end.
///
/// All lines that wait are worked on together: those of the configuration that follow each other
/// are one change, for which the workers are asked once. Answers keep the order of the lines. One
/// thread, beside the one that reads.
final class Session implements Runnable {
  private final ByteChannel channel;
  private final Operations machine;
  private final Commands commands;
  private final Clock clock;
  private final long idleMs;
  private final Input input;
  private final Output output;
  private long number;
  private boolean quit;

  /// The line behind the one that is being answered, null when none was taken yet.
  private @Nullable String following;

  /// @param idleMs after how long without a line the session is ended
  Session(ByteChannel channel, Operations machine, Commands commands, Clock clock, long idleMs) {
    this.channel = channel;
    this.machine = machine;
    this.commands = commands;
    this.clock = clock;
    this.idleMs = idleMs;
    input = new Input(channel);
    output = new Output(channel);
  }

  @Override
  public void run() {
    Thread reader = Thread.ofVirtual().name("console-input").start(input);
    try {
      output.raw(commands.banner());
      while (!quit) {
        prompt();
        List<String> lines = input.take(idleMs);
        if (lines == null) {
          break;
        }
        if (lines.isEmpty()) {
          output.raw("\nNothing was said for " + idleMs / 60_000 + " minutes: good bye.\n");
          output.flush();
          break;
        }
        answer(lines);
      }
      output.flush();
    } catch (IOException e) {
      // The client is gone, and nobody else cares.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      input.end();
      close();
      reader.interrupt();
    }
  }

  /// Ends the session in whatever it does. Any thread.
  void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // There is nothing left to be told.
    }
  }

  private void prompt() throws IOException, InterruptedException {
    if (output.form() == Form.PLAIN && input.isEmpty()) {
      Load load = machine.load();
      output.raw(load.connections() + "C " + load.children() + "P honeydctl> ");
    }
    output.flush();
  }

  private void answer(List<String> lines) throws IOException, InterruptedException {
    List<String> changes = new ArrayList<>();
    for (int i = 0; i < lines.size() && !quit; i++) {
      String line = lines.get(i);
      Request request =
          line.equals(Input.TOO_LONG)
              ? new Request.Wrong(
                  "a line has at most " + Input.MAX_LINE_BYTES + " bytes; this one was left out")
              : RequestParser.parse(line);
      if (request instanceof Request.Change) {
        changes.add(line);
        continue;
      }
      change(changes);
      number++;
      following = i + 1 < lines.size() ? lines.get(i + 1) : null;
      answer(request, line.equals(Input.TOO_LONG) ? "" : line);
    }
    change(changes);
  }

  private void answer(Request request, String line) throws IOException, InterruptedException {
    switch (request) {
      case Request.Quit _ -> {
        quit = true;
        output.answer(new Reply(), number, line);
      }
      case Request.Speak speak -> {
        // On a line of its own, whatever the prompt left on the last one.
        output.raw(output.form() == Form.PLAIN ? "\n" : "");
        output.form(speak.form());
        number = 0;
        if (speak.form() == Form.FRAMES) {
          output.raw(".frames 1\n");
        } else {
          output.answer(new Reply(), number, line);
        }
      }
      case Request.Follow follow -> follow(follow, line);
      default -> output.answer(commands.answer(request), number, line);
    }
  }

  private void follow(Request.Follow follow, String line) throws IOException, InterruptedException {
    // Answers so far are not to wait for packets.
    output.flush();
    Tracer tracer = new Tracer(machine, clock, this::isToStop, output);
    output.answer(tracer.run(follow), number, line);
  }

  /// Whether somebody wants no more packets: by a line, or because a client of ours is gone.
  private boolean isToStop() {
    String next = following != null ? following : input.peek();
    return next != null
        ? RequestParser.stops(next)
        : output.form() != Form.PLAIN && input.hasEnded();
  }

  private void change(List<String> lines) throws IOException, InterruptedException {
    if (lines.isEmpty()) {
      return;
    }
    List<Outcome> outcomes = machine.apply(lines);
    for (int i = 0; i < lines.size(); i++) {
      number++;
      output.answer(reply(outcomes.get(i)), number, lines.get(i));
    }
    lines.clear();
  }

  private static Reply reply(Outcome outcome) {
    Reply reply = new Reply();
    List<Map<String, Object>> all = new ArrayList<>();
    for (Diagnostic d : outcome.diagnostics()) {
      String text = DiagnosticText.of(d);
      if (d.severity() == Diagnostic.Severity.ERROR) {
        reply.fail(text);
      } else {
        reply.complain("<stdin>: " + text);
      }
      all.add(DiagnosticText.fields(d));
    }
    if (!outcome.accepted() && reply.ok()) {
      reply.fail("not in force; the daemon's log says why");
    }
    return all.isEmpty() ? reply : reply.put("diagnostics", all);
  }
}
