package honeyd.it;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.testkit.net.Await;
import honeyd.testkit.net.NetLab;
import honeyd.testkit.net.Running;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// From the command to the first answer, through the launcher as a user starts it.
///
/// The goals are for a machine with two cores to itself. What else runs slows `--version` by as
/// much, so the goal is stretched by how much longer that takes, just before and just after, than
/// it does on such a machine.
class StartUpIT {
  private static final Duration LIMIT = Duration.ofMinutes(10);

  /// What `--version` takes through the launcher on an idle machine with two cores, rounded up.
  private static final Duration VERSION = Duration.ofMillis(400);

  @Test
  void smallConfiguration_answersWithinOneAndAHalfSeconds() {
    assertFirstAnswer(Configurations.FEW_PORTS, Duration.ofMillis(1500));
  }

  @Test
  void sixtyFiveThousandBindLines_answerWithinThreeSeconds() {
    StringBuilder text = new StringBuilder("create host\nset host default icmp action open\n");
    for (int i = 0; i < 65_536; i++) {
      text.append("bind 10.3.").append(i >> 8).append('.').append(i & 255).append(" host\n");
    }
    assertFirstAnswer(text.toString(), Duration.ofSeconds(3));
  }

  private static void assertFirstAnswer(String configuration, Duration goal) {
    Duration before = version();
    Duration took = firstAnswer(configuration);
    Duration after = version();
    Duration slowest = before.compareTo(after) > 0 ? before : after;
    double slowness = Math.max(1, (double) slowest.toNanos() / VERSION.toNanos());
    System.out.printf(
        "first answer after %d ms, %d lines of configuration; --version took %d ms%n",
        took.toMillis(), configuration.lines().count(), slowest.toMillis());
    assertThat(took.toMillis()).isLessThan((long) (goal.toMillis() * slowness));
  }

  private static Duration version() {
    String launcher = Launcher.built();
    try (NetLab lab = NetLab.alone()) {
      long startNs = System.nanoTime();
      lab.daemonSide().run(LIMIT, launcher, "--version").orFail();
      return Duration.ofNanos(System.nanoTime() - startNs);
    }
  }

  private static Duration firstAnswer(String configuration) {
    String launcher = Launcher.built();
    try (NetLab lab = NetLab.routed()) {
      Path conf = lab.write("start.conf", configuration);
      Running ping = lab.attacker().start("ping", "-n", "-i", "0.01", "10.3.1.2");
      long startNs = System.nanoTime();
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
                  lab.directory().resolve("pid").toString());
      Await.until(LIMIT, "an answer", () -> ping.out().contains("bytes from"), daemon::describe);
      Duration took = Duration.ofNanos(System.nanoTime() - startNs);
      daemon.signal("TERM");
      daemon.end(Duration.ofSeconds(15));
      return took;
    }
  }
}
