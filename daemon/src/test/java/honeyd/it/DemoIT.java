package honeyd.it;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.testkit.net.Await;
import honeyd.testkit.net.Daemon;
import honeyd.testkit.net.NetLab;
import honeyd.testkit.net.Outcome;
import honeyd.testkit.net.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `./honeyd demo` on a machine with nothing prepared, from start to Ctrl-C.
class DemoIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @ParameterizedTest
  @ValueSource(strings = {"INT", "TERM"})
  void demo_servesItsNetworkAndCleansUp(String signal) {
    String launcher = Launcher.built();
    try (NetLab lab = NetLab.alone()) {
      Running demo = lab.daemonSide().start(launcher, "demo").endInput();
      Await.until(
          Duration.ofSeconds(30),
          "a host answers",
          () -> run(lab, "ping", "-n", "-c", "1", "-W", "1", "10.77.0.1").exit() == 0,
          demo::describe);
      assertThat(run(lab, "ip", "route").out()).contains("10.77.0.0/16 dev honeyd0");

      // the last address, and one host of some kinds
      run(lab, "ping", "-n", "-c", "1", "-W", "5", "10.77.255.254").orFail();
      assertThat(run(lab, "curl", "-s", "-m", "20", "http://10.77.3.4/").orFail().out())
          .contains("It works.");
      Outcome router = run(lab, "sh", "-c", "printf 'a\\r\\nb\\r\\n' | nc -w 5 10.77.64.9 23");
      assertThat(router.out()).contains("User Access Verification");
      Outcome scan =
          run(
              lab,
              "nmap",
              "-n",
              "-Pn",
              "-p",
              "80,135,445,3389",
              "--max-retries",
              "2",
              "10.77.32.9");
      assertThat(scan.out()).contains("3389/tcp open").contains("80/tcp   open");

      // it says what to type, and shows what came
      assertThat(demo.out()).contains("ping -c 3 10.77.", "nmap ", "curl -i http://10.77.");
      Await.until(
          Duration.ofSeconds(10),
          "the visit to the web server is shown",
          () -> demo.out().contains("10.77.3.4"),
          demo::describe);

      demo.signal(signal);
      assertThat(demo.end(Duration.ofSeconds(15)).orFail().err()).doesNotContain("Exception");
      assertThat(run(lab, "ip", "link").out()).doesNotContain("honeyd0");
      assertThat(run(lab, "ip", "route").out()).doesNotContain("10.77.");
    }
  }

  /// Every port that the demo's configuration opens is open on a host of its kind.
  @Test
  void everyKindOfHost_hasItsPorts() throws IOException {
    String launcher = Launcher.built();
    String configuration = Files.readString(Daemon.root().resolve("examples/demo.conf"));
    try (NetLab lab = NetLab.alone()) {
      Running demo = lab.daemonSide().start(launcher, "demo").endInput();
      Await.until(
          Duration.ofSeconds(30),
          "a host answers",
          () -> run(lab, "ping", "-n", "-c", "1", "-W", "1", "10.77.0.1").exit() == 0,
          demo::describe);
      for (Map.Entry<String, String> kind : firstHosts(configuration).entrySet()) {
        String ports = ports(configuration, kind.getKey());
        Outcome scan =
            run(lab, "nmap", "-n", "-Pn", "-sS", "-T4", "-oG", "-", "-p", ports, kind.getValue());
        assertThat(scan.out().split("/open/", -1))
            .as("%s %s", kind.getKey(), scan)
            .hasSize(1 + ports.split(",", -1).length);
      }
    }
  }

  /// Name of each template and the first address bound to it.
  private static Map<String, String> firstHosts(String configuration) {
    Map<String, String> hosts = new TreeMap<>();
    Matcher bind =
        Pattern.compile("^bind ([\\d.]+)\\.\\d+[/-]\\S+ (\\w+)$", Pattern.MULTILINE)
            .matcher(configuration);
    while (bind.find()) {
      hosts.put(bind.group(2), bind.group(1) + ".9");
    }
    assertThat(hosts).hasSizeGreaterThanOrEqualTo(8);
    return hosts;
  }

  private static String ports(String configuration, String template) {
    return Pattern.compile("^add " + template + " tcp port (\\S+) ", Pattern.MULTILINE)
        .matcher(configuration)
        .results()
        .map(match -> match.group(1))
        .collect(Collectors.joining(","));
  }

  private static Outcome run(NetLab lab, String... command) {
    return lab.daemonSide().run(LIMIT, command);
  }
}
