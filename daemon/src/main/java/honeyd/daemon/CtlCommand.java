package honeyd.daemon;

import honeyd.base.SystemClock;
import honeyd.control.client.Client;
import java.io.Console;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `honeydctl`, which is `honeyd ctl`: the operator's side of the console.
@Command(
    name = "ctl",
    sortOptions = false,
    description = {
      "Talks to the console of the honeyd that runs (honeydctl is the same): changes hosts and",
      "templates by the statements of the configuration, lists and shows them, ends connections,",
      "follows packets. On a terminal with completion and history; in a pipe each line is done,",
      "without waiting for the one before, and complaints name the line."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  sudo honeydctl                                    a prompt; help says what there is",
      "  echo 'bind 10.1.0.12 windows' | sudo honeydctl    one more host",
      "  sudo honeydctl --json <<<'list connections'       for programs",
      "",
      "Ends with 0, or with 1 when a line was refused or the console could not be asked.",
    },
    mixinStandardHelpOptions = true)
final class CtlCommand implements Callable<Integer> {
  @Option(
      names = "-v",
      description = "Show each line before its answer, and at the end what it took.")
  boolean verbose;

  @Option(
      names = "-t",
      paramLabel = "secs",
      description = "Give up when an answer takes longer (default: wait).")
  int timeoutSeconds;

  @Option(names = "--json", description = "Each answer is one JSON object on one line.")
  boolean json;

  @Parameters(
      paramLabel = "socket",
      arity = "0..1",
      description = "The console's socket (default: /var/run/honeyd.sock).")
  Path socket = HoneydOptions.DEFAULT_CONSOLE;

  @Override
  @SuppressWarnings("SystemOut") // they are the user's
  public Integer call() throws InterruptedException {
    Client.Options options =
        new Client.Options(
            socket, json, verbose, Math.max(0, timeoutSeconds) * 1000L, new SystemClock());
    boolean terminal =
        Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    return Client.run(options, new Client.Streams(System.in, System.out, System.err), terminal);
  }
}
