package honeyd.daemon;

import honeyd.config.Diagnostic;
import honeyd.config.Loaded;
import honeyd.model.Honeynet;
import honeyd.net.IpRange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `honeyd replay IN OUT -f CONF`: puts a capture through the whole machine and writes the answers
/// to another.
@Command(
    name = "replay",
    sortOptions = false,
    description = {
      "Puts the packets of a capture through the whole machine, in the capture's own time,",
      "and writes the answers to another capture. Needs no privileges and no network."
    },
    mixinStandardHelpOptions = true)
final class ReplayCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "in.pcap", description = "The capture to read.")
  Path in = Path.of("");

  @Parameters(index = "1", paramLabel = "out.pcap", description = "Where the answers go.")
  Path out = Path.of("");

  @Parameters(
      index = "2..*",
      arity = "0..*",
      paramLabel = "net",
      description = "Addresses to answer for; without any, every bound one.")
  List<IpRange> nets = new ArrayList<>();

  @Option(names = "-f", paramLabel = "file", required = true, description = "The configuration.")
  Path config = Path.of("");

  @Option(names = "-l", paramLabel = "file", description = "Write the packet log to this file.")
  @Nullable Path packetLog;

  @Option(names = "-s", paramLabel = "file", description = "Write the service log to this file.")
  @Nullable Path serviceLog;

  @Option(names = "-p", paramLabel = "file", description = "nmap's fingerprints.")
  @Nullable Path fingerprints;

  @Option(names = "-m", paramLabel = "file", description = "nmap's MAC prefixes.")
  @Nullable Path macPrefixes;

  @Option(names = "-0", paramLabel = "file", description = "Fingerprints of visitors' systems.")
  @Nullable Path passiveFingerprints;

  @Option(
      names = "-R",
      paramLabel = "seed",
      description = "Random seed (default: ${DEFAULT-VALUE}): the same one gives the same answers.")
  long seed = 1;

  @Option(
      names = "--trust-checksums",
      description =
          "Do not verify TCP and UDP checksums: for captures taken where the card finishes them.")
  boolean trustChecksums;

  @Override
  @SuppressWarnings("SystemOut") // the summary is the output
  public Integer call() throws StartException, InterruptedException {
    HoneydOptions options = new HoneydOptions();
    options.config = config;
    options.packetLog = packetLog;
    options.serviceLog = serviceLog;
    options.fingerprints = fingerprints;
    options.macPrefixes = macPrefixes;
    options.passiveFingerprints = passiveFingerprints;
    options.seed = seed;
    options.nets = nets;
    Setting setting = DaemonCommand.setting(options, System.err);
    Loaded loaded = DaemonCommand.load(setting).loaded();
    for (Diagnostic d : loaded.diagnostics()) {
      System.err.println(d);
    }
    Honeynet honeynet = loaded.honeynet();
    if (honeynet == null) {
      return HoneydCommand.WRONG_INPUT;
    }
    try (Replay replay = Replay.open(this, options, setting, honeynet)) {
      System.out.print(replay.run());
    } catch (IOException | UncheckedIOException e) {
      throw new StartException(String.valueOf(e.getMessage()));
    }
    return HoneydCommand.OK;
  }
}
