package honeyd.it;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.testkit.net.Await;
import honeyd.testkit.net.Daemon;
import honeyd.testkit.net.NetLab;
import honeyd.testkit.net.Outcome;
import honeyd.testkit.net.Running;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Whose rights the daemon, its threads, its scripts and its files have, as the kernel tells it.
class PrivilegesIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration SOON = Duration.ofSeconds(15);
  private static final String NOBODY = "65534";
  private static final String NONE = "0000000000000000";

  private static final String WITH_USER =
      Configurations.FEW_PORTS.replace(
          "bind ",
          "add host tcp port 99 \"sh DIR/who.sh\"\nadd host tcp port 98 \"sh DIR/deaf.sh\"\nbind ");

  @Test
  void startedAsRoot_keepsNoRightsInAnyThread() {
    try (NetLab lab = NetLab.routed()) {
      Daemon daemon = lab.honeyd(Configurations.FEW_PORTS);
      awaitSaid(
          daemon,
          "Demoting process privileges to uid 65534, gid 65534 (nobody); no capability is kept");
      assertThat(connects(lab, "443")).isTrue();
      talk(lab, "7");
      assertRights(daemon.process().pid(), NOBODY, "none");
    }
  }

  @Test
  void whatIsKept_isWhatTheDocumentationSays() {
    Map<String, String> needs =
        Map.of(
            "nothing below",
            Configurations.FEW_PORTS,
            "`set TEMPLATE uid N`",
            Configurations.FEW_PORTS + "set host uid 65533\n",
            "`route … tunnel …`",
            Configurations.FEW_PORTS
                + "route entry 10.3.0.1\nroute 10.3.0.1 link 10.3.0.0/16\n"
                + "route 10.3.0.1 add net 10.4.0.0/16 tunnel 192.0.2.254 192.0.2.1\n");
    Map<String, String> documented = documented();
    String device = "`--tun NAME` (and so `honeyd demo`)";
    assertThat(documented).containsOnlyKeys(keys(needs, device));
    needs.forEach((row, configuration) -> {
      try (NetLab lab = NetLab.routed()) {
        Daemon daemon = lab.honeyd(configuration);
        assertRights(daemon.process().pid(), NOBODY, documented.getOrDefault(row, ""));
      }
    });
  }

  private static List<String> keys(Map<String, String> needs, String further) {
    List<String> out = new ArrayList<>(needs.keySet());
    out.add(further);
    return out;
  }

  /// The rows of the table in docs/operations.md: when, and the capabilities that one thread keeps
  /// then.
  private static Map<String, String> documented() {
    Map<String, String> out = new TreeMap<>();
    Matcher rows =
        Pattern.compile("^\\| ([^|]+) \\| (none|`CAP_[^|]+) \\|", Pattern.MULTILINE)
            .matcher(read(Daemon.root().resolve("docs/operations.md")));
    while (rows.find()) {
      out.put(rows.group(1), rows.group(2).replace("`", ""));
    }
    return out;
  }

  @Test
  void scriptsWithAUserOfTheirOwn_areThatUserAndNothingElse() {
    try (NetLab lab = NetLab.routed()) {
      scripts(lab);
      Daemon daemon =
          lab.honeyd(withUser(lab) + "set host uid 65533 gid 65532\nset host maxfds 17\n");
      awaitSaid(daemon, "kept by one thread: CAP_SETUID and CAP_SETGID for the scripts' users");
      assertRights(daemon.process().pid(), NOBODY, "CAP_SETUID, CAP_SETGID");

      assertScript(talk(lab, "99"), "65533", "65532");

      // one that will not end is ended when its visitor goes, and when the daemon goes
      Running visitor = lab.attacker().start("nc", "10.3.1.2", "98");
      long deaf = deafScript(visitor);
      visitor.close();
      Await.until(SOON, "the script is gone", () -> ProcessHandle.of(deaf).isEmpty());
      long last = deafScript(lab.attacker().start("nc", "10.3.1.2", "98"));
      daemon.process().signal("KILL");
      Await.until(SOON, "the script is gone", () -> ProcessHandle.of(last).isEmpty());
    }
  }

  @Test
  void scriptsWithoutAUserOfTheirOwn_areTheDaemons() {
    try (NetLab lab = NetLab.routed()) {
      scripts(lab);
      lab.honeyd(withUser(lab));
      assertScript(talk(lab, "99"), NOBODY, NOBODY);
    }
  }

  @Test
  void afterTheDrop_everythingGoesOn() throws IOException {
    try (NetLab lab = NetLab.routed()) {
      Path key = lab.directory().resolve("key");
      Daemon daemon = lab.honeyd(Configurations.FEW_PORTS, "--key-file", key.toString());
      Path pidFile = lab.directory().resolve("honeyd.pid");
      Path log = lab.directory().resolve("packets.log");
      assertThat(facts(log)).isEqualTo("rw-r----- nobody");
      assertThat(facts(lab.directory().resolve("services.log"))).isEqualTo("rw-r----- nobody");
      assertThat(facts(pidFile)).isEqualTo("rw-r--r-- root");
      assertThat(facts(key)).isEqualTo("rw------- root");
      Path socket = lab.directory().resolve("honeyd.sock");
      assertThat(facts(socket)).isEqualTo("rw------- root");

      // the logs are begun anew in a directory where only root may make files
      Files.move(log, lab.directory().resolve("packets.log.1"));
      daemon.process().signal("USR1");
      daemon.awaitPacketLog(".* honeyd log started ------");
      assertThat(facts(log)).isEqualTo("rw-r----- nobody");
      assertThat(connects(lab, "443")).isTrue();
      daemon.awaitPacketLog(".* tcp\\(6\\) S .* 443.*");

      // the configuration is read again
      lab.write(
          "honeyd.conf",
          Configurations.FEW_PORTS.replace("bind ", "add host tcp port 81 open\nbind "));
      daemon.process().signal("HUP");
      Await.until(SOON, "port 81 is open", () -> connects(lab, "81"), daemon.process()::describe);

      // the interface goes and comes, and goes for good and is made again
      lab.daemonSide().set("ip link set eth0 down");
      awaitSaid(daemon, "eth0 is down");
      lab.daemonSide().set("ip link set eth0 up");
      Await.until(SOON, "the host answers", () -> connects(lab, "81"), daemon.process()::describe);

      daemon.terminate();
      assertThat(pidFile).doesNotExist();
      assertThat(socket).doesNotExist();
      assertThat(daemon.packetLog()).endsWith("honeyd log stopped ------\n");
    }
  }

  @Test
  void killedDaemon_leavesNoFiles() {
    try (NetLab lab = NetLab.routed()) {
      Daemon daemon = lab.honeyd(Configurations.FEW_PORTS);
      Path pidFile = lab.directory().resolve("honeyd.pid");
      Await.until(SOON, "the pid file is written", () -> !read(pidFile).isEmpty());
      daemon.process().signal("KILL");
      Path socket = lab.directory().resolve("honeyd.sock");
      Await.until(SOON, "nothing is left", () -> !Files.exists(pidFile) && !Files.exists(socket));
    }
  }

  @Test
  void whatWillNotWorkLater_isSaid() throws IOException {
    try (NetLab lab = NetLab.routed()) {
      Path conf = lab.write("secret.conf", Configurations.FEW_PORTS);
      Files.setPosixFilePermissions(conf, PosixFilePermissions.fromString("rw-------"));
      Daemon daemon = lab.start(List.of("-d", "-i", "eth0", "-f", conf.toString()));
      daemon.awaitReady();
      awaitSaid(daemon, "secret.conf, so SIGHUP will change nothing");
      daemon.process().signal("HUP");
      awaitSaid(daemon, "secret.conf\": permission denied");
      awaitSaid(daemon, "the running network is unchanged");
      assertThat(connects(lab, "443")).isTrue();
    }
  }

  @Test
  void reloadThatWantsMore_isToldSo() {
    try (NetLab lab = NetLab.routed()) {
      Daemon daemon = lab.honeyd(Configurations.FEW_PORTS);
      lab.write("honeyd.conf", Configurations.FEW_PORTS + "set host uid 65533\n");
      daemon.process().signal("HUP");
      awaitSaid(daemon, "scripts of template host run as the daemon's user: at the start");
      lab.write(
          "honeyd.conf",
          Configurations.FEW_PORTS
              + "route entry 10.3.0.1\nroute 10.3.0.1 link 10.3.0.0/16\n"
              + "route 10.3.0.1 add net 10.4.0.0/16 tunnel 192.0.2.254 192.0.2.1\n");
      daemon.process().signal("HUP");
      awaitSaid(daemon, "a tunnel needs CAP_NET_RAW, which was given up at the start");
      awaitSaid(daemon, "the running network is unchanged");
    }
  }

  @Test
  void userZero_staysRoot() {
    try (NetLab lab = NetLab.routed()) {
      Daemon daemon = lab.honeyd(Configurations.FEW_PORTS, "-u", "0");
      awaitSaid(daemon, "Running with root privileges.");
      Map<String, String> status = status(Path.of("/proc/" + daemon.process().pid() + "/status"));
      assertThat(status)
          .containsEntry("Uid", "0 0 0 0")
          .containsEntry("NoNewPrivs", "1")
          .containsEntry("Seccomp", "2");
    }
  }

  @Test
  void usersAndGroups_canBeNamed() {
    try (NetLab lab = NetLab.routed()) {
      Daemon daemon = lab.honeyd(Configurations.FEW_PORTS, "-u", "daemon", "-g", "tty");
      awaitSaid(
          daemon, "Demoting process privileges to uid 1, gid 5 (daemon); no capability is kept");
      Map<String, String> status = status(Path.of("/proc/" + daemon.process().pid() + "/status"));
      assertThat(status).containsEntry("Uid", "1 1 1 1").containsEntry("Gid", "5 5 5 5");
    }
    try (NetLab lab = NetLab.routed()) {
      Daemon daemon = lab.startHoneyd(Configurations.FEW_PORTS, "-u", "no-such-user");
      Outcome outcome = daemon.process().end(LIMIT);
      assertThat(outcome.exit()).isEqualTo(1);
      assertThat(outcome.err()).contains("-u no-such-user: there is no such user");
    }
  }

  @Test
  void demo_doesNotStayRootEither() {
    String launcher = Launcher.built();
    try (NetLab lab = NetLab.alone()) {
      Running demo = lab.daemonSide().start(launcher, "demo").endInput();
      Await.until(
          LIMIT,
          "it says what it became",
          () -> demo.out().contains("Demoting process privileges to uid 65534"),
          demo::describe);
      assertRights(
          demo.pid(), NOBODY, documented().getOrDefault("`--tun NAME` (and so `honeyd demo`)", ""));
    }
  }

  @Test
  void arpd_keepsNoRightsEither_andItsPidFileGoesWithIt() {
    try (NetLab lab = NetLab.onLink("10.88.0.1/24")) {
      Path pidFile = lab.directory().resolve("arpd.pid");
      Running arpd =
          lab.start(
                  List.of(
                      "arpd", "-d", "-i", "eth0", "--pid-file", pidFile.toString(), "10.88.0.0/24"))
              .process();
      Await.until(
          LIMIT,
          "it says what it became",
          () -> arpd.err().contains("Demoting process privileges to uid 65534, gid 65534 (nobody)"),
          arpd::describe);
      assertRights(arpd.pid(), NOBODY, "none", "warden");
      assertThat(read(pidFile).strip()).isEqualTo(Long.toString(arpd.pid()));
      // what it does goes on without them
      assertThat(lab.attacker().shell(LIMIT, "arping -I eth0 -c 4 -w 4 10.88.0.9").out())
          .containsPattern("[1-4] response");
      arpd.signal("HUP");
      Await.until(
          LIMIT,
          "it has looked at the machine's addresses again",
          () -> arpd.err().split("answering on eth0", -1).length > 2,
          arpd::describe);
      arpd.signal("TERM");
      Await.until(SOON, "the pid file is gone", () -> !Files.exists(pidFile), arpd::describe);
    }
  }

  /// Every thread has these ids and nothing else, but for one that may have capabilities; those
  /// that the daemon made can gain nothing; all are behind the filter.
  private static void assertRights(long pid, String id, String kept) {
    assertRights(pid, id, kept, "worker-0", "reporter", "warden");
  }

  private static void assertRights(long pid, String id, String kept, String... made) {
    List<Map<String, String>> threads = new ArrayList<>();
    try (Stream<Path> tasks = Files.list(Path.of("/proc/" + pid + "/task"))) {
      tasks.forEach(task -> threads.add(status(task.resolve("status"))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    assertThat(threads).extracting(t -> t.get("Name")).contains(made);
    for (Map<String, String> thread : threads) {
      String name = thread.getOrDefault("Name", "");
      String mask = name.equals("warden") ? mask(kept) : NONE;
      assertThat(thread)
          .as(name)
          .containsEntry("Uid", String.join(" ", id, id, id, id))
          .containsEntry("Gid", String.join(" ", id, id, id, id))
          .containsEntry("Groups", "")
          .containsEntry("CapInh", NONE)
          .containsEntry("CapPrm", mask)
          .containsEntry("CapEff", mask)
          .containsEntry("CapAmb", NONE)
          .containsEntry("NoNewPrivs", "1")
          .containsEntry("Seccomp", "2");
      // The JVM's own threads are older than the daemon's first instruction.
      if (name.matches("worker-.*|reporter|warden|service-.*|arpd.*")) {
        assertThat(thread).as(name).containsEntry("CapBnd", NONE);
      }
    }
  }

  /// linux/capability.h.
  private static String mask(String capabilities) {
    Map<String, Integer> numbers =
        Map.of("CAP_SETGID", 6, "CAP_SETUID", 7, "CAP_NET_RAW", 13, "CAP_NET_ADMIN", 12);
    long mask = 0;
    if (!capabilities.equals("none")) {
      for (String name : capabilities.split(", ", -1)) {
        mask |= 1L << numbers.getOrDefault(name, 63);
      }
    }
    return "%016x".formatted(mask);
  }

  private static void assertScript(String said, String uid, String gid) {
    Map<String, String> lines = fields(said);
    assertThat(lines)
        .containsEntry("Uid", String.join(" ", uid, uid, uid, uid))
        .containsEntry("Gid", String.join(" ", gid, gid, gid, gid))
        .containsEntry("Groups", "")
        .containsEntry("CapInh", NONE)
        .containsEntry("CapPrm", NONE)
        .containsEntry("CapEff", NONE)
        .containsEntry("CapBnd", NONE)
        .containsEntry("CapAmb", NONE)
        .containsEntry("NoNewPrivs", "1")
        .containsEntry("Seccomp", "2")
        .containsEntry("core", "0")
        .containsEntry("nice", "10");
    assertThat(lines.get("processes")).matches("\\d{4}");
    assertThat(lines.get("environment"))
        .isEqualTo(
            "HONEYD_DST_PORT HONEYD_HOME HONEYD_INTERFACE HONEYD_IP_DST HONEYD_IP_SRC"
                + " HONEYD_PERSONALITY HONEYD_REMOTE_OS HONEYD_SRC_PORT HONEYD_TEMPLATE_NAME"
                + " PATH PWD");
  }

  /// One script that tells what it is, and one that only SIGKILL ends; it notices that its visitor
  /// is gone when it writes. The limits come a moment after the start, so the first waits for a
  /// line.
  private static void scripts(NetLab lab) {
    lab.write(
        "who.sh",
        """
        read -r line
        grep -E '^(Uid|Gid|Groups|Cap...|NoNewPrivs|Seccomp):' /proc/self/status
        echo "core: $(ulimit -c)"
        echo "processes: $(awk '/Max processes/ { print $3 }' /proc/self/limits)"
        echo "nice: $(nice)"
        echo environment: $(env | sed 's/=.*//' | grep -v '^_$' | LC_ALL=C sort)
        """);
    lab.write(
        "deaf.sh",
        """
        trap '' TERM HUP INT PIPE
        echo "pid: $$"
        while :; do sleep 1; echo; done
        """);
  }

  private static String withUser(NetLab lab) {
    return WITH_USER.replace("DIR", lab.directory().toString());
  }

  private static long deafScript(Running visitor) {
    Await.until(
        SOON, "the script runs", () -> visitor.out().matches("pid: \\d+\\s+"), visitor::describe);
    long pid = Long.parseLong(visitor.out().strip().substring("pid: ".length()));
    assertThat(status(Path.of("/proc/" + pid + "/status")))
        .containsEntry("Uid", "65533 65533 65533 65533");
    return pid;
  }

  private static String talk(NetLab lab, String port) {
    return lab.attacker()
        .shell(LIMIT, "printf 'hello\\n' | nc -N -w 10 10.3.1.2 " + port)
        .orFail()
        .out();
  }

  private static boolean connects(NetLab lab, String port) {
    return lab.attacker().run(LIMIT, "nc", "-z", "-w", "2", "10.3.1.2", port).exit() == 0;
  }

  private static void awaitSaid(Daemon daemon, String words) {
    Await.until(
        SOON,
        "a line with " + words,
        () -> daemon.process().err().contains(words),
        daemon.process()::describe);
  }

  private static Map<String, String> status(Path file) {
    return fields(read(file));
  }

  private static Map<String, String> fields(String text) {
    Map<String, String> out = new TreeMap<>();
    for (String line : text.lines().toList()) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        out.put(
            line.substring(0, colon), line.substring(colon + 1).strip().replaceAll("\\s+", " "));
      }
    }
    return out;
  }

  private static String facts(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file))
        + " "
        + Files.getOwner(file).getName();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return "";
    }
  }
}
