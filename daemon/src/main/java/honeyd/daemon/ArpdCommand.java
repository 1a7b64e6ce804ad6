package honeyd.daemon;

import honeyd.arpd.ArpArea;
import honeyd.arpd.ArpWatch;
import honeyd.arpd.ArpWatch.Answers;
import honeyd.arpd.WatchedAddresses;
import honeyd.base.Clock;
import honeyd.base.Counters;
import honeyd.base.DistinctErrorLog;
import honeyd.base.KeyedHash;
import honeyd.base.SystemClock;
import honeyd.event.Event.Severity;
import honeyd.link.Interfaces;
import honeyd.link.KernelFilter;
import honeyd.net.IpAddress;
import honeyd.net.IpRange;
import honeyd.net.MacAddress;
import honeyd.stack.OutsideRoute;
import honeyd.sys.Syslog;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/// `honeyd arpd NET…`: answers ARP for addresses that nobody has, so that their packets come to
/// this machine, or to the one whose MAC is given.
@Command(
    name = "arpd",
    sortOptions = false,
    description = {
      "Answers ARP for the unused addresses of networks, with the MAC of the interface, so that",
      "their packets come here. An address is asked for before it is taken, and given up at once",
      "when a machine appears that has it. This machine's own addresses and its gateways are never",
      "answered for. SIGHUP reads both again."
    },
    mixinStandardHelpOptions = true)
@SuppressWarnings("SystemOut") // before the log is open, standard error is where people look
final class ArpdCommand implements Callable<Integer> {
  @ParentCommand HoneydCommand parent = new HoneydCommand();

  @Parameters(
      paramLabel = "net",
      arity = "1..*",
      description = "Networks: 10.0.0.3, 10.0.0.0/16 or 10.0.0.5-10.0.0.15.")
  List<IpRange> nets = new ArrayList<>();

  @Option(names = "-d", description = "Stay in the foreground and print what is done.")
  boolean debug;

  @Option(
      names = "-i",
      paramLabel = "interface",
      description = "Listen on this interface (default: the first that is up).")
  @Nullable String interfaceName;

  @Option(
      names = "--exclude",
      paramLabel = "net",
      description = "Addresses never to answer for; repeat for several.")
  List<IpRange> excluded = new ArrayList<>();

  @Option(
      names = "--mac",
      paramLabel = "mac",
      description = "Answer with this MAC instead of the interface's.")
  @Nullable String mac;

  @Option(
      names = "--pid-file",
      paramLabel = "file",
      description = "Where the process id goes (default in the background: /var/run/arpd.pid).")
  @Nullable Path pidFile;

  @Option(
      names = "-u",
      paramLabel = "uid|name",
      description = {
        "Run as this user once the interface is open (default, for root: nobody);",
        "-u 0 stays root."
      })
  @Nullable String user;

  @Option(
      names = "-g",
      paramLabel = "gid|name",
      description = "Run as this group once the interface is open (default: the user's own).")
  @Nullable String group;

  private static final Path DEFAULT_PID_FILE = Path.of("/var/run/arpd.pid");

  private final Clock clock = new SystemClock();
  private volatile Set<IpAddress> gateways = Set.of();

  @Override
  public Integer call() throws StartException, InterruptedException {
    boolean detached = parent.options.detached;
    try {
      if (!debug && !detached) {
        return Background.start();
      }
      BlockingQueue<Signals.Request> signals = new LinkedBlockingQueue<>();
      Signals.install(received -> signals.add(received.request()));
      Path path = pidFile == null && detached ? DEFAULT_PID_FILE : pidFile;
      try (PidFile pid = path == null ? PidFile.NONE : PidFile.at(path);
          Privileges privileges = Privileges.begin(user, group)) {
        serve(signals, pid, privileges, detached);
      }
      return HoneydCommand.OK;
    } catch (IOException e) {
      throw new StartException(String.valueOf(e.getMessage()));
    }
  }

  private void serve(
      BlockingQueue<Signals.Request> signals, PidFile pid, Privileges privileges, boolean detached)
      throws IOException, StartException, InterruptedException {
    String name = interfaceName == null ? Links.defaultInterface(Set.of()) : interfaceName;
    if (!Interfaces.find(name).ethernet()) {
      throw new StartException(name + " has no Ethernet, and so no ARP");
    }
    long answerMac = mac == null ? 0 : macOf(mac);
    Syslog.openlog("arpd", Syslog.LOG_PID | Syslog.LOG_CONS | Syslog.LOG_PERROR, Syslog.LOG_DAEMON);
    WatchedAddresses watched = new WatchedAddresses(ArpArea.of(List.of(), List.of()));
    SecureRandom random = new SecureRandom();
    Counters counters = new Counters();
    try (SideAgent<ArpWatch> agent =
        SideAgent.open(
            name,
            KernelFilter.ofSources(nets),
            counters,
            new SideAgent.Setting(
                clock,
                new DistinctErrorLog(),
                (role, e) -> Syslog.syslog(Syslog.LOG_ERR, "error of ours in " + role + ": " + e)),
            (link, idle) ->
                new ArpWatch(
                    link,
                    clock,
                    idle,
                    watched,
                    address -> gateways.contains(IpAddress.ofV4(address)),
                    Answers.HERE,
                    answerMac == 0 ? link.macBits() : answerMac,
                    new KeyedHash(random.nextLong(), random.nextLong()),
                    counters,
                    ArpdCommand::say))) {
      // The interface is open, and nobody has been heard on it yet.
      privileges.dropAll(new Belongings(pid, ConsoleSocket.NONE));
      look(watched, name);
      agent.start();
      pid.write();
      privileges.announce(ArpdCommand::say);
      if (detached) {
        DaemonCommand.leaveTerminal();
      }
      while (signals.take() != Signals.Request.STOP) {
        look(watched, name);
      }
      Syslog.syslog(Syslog.LOG_NOTICE, "exiting");
    }
  }

  private static void say(Severity severity, String sentence) {
    Syslog.syslog(severity.level(), sentence);
  }

  private static long macOf(String text) throws StartException {
    try {
      MacAddress mac = MacAddress.parse(text);
      if (mac.isGroup() || mac.bits() == 0) {
        throw new StartException("no machine has the MAC " + text);
      }
      return mac.bits();
    } catch (IllegalArgumentException e) {
      throw new StartException("--mac: " + e.getMessage());
    }
  }

  /// Looks after the networks without what is excluded, this machine and its gateways; and without
  /// what the network of the interface calls itself and everybody.
  private void look(WatchedAddresses watched, String name) throws IOException {
    gateways = KernelRoutes.gateways();
    List<IpRange> exceptions = new ArrayList<>(excluded);
    OwnAddresses.now().stream().filter(IpAddress::isV4).map(IpRange::of).forEach(exceptions::add);
    gateways.stream().map(IpRange::of).forEach(exceptions::add);
    for (OutsideRoute route : KernelRoutes.now()) {
      IpRange network = route.network();
      if (route.interfaceName().equals(name) && route.gateway() == null && network.size() > 2) {
        exceptions.add(IpRange.of(network.first()));
        exceptions.add(IpRange.of(network.last()));
      }
    }
    ArpArea area = ArpArea.of(nets, exceptions);
    watched.look(area);
    Syslog.syslog(Syslog.LOG_NOTICE, "answering on " + name + " for what is unused of " + area);
  }
}
