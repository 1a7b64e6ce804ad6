package honeyd.it;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.testkit.net.Await;
import honeyd.testkit.net.NetLab;
import honeyd.testkit.net.Outcome;
import honeyd.testkit.net.Running;
import java.time.Duration;
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
      demo.end(Duration.ofSeconds(15));
      assertThat(run(lab, "ip", "link").out()).doesNotContain("honeyd0");
      assertThat(run(lab, "ip", "route").out()).doesNotContain("10.77.");
    }
  }

  private static Outcome run(NetLab lab, String... command) {
    return lab.daemonSide().run(LIMIT, command);
  }
}
