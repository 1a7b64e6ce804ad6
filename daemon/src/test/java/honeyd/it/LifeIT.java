package honeyd.it;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.testkit.net.Await;
import honeyd.testkit.net.Daemon;
import honeyd.testkit.net.NetLab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Signals, the background, the end, and an interface that comes and goes.
class LifeIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final String TIME = "\\d{4}-\\d\\d-\\d\\d-\\d\\d:\\d\\d:\\d\\d\\.\\d{4}";

  @Test
  void terminated_writesWhatItSawAndEndsWithZero() {
    try (NetLab lab = NetLab.routed()) {
      Daemon daemon = lab.honeyd(Configurations.FEW_PORTS);
      Path pidFile = lab.directory().resolve("honeyd.pid");
      lab.attacker().run(LIMIT, "ping", "-n", "-c", "1", "-W", "5", "10.3.1.2").orFail();
      daemon.terminate();
      List<String> lines = daemon.packetLog().lines().toList();
      assertThat(lines.getFirst()).matches(TIME + " honeyd log started ------");
      assertThat(lines.get(1))
          .matches(TIME + " icmp\\(1\\) - 192\\.0\\.2\\.1 10\\.3\\.1\\.2: 8\\(0\\): 84");
      assertThat(lines.getLast()).matches(TIME + " honeyd log stopped ------");
      assertThat(pidFile).doesNotExist();
    }
  }

  @Test
  void userSignal_reopensTheLogs() throws IOException {
    try (NetLab lab = NetLab.routed()) {
      Daemon daemon = lab.honeyd(Configurations.FEW_PORTS);
      Path log = lab.directory().resolve("packets.log");
      Path old = lab.directory().resolve("packets.log.1");
      Files.move(log, old);
      daemon.process().signal("USR1");
      daemon.awaitPacketLog(TIME + " honeyd log started ------");
      assertThat(Files.readString(old)).endsWith("honeyd log stopped ------\n");
      lab.attacker().run(LIMIT, "ping", "-n", "-c", "1", "-W", "5", "10.3.1.2").orFail();
      daemon.awaitPacketLog(".* icmp\\(1\\) - .*");
    }
  }

  @Test
  void hangUp_readsTheConfigurationAgain() {
    try (NetLab lab = NetLab.routed()) {
      Daemon daemon = lab.honeyd(Configurations.FEW_PORTS);
      assertThat(connects(lab, "81")).isFalse();
      lab.write(
          "honeyd.conf",
          Configurations.FEW_PORTS.replace("bind ", "add host tcp port 81 open\nbind "));
      daemon.process().signal("HUP");
      Await.until(SOON, "port 81 is open", () -> connects(lab, "81"), daemon.process()::describe);

      // a file with errors changes nothing and ends nothing
      lab.write("honeyd.conf", "creat host\n");
      daemon.process().signal("HUP");
      Await.until(
          SOON,
          "the error is reported with its place",
          () -> daemon.process().err().contains("honeyd.conf:1:1"),
          daemon.process()::describe);
      assertThat(connects(lab, "81")).isTrue();
    }
  }

  /// Hosts that were not there at the start are heard, and their neighbours are left in peace.
  @Test
  void hangUp_bindsOtherAddresses() {
    try (NetLab lab = NetLab.routed()) {
      Daemon daemon = lab.honeyd(Configurations.FEW_PORTS);
      assertThat(pings(lab, "10.4.7.7")).isFalse();
      lab.write("honeyd.conf", Configurations.FEW_PORTS + "bind 10.4.7.7 host\n");
      daemon.process().signal("HUP");
      Await.until(
          SOON, "the new host answers", () -> pings(lab, "10.4.7.7"), daemon.process()::describe);
      lab.write("honeyd.conf", Configurations.FEW_PORTS);
      daemon.process().signal("HUP");
      Await.until(
          SOON, "it is gone again", () -> !pings(lab, "10.4.7.7"), daemon.process()::describe);
    }
  }

  @Test
  void withoutDebugging_servesFromTheBackground() {
    try (NetLab lab = NetLab.routed()) {
      Path conf = lab.write("background.conf", Configurations.FEW_PORTS);
      Path pidFile = lab.directory().resolve("background.pid");
      Daemon front =
          lab.start(List.of("-i", "eth0", "-f", conf.toString(), "--pid-file", pidFile.toString()));
      front.process().endInput().end(LIMIT).orFail();
      String pid = read(pidFile).strip();
      assertThat(ProcessHandle.of(Long.parseLong(pid))).isPresent();
      lab.attacker().run(LIMIT, "ping", "-n", "-c", "1", "-W", "5", "10.3.1.2").orFail();
      lab.daemonSide().set("kill -TERM " + pid);
      Await.until(
          LIMIT,
          "process and pid file are gone",
          () -> ProcessHandle.of(Long.parseLong(pid)).isEmpty() && !Files.exists(pidFile));
    }
  }

  @Test
  void killedDaemon_leavesNoScripts() {
    try (NetLab lab = NetLab.routed()) {
      Daemon daemon = lab.honeyd(Configurations.FEW_PORTS);
      lab.attacker().start("nc", "10.3.1.2", "7");
      lab.attacker().start("nc", "10.3.1.2", "22");
      Await.until(
          SOON,
          "both scripts run",
          () -> processes(lab).contains("cat") && processes(lab).contains("ssh.pl"),
          () -> processes(lab));
      daemon.process().signal("KILL");
      Await.until(SOON, "nothing is left", () -> processes(lab).isBlank(), () -> processes(lab));
    }
  }

  @Test
  void workerGoesBeforeTheReporter() throws IOException {
    try (NetLab lab = NetLab.routed()) {
      Daemon daemon = lab.honeyd(Configurations.FEW_PORTS);
      Map<String, Integer> nice = new HashMap<>();
      try (Stream<Path> tasks =
          Files.list(Path.of("/proc", Long.toString(daemon.process().pid()), "task"))) {
        for (Path task : tasks.toList()) {
          String stat = Files.readString(task.resolve("stat"));
          // proc(5): the name in brackets is the second field, the niceness the nineteenth.
          int end = stat.lastIndexOf(')');
          String name = stat.substring(stat.indexOf('(') + 1, end);
          nice.put(name, Integer.valueOf(stat.substring(end + 2).split(" ", -1)[16]));
        }
      }
      assertThat(nice).containsEntry("worker-0", -5).containsEntry("reporter", 5);
    }
  }

  @Test
  void interfaceThatGoesDownAndComesBack_isServedAgain() {
    try (NetLab lab = NetLab.routed()) {
      Daemon daemon = lab.honeyd(Configurations.FEW_PORTS);
      assertThat(pings(lab)).isTrue();
      lab.daemonSide().set("ip link set eth0 down");
      Await.until(
          SOON,
          "a line says that eth0 is down",
          () -> daemon.process().err().matches("(?s).*eth0[^\n]*down.*"),
          daemon.process()::describe);
      lab.daemonSide().set("ip link set eth0 up");
      Await.until(SOON, "the host answers again", () -> pings(lab), daemon.process()::describe);
    }
  }

  private static boolean pings(NetLab lab) {
    return pings(lab, "10.3.1.2");
  }

  private static boolean pings(NetLab lab, String host) {
    return lab.attacker().run(LIMIT, "ping", "-n", "-c", "1", "-W", "1", host).exit() == 0;
  }

  private static boolean connects(NetLab lab, String port) {
    return lab.attacker().run(LIMIT, "nc", "-z", "-w", "2", "10.3.1.2", port).exit() == 0;
  }

  /// The command lines of all that runs on the daemon's side.
  private static String processes(NetLab lab) {
    return lab.daemonSide()
        .shell(
            LIMIT,
            "for p in $(ip netns pids "
                + lab.daemonSide().name()
                + "); do [ $p = $$ ] || tr '\\0' ' ' < /proc/$p/cmdline; echo; done 2>/dev/null"
                + " | grep -v -e ' netns ' -e 'cmdline' -e '^tr ' -e '^ip '")
        .out();
  }

  private static String read(Path path) {
    try {
      return Files.readString(path);
    } catch (IOException e) {
      return "";
    }
  }
}
