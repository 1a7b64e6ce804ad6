package honeyd.it;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.testkit.net.Daemon;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The JDK's own scanner for restricted methods: of our classes only those of `honeyd.sys` may be
/// in its list.
class NativeAccessIT {
  @Test
  void onlySysUsesRestrictedMethods() throws IOException, InterruptedException {
    Process scan =
        new ProcessBuilder(
                System.getProperty("java.home") + "/bin/jnativescan",
                "--class-path",
                Daemon.root().resolve("daemon/target/honeyd.jar").toString())
            .redirectErrorStream(true)
            .start();
    String found = new String(scan.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(scan.waitFor()).as(found).isZero();
    List<String> classes =
        found.lines().map(String::strip).filter(line -> line.startsWith("honeyd.")).toList();
    assertThat(classes).as(found).isNotEmpty().allMatch(line -> line.startsWith("honeyd.sys."));
  }
}
