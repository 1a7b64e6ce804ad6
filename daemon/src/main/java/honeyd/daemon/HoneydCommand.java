package honeyd.daemon;

import honeyd.net.IpRange;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `honeyd [OPTIONS] [net ...]`: the daemon itself, and the root of its sub-commands.
@Command(
    name = "honeyd",
    sortOptions = false,
    subcommands = {
      DemoCommand.class,
      ReplayCommand.class,
      TopologyCommand.class,
      CtlCommand.class,
      ArpdCommand.class,
      ManCommand.class
    },
    header = "Puts thousands of virtual hosts on a network from one machine.",
    synopsisHeading = "%nUsage: ",
    descriptionHeading = "%n",
    description = {
      "Answers for addresses that nobody owns as the hosts of a configuration file would,"
          + " runs their services, and logs who came."
    },
    parameterListHeading = "%nNetworks:%n",
    optionListHeading = "%nOptions:%n",
    commandListHeading = "%nCommands:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  sudo honeyd demo                       a ready-made network on this machine",
      "  honeyd --verify-config -f my.conf      say what is wrong with a configuration",
      "  sudo honeyd -d -i eth0 -f my.conf 10.1.0.0/16",
      "                                         serve it on eth0, in the foreground",
      "  sudo honeyd -i eth0 -l packets.log -s services.log -f my.conf",
      "                                         in the background, with logs",
      "  honeyd replay scan.pcap answers.pcap -f my.conf",
      "                                         what would have been answered",
      "  honeyd topology -f my.conf             draw the routers of a configuration",
      "",
      "The configuration language is described in docs/config.md, running it for real in",
      "docs/operations.md.",
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:it ended as asked",
      "1:it could not start or go on; the reason is on standard error",
      "2:the command line or the configuration is wrong; nothing was started",
    })
final class HoneydCommand implements Callable<Integer> {
  static final int OK = 0;
  static final int FAILED = 1;
  static final int WRONG_INPUT = 2;

  @Mixin HoneydOptions options = new HoneydOptions();

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Print the version and exit.")
  boolean version;

  @Option(
      names = {"-h", "-?", "--help"},
      usageHelp = true,
      description = "Print this and exit.")
  boolean help;

  @Spec CommandSpec spec = CommandSpec.create();

  /// Runs a command line; returns the exit code.
  static int execute(String[] args) {
    return commandLine().execute(Arguments.regular(args));
  }

  static CommandLine commandLine() {
    CommandLine cmd = new CommandLine(new HoneydCommand());
    cmd.registerConverter(IpRange.class, new IpRangeConverter());
    cmd.getCommandSpec().versionProvider(() -> new String[] {"Honeyd Version " + version()});
    cmd.setUsageHelpWidth(90);
    cmd.setParameterExceptionHandler((e, a) -> {
      e.getCommandLine().getErr().println("honeyd: " + e.getMessage());
      e.getCommandLine().getErr().println("Try: honeyd --help");
      return WRONG_INPUT;
    });
    cmd.setExecutionExceptionHandler((e, c, r) -> {
      if (e instanceof StartException) {
        c.getErr().println("honeyd: " + e.getMessage());
        return FAILED;
      }
      throw e;
    });
    return cmd;
  }

  /// The version of the jar, or `development` when run from classes.
  static String version() {
    String version = HoneydCommand.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  @Override
  public Integer call() throws Exception {
    return new DaemonCommand(options).call();
  }
}
