package honeyd.daemon;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// `honeyd man`: prints the manual page, made from the same descriptions as `--help`.
@Command(
    name = "man",
    description = "Print the manual page in roff: honeyd man | man -l -",
    mixinStandardHelpOptions = true)
final class ManCommand implements Callable<Integer> {
  @Override
  @SuppressWarnings("SystemOut") // the page is the output
  public Integer call() {
    System.out.print(ManPage.of(HoneydCommand.commandLine().getCommandSpec()));
    return HoneydCommand.OK;
  }
}
