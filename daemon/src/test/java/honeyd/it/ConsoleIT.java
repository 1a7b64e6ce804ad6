package honeyd.it;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.testkit.net.Await;
import honeyd.testkit.net.Daemon;
import honeyd.testkit.net.NetLab;
import honeyd.testkit.net.Outcome;
import honeyd.testkit.net.Running;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// An operator at the console of a daemon that serves a network: `honeydctl`, as a user starts it.
class ConsoleIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /// What `honeyd --version` takes through the launcher on an idle machine with two cores, rounded
  /// up; what else runs stretches the goal, as in [StartUpIT].
  private static final Duration VERSION = Duration.ofMillis(400);

  private static final String CONFIG =
      """
      create host
      set host default tcp action closed
      set host default icmp action open
      add host tcp port 7 internal "echo"
      bind 10.3.1.2 host
      """;

  /// Runs honeydctl with these lines on its standard input.
  private static Outcome ctl(NetLab lab, String input, String... options) {
    return send(startCtl(lab, options), input).endInput().end(LIMIT);
  }

  private static Running startCtl(NetLab lab, String... options) {
    List<String> words = new ArrayList<>();
    words.add(Daemon.root().resolve("honeydctl").toString());
    words.addAll(List.of(options));
    words.add(lab.directory().resolve("honeyd.sock").toString());
    return lab.daemonSide().start(words.toArray(String[]::new));
  }

  private static Running send(Running to, String text) {
    try {
      OutputStream in = to.in();
      in.write(text.getBytes(StandardCharsets.UTF_8));
      in.flush();
      return to;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean answers(NetLab lab, String address) {
    return lab.attacker().run(LIMIT, "ping", "-n", "-c", "1", "-W", "2", address).exit() == 0;
  }

  /// `bind` or `delete` of so many addresses from 10.9.0.0 on.
  private static String lines(int count, String before, String after) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(before).append("10.9.").append(i >> 8).append('.').append(i & 255);
      text.append(after).append('\n');
    }
    return text.toString();
  }

  @Test
  void tenThousandHosts_comeAndGo_withinTwoSeconds_andOthersAreLeftAlone() {
    String launcher = Launcher.built();
    try (NetLab lab = NetLab.routed()) {
      serve(lab, launcher);
      Running visitor = lab.attacker().start("nc", "10.3.1.2", "7");
      send(visitor, "before\n");
      Await.until(LIMIT, "the echo", () -> visitor.out().equals("before\n"), visitor::describe);
      Duration before = versions(lab, launcher);
      long startNs = System.nanoTime();
      ctl(lab, lines(10_000, "bind ", " host")).orFail();
      long boundNs = System.nanoTime();
      assertThat(answers(lab, "10.9.0.0")).isTrue();
      assertThat(answers(lab, "10.9.39.15")).isTrue();
      assertThat(ctl(lab, "list hosts 10.9.0.0/16\nlist connections 10.3.1.2\n").orFail().out())
          .matches(
              """
              10\\.9\\.0\\.0-10\\.9\\.39\\.15 +host
              10000 addresses
              tcp 192\\.0\\.2\\.1:\\d+ > 10\\.3\\.1\\.2:7 ESTABLISHED .*
              1 connection
              """);
      long middleNs = System.nanoTime();
      ctl(lab, lines(10_000, "delete ", "")).orFail();
      long tookMs = (System.nanoTime() - middleNs + boundNs - startNs) / 1_000_000;
      Duration after = versions(lab, launcher);
      assertThat(answers(lab, "10.9.0.0")).isFalse();
      assertThat(answers(lab, "10.3.1.2")).isTrue();
      send(visitor, "after\n");
      Await.until(
          LIMIT, "the echo", () -> visitor.out().equals("before\nafter\n"), visitor::describe);
      Duration slowest = before.compareTo(after) > 0 ? before : after;
      double slowness = Math.max(1, (double) slowest.toNanos() / VERSION.toNanos());
      System.out.printf(
          "10,000 hosts bound and deleted in %d ms; --version twice at once took %d ms%n",
          tookMs, slowest.toMillis());
      assertThat(tookMs).isLessThan((long) (2_000 * slowness));
    }
  }

  /// Starts the daemon as a user does: with the start-up cache of its build.
  private static void serve(NetLab lab, String launcher) {
    Path conf = lab.write("console.conf", CONFIG);
    Running daemon =
        lab.daemonSide()
            .start(
                launcher,
                "-d",
                "-i",
                "eth0",
                "-f",
                conf.toString(),
                "--pid-file",
                lab.directory().resolve("pid").toString(),
                "--console",
                lab.directory().resolve("honeyd.sock").toString());
    Await.until(LIMIT, "it serves", () -> daemon.err().contains("listening "), daemon::describe);
  }

  /// What `--version` takes twice at once: client and daemon need both processors, too.
  private static Duration versions(NetLab lab, String launcher) {
    long startNs = System.nanoTime();
    Running one = lab.daemonSide().start(launcher, "--version").endInput();
    Running other = lab.daemonSide().start(launcher, "--version").endInput();
    one.end(LIMIT).orFail();
    other.end(LIMIT).orFail();
    return Duration.ofNanos(System.nanoTime() - startNs);
  }

  @Test
  void wrongLines_areNamed_andChangeNothing() {
    String _ = Launcher.built();
    try (NetLab lab = NetLab.routed()) {
      lab.honeyd(CONFIG);
      Outcome outcome =
          ctl(lab, "bind 10.3.1.3 host\nbind 10.3.1.4 hsot\nbnid 10.3.1.5 host\nlist hosts\n");
      assertThat(outcome.exit()).isEqualTo(1);
      assertThat(outcome.err())
          .isEqualTo(
              """
              <stdin>:2: no template "hsot"; nearest: "host"
                  bind 10.3.1.4 hsot
                                ^
              <stdin>:3: "bnid" is not a statement
                  bnid 10.3.1.5 host
                  ^
              """);
      assertThat(outcome.out()).isEqualTo("10.3.1.2/31                     host\n2 addresses\n");
      assertThat(answers(lab, "10.3.1.3")).isTrue();
      assertThat(answers(lab, "10.3.1.5")).isFalse();
    }
  }

  /// What is refused must not stay behind, or everything after it would be refused too.
  @Test
  void changeThatCannotBeServed_isRefusedAlone() {
    try (NetLab lab = NetLab.routed()) {
      Daemon daemon = lab.honeyd(CONFIG);
      String tunnel =
          "route 10.3.0.1 add net 10.9.0.0/16 tunnel " + NetLab.GATEWAY + " 198.51.100.7\n";
      Outcome refused = ctl(lab, tunnel);
      assertThat(refused.exit()).isNotZero();
      assertThat(refused.out() + refused.err()).contains("CAP_NET_RAW");
      ctl(lab, "bind 10.3.1.7 host\n").orFail();
      assertThat(answers(lab, "10.3.1.7")).isTrue();
      lab.write("honeyd.conf", CONFIG + "route entry 10.3.0.1\n" + tunnel);
      daemon.process().signal("HUP");
      Await.until(
          LIMIT,
          "the reload is refused",
          () -> daemon.process().err().contains("CAP_NET_RAW"),
          daemon.process()::describe);
      ctl(lab, "bind 10.3.1.8 host\n").orFail();
      assertThat(answers(lab, "10.3.1.8")).isTrue();
      assertThat(answers(lab, "10.3.1.7")).isTrue();
    }
  }

  @Test
  void socket_isItsOwnersAlone_andGoesAtTheEnd() throws IOException {
    try (NetLab lab = NetLab.routed()) {
      Daemon daemon = lab.honeyd(CONFIG);
      Path socket = lab.directory().resolve("honeyd.sock");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
          .isEqualTo("rw-------");
      daemon.terminate();
      assertThat(socket).doesNotExist();
    }
  }

  @Test
  void json_isReadByJq() {
    String _ = Launcher.built();
    try (NetLab lab = NetLab.routed()) {
      lab.honeyd(CONFIG);
      assertThat(answers(lab, "10.3.1.2")).isTrue();
      Outcome outcome =
          ctl(lab, "stats\nlist template\nshow 10.3.1.2\nlist hosts\nhelp\nbind x\n", "--json");
      assertThat(outcome.exit()).isEqualTo(1);
      Outcome jq =
          send(
                  lab.daemonSide()
                      .start(
                          "jq",
                          "-r",
                          """
                          "\\(.line) \\(.ok) \\(.activeHosts) \\(.hosts[0].active) \
                          \\(.hosts[0].addresses) \\(.diagnostics[0].column)\"\
                          """),
                  outcome.out())
              .endInput()
              .end(LIMIT)
              .orFail();
      assertThat(jq.out())
          .isEqualTo(
              """
              1 true 1 null null null
              2 true null null null null
              3 true null true null null
              4 true null null 10.3.1.2 null
              5 true null null null null
              6 false null null null 6
              """);
    }
  }

  @Test
  void connectionsOfAllWorkers_areShownAndEnded() {
    String _ = Launcher.built();
    try (NetLab lab = NetLab.routed()) {
      lab.honeyd(CONFIG + "bind 10.3.1.3-10.3.1.9 host\n", "--workers", "2");
      List<Running> visitors = new ArrayList<>();
      for (int i = 2; i <= 9; i++) {
        Running visitor = lab.attacker().start("nc", "10.3.1." + i, "7");
        send(visitor, "hello\n");
        Await.until(LIMIT, "the echo", () -> visitor.out().equals("hello\n"), visitor::describe);
        visitors.add(visitor);
      }
      Outcome shown = ctl(lab, "list connections\nstats\nshow 10.3.1.9\n").orFail();
      assertThat(shown.out())
          .contains(
              "8 connections\n",
              "worker-0: ",
              "worker-1: ",
              "connections: 8 TCP, 0 UDP\n",
              "  connections: 1 TCP, 0 UDP\n");
      for (int i = 2; i <= 9; i++) {
        assertThat(shown.out()).contains(" > 10.3.1." + i + ":7 ESTABLISHED ");
      }
      assertThat(ctl(lab, "delete connection 10.3.1.4/30\nlist connections\n").orFail().out())
          .startsWith("4 connections ended\n")
          .endsWith("4 connections\n");
      assertThat(ctl(lab, "delete connection 192.0.2.1\n").orFail().out())
          .isEqualTo("4 connections ended\n");
      for (Running visitor : visitors) {
        Await.until(LIMIT, "the visitor is reset", () -> !visitor.isAlive(), visitor::describe);
      }
    }
  }

  @Test
  void trace_showsAPing() {
    String _ = Launcher.built();
    try (NetLab lab = NetLab.routed()) {
      lab.honeyd(CONFIG + "bind 10.3.1.3 host\n");
      Running trace = send(startCtl(lab), "trace 10.3.1.2 60\n");
      Await.until(
          LIMIT,
          "a ping is shown",
          () ->
              answers(lab, "10.3.1.3")
                  && answers(lab, "10.3.1.2")
                  && trace.out().contains("echo-reply"),
          trace::describe);
      send(trace, "\n");
      Outcome outcome = trace.endInput().end(LIMIT).orFail();
      List<String> lines = outcome.out().lines().toList();
      assertThat(lines.getFirst())
          .matches(
              "\\d\\d:\\d\\d:\\d\\d\\.\\d{6} eth0 < icmp 192\\.0\\.2\\.1 > 10\\.3\\.1\\.2"
                  + " echo-request .*");
      assertThat(outcome.out()).doesNotContain("10.3.1.3");
      assertThat(lines.getLast()).matches("\\d+ packets");
    }
  }

  @Test
  void plainSocket_servesOtherTools() {
    try (NetLab lab = NetLab.routed()) {
      lab.honeyd(CONFIG);
      Outcome nc =
          send(
                  lab.daemonSide()
                      .start("nc", "-N", "-U", lab.directory().resolve("honeyd.sock").toString()),
                  "list template host\n")
              .endInput()
              .end(LIMIT);
      assertThat(nc.out())
          .startsWith("Honeyd ")
          .contains("template host:\n", "    tcp     7 open internal \"echo\"\n");
    }
  }

  @Test
  void terminal_hasPromptCompletionAndHistory() {
    String _ = Launcher.built();
    try (NetLab lab = NetLab.routed()) {
      lab.honeyd(CONFIG);
      Path socket = lab.directory().resolve("honeyd.sock");
      String command = Daemon.root().resolve("honeydctl") + " " + socket;
      // script(1) gives it a terminal; what is written here is typed there
      Running terminal =
          lab.daemonSide()
              .start(
                  "env",
                  "TERM=xterm",
                  "HOME=" + lab.directory(),
                  "script",
                  "-q",
                  "-e",
                  "-c",
                  command,
                  "/dev/null");
      type(terminal, "0C 0P honeydctl> ", "list tem\t");
      type(terminal, "list template ", "\r");
      type(terminal, "   1. host (undefined)", "");
      type(terminal, "honeydctl> ", "show 10.3.1\t");
      type(terminal, "show 10.3.1.2 ", "\r");
      type(terminal, "host 10.3.1.2:", "");
      // the line before the last, by the arrow keys
      type(terminal, "honeydctl> ", "\u001bOA\u001bOA");
      type(terminal, "list template", "\r");
      type(terminal, "   1. host (undefined)", "");
      type(terminal, "honeydctl> ", "quit\r");
      terminal.end(LIMIT).orFail();
      assertThat(lab.directory().resolve(".honeydctl_history"))
          .content()
          .contains("list template", "show 10.3.1.2", "quit");
    }
  }

  private int seen;

  /// Waits for some text behind what was waited for before, then types.
  private void type(Running terminal, String text, String keys) {
    Await.until(LIMIT, text, () -> terminal.out().indexOf(text, seen) >= 0, terminal::describe);
    seen = terminal.out().indexOf(text, seen) + text.length();
    send(terminal, keys);
  }
}
