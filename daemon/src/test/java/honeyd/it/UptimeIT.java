package honeyd.it;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.testkit.net.NetLab;
import honeyd.testkit.net.Outcome;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// nmap guesses the uptime that was configured.
class UptimeIT {
  private static final Duration LIMIT = Duration.ofMinutes(3);

  /// 12.3 days.
  private static final String CONFIGURATION =
      """
      create host
      set host personality "Linux 4.15 - 5.6"
      set host uptime 1062720
      set host default tcp action closed
      add host tcp port 80 open
      bind 10.3.1.2 host
      """;

  @Test
  void configuredUptime_isNmapsGuess() {
    try (NetLab lab = NetLab.routed()) {
      lab.honeyd(CONFIGURATION);
      Outcome scan =
          lab.attacker()
              .run(LIMIT, "nmap", "-n", "-Pn", "-O", "-v", "-p", "80,81", "10.3.1.2")
              .orFail();
      // Every host's clock is off by up to 60 millionths: by up to a minute in twelve days.
      assertThat(scan.out()).containsPattern("Uptime guess: 12\\.(299|30[0-2]) days");
    }
  }
}
