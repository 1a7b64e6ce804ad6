package honeyd.testkit.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/// Two namespaces of the test's own with a cable between them:
///
/// ```
///   attacker                          daemon
///   eth0 192.0.2.1/24  ────────────  eth0 192.0.2.254/24   honeyd listens here
///   route 10.0.0.0/8 via 192.0.2.254
/// ```
///
/// The cable is a veth pair with the kernel's default offloads, so unfinished checksums and
/// oversized segments reach the daemon as they do in real use. The daemon's kernel does not
/// forward: what answers for 10.x is the daemon. Further machines hang on further interfaces of the
/// daemon's: [#machine]. Needs root. Everything is ended by [#close], on failure too; what a killed
/// test run left behind is removed by the next one.
public final class NetLab implements AutoCloseable {
  /// The attacker's address on the cable.
  public static final String ATTACKER = "192.0.2.1";

  /// The daemon machine's own address on the cable.
  public static final String GATEWAY = "192.0.2.254";

  private static final String PREFIX = "hlab";
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final Path directory;
  private final Namespace attacker;
  private final Namespace daemon;
  private final List<Daemon> daemons = new ArrayList<>();
  private final List<Namespace> machines = new ArrayList<>();

  private NetLab(Path directory, Namespace attacker, Namespace daemon) {
    this.directory = directory;
    this.attacker = attacker;
    this.daemon = daemon;
  }

  /// A lab in which the attacker reaches 10.0.0.0/8 through the daemon's machine.
  public static NetLab routed() {
    NetLab lab = cabled();
    lab.attacker.set("ip route add 10.0.0.0/8 via " + GATEWAY);
    return lab;
  }

  /// A lab in which the attacker believes to be on the honeypots' own network: it has `cidr` on its
  /// interface and finds the hosts by ARP.
  public static NetLab onLink(String cidr) {
    NetLab lab = cabled();
    lab.attacker.set("ip addr add " + cidr + " dev eth0");
    return lab;
  }

  /// One namespace that has nothing but its loopback, for the demo.
  public static NetLab alone() {
    NetLab lab = empty();
    lab.daemon.set("ip link set lo up");
    return lab;
  }

  private static NetLab empty() {
    removeLeftovers();
    String name = PREFIX + ProcessHandle.current().pid() + "x" + NUMBER.incrementAndGet();
    try {
      Path directory = Files.createTempDirectory("honeyd-lab");
      // The daemon serves as a user that only sees what everybody sees.
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
      NetLab lab =
          new NetLab(
              directory,
              new Namespace(name + "a", directory),
              new Namespace(name + "d", directory));
      for (Namespace one : List.of(lab.attacker, lab.daemon)) {
        host("ip", "netns", "add", one.name()).orFail();
      }
      return lab;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static NetLab cabled() {
    NetLab lab = empty();
    lab.daemon.set("sysctl -q -w net.ipv4.ip_forward=0");
    lab.daemon.set("sysctl -q -w net.ipv6.conf.all.disable_ipv6=1");
    lab.daemon.set("ip link set lo up");
    lab.cable(lab.attacker, "eth0");
    lab.attacker.set("ip addr add " + ATTACKER + "/24 dev eth0");
    lab.daemon.set("ip addr add " + GATEWAY + "/24 dev eth0");
    return lab;
  }

  /// A cable from `eth0` of a machine to an interface of the daemon's, both ends up.
  private void cable(Namespace machine, String daemonInterface) {
    host(
            "ip",
            "link",
            "add",
            "eth0",
            "netns",
            machine.name(),
            "type",
            "veth",
            "peer",
            "name",
            daemonInterface,
            "netns",
            daemon.name())
        .orFail();
    // no kernel chatter in captures and counters
    machine.set("sysctl -q -w net.ipv6.conf.all.disable_ipv6=1");
    machine.set("ip link set lo up");
    machine.set("ip link set eth0 up");
    daemon.set("ip link set " + daemonInterface + " up");
  }

  /// A further machine, at the other end of a cable to an interface of the daemon's that exists for
  /// it alone and has no address: to the machine only the daemon is there.
  ///
  /// @param daemonInterface the new interface in the daemon's namespace, such as `eth1`
  /// @param cidr address and network of the machine's `eth0`, such as `10.2.0.50/24`
  /// @param gateway where it sends everything else
  public Namespace machine(String daemonInterface, String cidr, String gateway) {
    String name = daemon.name().replaceFirst("d$", "m" + (machines.size() + 1));
    host("ip", "netns", "add", name).orFail();
    Namespace machine = new Namespace(name, directory);
    machines.add(machine);
    cable(machine, daemonInterface);
    machine.set("ip addr add " + cidr + " dev eth0");
    machine.set("ip route add default via " + gateway);
    return machine;
  }

  /// Where the attacker's tools run.
  public Namespace attacker() {
    return attacker;
  }

  /// Where the daemon runs.
  public Namespace daemonSide() {
    return daemon;
  }

  /// A directory of the lab's own, removed with it.
  public Path directory() {
    return directory;
  }

  /// Writes a file into the lab's directory.
  public Path write(String name, String content) {
    try {
      return Files.writeString(directory.resolve(name), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Starts the daemon on `eth0` with a configuration and returns when it serves.
  public Daemon honeyd(String configuration, String... options) {
    Daemon started = startHoneyd(configuration, options);
    started.awaitReady();
    return started;
  }

  /// Starts the daemon without waiting for anything.
  public Daemon startHoneyd(String configuration, String... options) {
    Path conf = write("honeyd.conf", configuration);
    List<String> words = new ArrayList<>(List.of("-d", "-i", "eth0", "-f", conf.toString()));
    words.addAll(List.of("-l", directory.resolve("packets.log").toString()));
    words.addAll(List.of("-s", directory.resolve("services.log").toString()));
    words.addAll(List.of("--pid-file", directory.resolve("honeyd.pid").toString()));
    words.addAll(List.of("--console", directory.resolve("honeyd.sock").toString()));
    words.addAll(List.of(options));
    return start(words);
  }

  /// Starts the daemon with exactly these words, in the root of the tree, where the example scripts
  /// are.
  public Daemon start(List<String> words) {
    Daemon started = new Daemon(daemon.startIn(Daemon.root(), Daemon.command(words)), directory);
    daemons.add(started);
    return started;
  }

  /// A command outside the namespaces.
  private static Outcome host(String... command) {
    return Running.start(List.of(command), null, Map.of()).endInput().end(Duration.ofSeconds(20));
  }

  private static void removeLeftovers() {
    host("ip", "netns", "list")
        .out()
        .lines()
        .map(line -> line.replaceFirst(" .*", ""))
        .filter(NetLab::isLeftover)
        .forEach(name -> host("ip", "netns", "del", name));
  }

  private static boolean isLeftover(String name) {
    if (!name.matches(PREFIX + "\\d+x\\d+(a|d|m\\d+)")) {
      return false;
    }
    long pid = Long.parseLong(name.substring(PREFIX.length(), name.indexOf('x')));
    return ProcessHandle.of(pid).isEmpty();
  }

  @Override
  public void close() {
    daemons.forEach(Daemon::stop);
    attacker.end();
    machines.forEach(Namespace::end);
    daemon.end();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
