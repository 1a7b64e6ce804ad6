package honeyd.daemon;

import honeyd.net.IpRange;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The options of the daemon, as Honeyd named them, and ours beyond.
///
/// Filled by picocli; read only afterwards. What is not in force yet says so through [#notInForce].
final class HoneydOptions {
  /// Where a configuration is looked for when none is named.
  static final Path DEFAULT_CONFIG = Path.of("/etc/honeypot/honeyd.conf");

  static final Path DEFAULT_OS_DB = Path.of("/usr/share/nmap/nmap-os-db");
  static final Path DEFAULT_MAC_PREFIXES = Path.of("/usr/share/nmap/nmap-mac-prefixes");
  static final Path DEFAULT_PID_FILE = Path.of("/var/run/honeyd.pid");
  static final Path DEFAULT_CONSOLE = Path.of("/var/run/honeyd.sock");

  @Parameters(
      paramLabel = "net",
      arity = "0..*",
      description = {
        "Addresses to claim: 10.0.0.3, 10.0.0.0/16 or 10.0.0.5-10.0.0.15.",
        "Without any, every bound address; with a default template, every address seen."
      })
  List<IpRange> nets = new ArrayList<>();

  @Option(
      names = "-d",
      description = "Stay in the foreground and print debugging messages; repeat for more.")
  boolean[] debug = {};

  @Option(
      names = "--foreground",
      description = "Stay in the foreground without debugging, for service managers.")
  boolean foreground;

  @Option(
      names = "-f",
      paramLabel = "file",
      description = "Configuration (default: /etc/honeypot/honeyd.conf). Re-read on SIGHUP.")
  @Nullable Path config;

  @Option(
      names = "-i",
      paramLabel = "interface",
      description = "Listen on this interface; repeat for several.")
  List<String> interfaces = new ArrayList<>();

  @Option(
      names = "-l",
      paramLabel = "file",
      description = "Write the packet log to this file; -l alone means honeyd.log here.")
  @Nullable Path packetLog;

  @Option(
      names = "-s",
      paramLabel = "file",
      description = "Write what services say on standard error to this file.")
  @Nullable Path serviceLog;

  @Option(
      names = "-p",
      paramLabel = "file",
      description = "nmap's fingerprints (default: /usr/share/nmap/nmap-os-db).")
  @Nullable Path fingerprints;

  @Option(
      names = "-m",
      paramLabel = "file",
      description = "nmap's MAC prefixes (default: /usr/share/nmap/nmap-mac-prefixes).")
  @Nullable Path macPrefixes;

  @Option(names = "-x", paramLabel = "file", description = "Xprobe fingerprints.")
  @Nullable Path xprobe;

  @Option(names = "-a", paramLabel = "file", description = "Associations of nmap and Xprobe names.")
  @Nullable Path associations;

  @Option(
      names = "-0",
      paramLabel = "file",
      description =
          "Fingerprints by which visitors' systems are known: p0f's or a pf.os (default:"
              + " /etc/p0f/p0f.fp).")
  @Nullable Path passiveFingerprints;

  @Option(
      names = "-t",
      paramLabel = "file",
      description = "List leased addresses here, a row `ip, mac, iface` each; empty at the end.")
  @Nullable Path leases;

  @Option(
      names = "-u",
      paramLabel = "uid|name",
      description = {
        "Run as this user once all is open (default, for root: nobody);",
        "-u 0 stays root."
      })
  @Nullable String user;

  @Option(
      names = "-g",
      paramLabel = "gid|name",
      description = "Run as this group once all is open (default: the user's own).")
  @Nullable String group;

  @Option(
      names = "-c",
      paramLabel = "host:port:name:pass",
      description = "Send statistics to a honeydstats collector.")
  @Nullable String collector;

  @Option(names = "-P", description = "Polling mode; accepted, never needed here.")
  boolean polling;

  @Option(
      names = "-R",
      paramLabel = "seed",
      description = "Fixed random seed: the same network and the same answers every time.")
  @Nullable Long seed;

  @Option(names = "-T", hidden = true, description = "Built-in tests of the original.")
  boolean selfTest;

  @Option(
      names = "--verify-config",
      description = "Check the configuration and exit; needs no privileges.")
  boolean verifyConfig;

  @Option(
      names = "--ignore-parse-errors",
      description = "Start in spite of errors, leaving out the statements that have them.")
  boolean ignoreParseErrors;

  @Option(
      names = "--arpd",
      description = {
        "Answer ARP only for addresses that nobody has: real machines are asked for first,",
        "and an address is left alone at once when one appears."
      })
  boolean arpd;

  @Option(
      names = "--exclude",
      paramLabel = "net",
      description = "With --arpd: addresses never to answer for; repeat for several.")
  List<IpRange> excluded = new ArrayList<>();

  @Option(
      names = "--pid-file",
      paramLabel = "file",
      description = "Where the process id goes (default: /var/run/honeyd.pid in the background).")
  @Nullable Path pidFile;

  @Option(
      names = "--console",
      paramLabel = "socket",
      description = "Where honeydctl finds the console (default: /var/run/honeyd.sock).")
  @Nullable Path console;

  @Option(names = "--no-console", description = "No console.")
  boolean noConsole;

  @Option(
      names = "--key-file",
      paramLabel = "file",
      description =
          "Secret from which the hosts' differences are drawn, made when missing"
              + " (default: /var/lib/honeyd/key).")
  @Nullable Path keyFile;

  @Option(
      names = "--max-children",
      paramLabel = "n",
      description = "Scripts that may run at once (default: ${DEFAULT-VALUE}).")
  int maxChildren = 256;

  @Option(
      names = "--max-connections",
      paramLabel = "n",
      description = "TCP connections held at once (default: ${DEFAULT-VALUE}).")
  int maxConnections = 32_000;

  @Option(
      names = "--workers",
      paramLabel = "n|auto",
      converter = WorkerCount.Converter.class,
      description = {
        "Threads that divide the hosts among them (default: auto,",
        "which is half the processors, at least one and at most eight)."
      })
  WorkerCount workers = WorkerCount.AUTO;

  @Option(
      names = "--tun",
      paramLabel = "name",
      description = "Create this TUN device and route the claimed networks of this machine to it.")
  @Nullable String tun;

  @Option(
      names = "--capture",
      paramLabel = "file",
      description = "Write every frame in and out to this pcap file.")
  @Nullable Path capture;

  @Option(names = "--trace", description = "Print every packet in and out on standard error.")
  boolean trace;

  @Option(names = "--webserver-address", paramLabel = "ip", description = "Web server's address.")
  @Nullable String webserverAddress;

  @Option(names = "--webserver-port", paramLabel = "n", description = "Web server's port.")
  @Nullable Integer webserverPort;

  @Option(names = "--webserver-root", paramLabel = "dir", description = "Web server's pages.")
  @Nullable Path webserverRoot;

  @Option(names = "--rrdtool-path", paramLabel = "file", description = "The rrdtool program.")
  @Nullable Path rrdtool;

  @Option(names = "--disable-webserver", description = "No web server.")
  boolean disableWebserver;

  @Option(names = "--disable-update", description = "No look for new versions; there is none.")
  boolean disableUpdate;

  @Option(names = "--fix-webserver-permissions", description = "Mend the web files' owners.")
  boolean fixWebserverPermissions;

  /// Set by the daemon itself for the process it leaves in the background.
  @Option(names = "--detached", hidden = true)
  boolean detached;

  boolean isDebug() {
    return debug.length > 0;
  }

  boolean staysInFront() {
    return isDebug() || foreground || detached;
  }

  Path configOrDefault() {
    return config != null ? config : DEFAULT_CONFIG;
  }

  /// One sentence for each option given whose engine comes later.
  List<String> notInForce() {
    List<String> out = new ArrayList<>();
    later(out, xprobe != null, "-x");
    later(out, associations != null, "-a");
    later(out, collector != null, "-c");
    later(out, webserverAddress != null, "--webserver-address");
    later(out, webserverPort != null, "--webserver-port");
    later(out, webserverRoot != null, "--webserver-root");
    later(out, rrdtool != null, "--rrdtool-path");
    later(out, fixWebserverPermissions, "--fix-webserver-permissions");
    later(out, selfTest, "-T");
    return out;
  }

  private static void later(List<String> out, boolean given, String option) {
    if (given) {
      out.add("option " + option + " is accepted but not in force yet");
    }
  }
}
