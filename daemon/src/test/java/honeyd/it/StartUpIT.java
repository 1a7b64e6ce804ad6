package honeyd.it;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.testkit.net.Await;
import honeyd.testkit.net.NetLab;
import honeyd.testkit.net.Running;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// From the command to the first answer, through the launcher as a user starts it.
class StartUpIT {
  private static final Duration LIMIT = Duration.ofMinutes(10);

  @Test
  void smallConfiguration_answersWithinOneAndAHalfSeconds() {
    assertThat(firstAnswer(Configurations.FEW_PORTS)).isLessThan(Duration.ofMillis(1500));
  }

  @Test
  void sixtyFiveThousandBindLines_answerWithinThreeSeconds() {
    StringBuilder text = new StringBuilder("create host\nset host default icmp action open\n");
    for (int i = 0; i < 65_536; i++) {
      text.append("bind 10.3.").append(i >> 8).append('.').append(i & 255).append(" host\n");
    }
    assertThat(firstAnswer(text.toString())).isLessThan(Duration.ofSeconds(3));
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
      System.out.println(
          "first answer after "
              + took.toMillis()
              + " ms, "
              + configuration.lines().count()
              + " lines of configuration");
      daemon.signal("TERM");
      daemon.end(Duration.ofSeconds(15));
      return took;
    }
  }
}
