package honeyd.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// No script outlives the daemon, however it ends.
@Timeout(60)
class GuardianTest {
  @TempDir Path dir;

  /// A daemon of nothing but services: runs deaf scripts and prints their ids.
  static final class Victim {
    private Victim() {}

    public static void main(String[] args) throws IOException {
      ServiceFixture fixture = new ServiceFixture(Path.of(args[0]), 8);
      for (int i = 0; i < 3; i++) {
        WorkerSide side =
            fixture.openShell(
                """
                trap '' TERM HUP INT PIPE
                echo $$
                while :; do sleep 1000; done
                """);
        System.out.println(side.line());
      }
      System.out.println("ready");
      while (true) {
        java.util.concurrent.locks.LockSupport.park();
      }
    }
  }

  @Test
  void killedDaemon_leavesNoScriptBehind() throws Exception {
    Process daemon =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                Victim.class.getName(),
                dir.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<String> pids = new ArrayList<>();
    try (BufferedReader out = daemon.inputReader(StandardCharsets.US_ASCII)) {
      String line;
      while ((line = out.readLine()) != null && !line.equals("ready")) {
        pids.add(line);
      }
    } finally {
      daemon.destroyForcibly();
    }
    assertThat(daemon.waitFor(10, TimeUnit.SECONDS)).isTrue();

    assertThat(pids).hasSize(3);
    ServiceFixture.await(() -> pids.stream().noneMatch(ServiceFixture::exists));
  }

  @Test
  void killedGuardian_isReplacedAndKnowsWhatRuns() throws Exception {
    ProcessHandle self = ProcessHandle.current();
    List<Long> before = self.children().map(ProcessHandle::pid).toList();
    try (ServiceFixture fixture = new ServiceFixture(dir, 8)) {
      long guardian =
          self.children()
              .map(ProcessHandle::pid)
              .filter(p -> !before.contains(p))
              .findFirst()
              .orElseThrow();
      WorkerSide first = fixture.openShell("echo $$\nexec sleep 1000\n");
      String firstPid = first.line();
      ProcessHandle.of(guardian).orElseThrow().destroyForcibly();
      ServiceFixture.await(() -> isDead(guardian));
      WorkerSide second = fixture.openShell("echo $$\nexec sleep 1000\n");
      String secondPid = second.line();
      assertThat(self.children().map(ProcessHandle::pid).filter(p -> !before.contains(p)))
          .hasSize(3)
          .doesNotContain(guardian);
      assertThat(List.of(firstPid, secondPid)).allMatch(ServiceFixture::exists);
    }
  }

  /// Whether a child of ours has ended, reaped or not.
  private static boolean isDead(long pid) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(pid), "stat")).contains(") Z ");
    } catch (IOException e) {
      return true;
    }
  }
}
