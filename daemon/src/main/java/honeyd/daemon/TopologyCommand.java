package honeyd.daemon;

import honeyd.config.Diagnostic;
import honeyd.config.Loaded;
import honeyd.model.Honeynet;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `honeyd topology -f CONF`: draws the network that a configuration means.
@Command(
    name = "topology",
    sortOptions = false,
    description = {
      "Draws the routers of a configuration as a tree, from where packets come in: the lines",
      "between them with their properties, the links with the number of their hosts, tunnels",
      "and real machines. Needs no privileges and changes nothing."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  honeyd topology -f my.conf                           the tree as text",
      "  honeyd topology -f my.conf --dot | dot -Tsvg >my.svg a picture, by Graphviz",
      "",
      "A router stands where packets find it first; where another line leads to it too, the",
      "tree says under which router it is drawn.",
    },
    mixinStandardHelpOptions = true)
final class TopologyCommand implements Callable<Integer> {
  @Option(names = "-f", paramLabel = "file", required = true, description = "The configuration.")
  Path config = Path.of("");

  @Option(names = "--dot", description = "Print a graph for Graphviz instead of text.")
  boolean dot;

  @Option(names = "-p", paramLabel = "file", description = "nmap's fingerprints.")
  @Nullable Path fingerprints;

  @Option(names = "-m", paramLabel = "file", description = "nmap's MAC prefixes.")
  @Nullable Path macPrefixes;

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  @SuppressWarnings("SystemOut") // complaints go where those of the daemon go
  public Integer call() throws StartException {
    HoneydOptions options = new HoneydOptions();
    options.config = config;
    options.verifyConfig = true;
    options.fingerprints = fingerprints;
    options.macPrefixes = macPrefixes;
    Loaded loaded = DaemonCommand.load(DaemonCommand.setting(options, System.err)).loaded();
    for (Diagnostic d : loaded.diagnostics()) {
      System.err.println(d);
    }
    Honeynet honeynet = loaded.honeynet();
    if (honeynet == null) {
      return HoneydCommand.WRONG_INPUT;
    }
    NetworkPlan plan = new NetworkPlan(honeynet);
    PrintWriter out = spec.commandLine().getOut();
    out.print(dot ? TopologyDot.of(plan) : TopologyText.of(plan));
    out.flush();
    return HoneydCommand.OK;
  }
}
