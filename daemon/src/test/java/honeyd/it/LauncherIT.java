package honeyd.it;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.testkit.net.NetLab;
import honeyd.testkit.net.Outcome;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// `./honeyd` as people start it.
class LauncherIT {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  @Test
  void symbolicLinkFromAnotherDirectory_startsTheSameTree() {
    String launcher = Launcher.built();
    try (NetLab lab = NetLab.alone()) {
      lab.write("small.conf", "create host\nbind 10.0.0.1 host\n");
      Outcome checked =
          lab.daemonSide()
              .shell(LIMIT, "ln -s " + launcher + " link && ./link --verify-config -f small.conf");
      assertThat(checked.orFail().err()).doesNotContain("building");
    }
  }

  @Test
  void severalStartsAtOnce_allSucceed() {
    String launcher = Launcher.built();
    try (NetLab lab = NetLab.alone()) {
      Outcome four =
          lab.daemonSide()
              .shell(
                  LIMIT,
                  """
                  for i in 1 2 3 4; do %s --version > version.$i & done; wait
                  cat version.*
                  """
                      .formatted(launcher));
      assertThat(four.out().lines()).hasSize(4).allMatch(line -> line.startsWith("Honeyd Version"));
    }
  }

  @Test
  void machineWithoutTheJdk_isToldWhatToDo() {
    String launcher = Launcher.built();
    try (NetLab lab = NetLab.alone()) {
      Outcome start =
          lab.daemonSide()
              .run(
                  LIMIT,
                  "unshare",
                  "--mount",
                  "sh",
                  "-c",
                  "mount -t tmpfs none /usr/lib/jvm && env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin"
                      + " HONEYD_NO_INSTALL=1 "
                      + launcher
                      + " --version");
      assertThat(start.exit()).as(start.toString()).isEqualTo(1);
      assertThat(start.err()).contains("no JDK 25 found", "/usr/lib/jvm", "JAVA_HOME");
    }
  }
}
