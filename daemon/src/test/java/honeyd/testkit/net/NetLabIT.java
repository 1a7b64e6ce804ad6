package honeyd.testkit.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// The lab itself, without a daemon in it.
class NetLabIT {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  @Test
  void cable_joinsTheTwoSides() {
    try (NetLab lab = NetLab.routed()) {
      lab.attacker().run(LIMIT, "ping", "-n", "-c", "1", "-W", "2", NetLab.GATEWAY).orFail();
      assertThat(lab.attacker().run(LIMIT, "ip", "route").out())
          .contains("10.0.0.0/8 via 192.0.2.254");
      // the daemon's kernel neither forwards nor answers for the honeynet
      assertThat(lab.attacker().run(LIMIT, "ping", "-n", "-c", "1", "-W", "1", "10.3.1.2").exit())
          .isEqualTo(1);
    }
  }

  @Test
  void furtherMachine_hasACableOfItsOwn() {
    try (NetLab lab = NetLab.routed()) {
      Namespace machine = lab.machine("eth1", "10.2.0.50/24", "10.2.0.1");
      lab.daemonSide().set("ip addr add 10.2.0.1/24 dev eth1");
      machine.run(LIMIT, "ping", "-n", "-c", "1", "-W", "2", "10.2.0.1").orFail();
      assertThat(machine.run(LIMIT, "ip", "route").out()).contains("default via 10.2.0.1 dev eth0");
      // the daemon's kernel does not carry packets between the two cables
      assertThat(machine.run(LIMIT, "ping", "-n", "-c", "1", "-W", "1", NetLab.ATTACKER).exit())
          .isEqualTo(1);
    }
  }

  @Test
  void closedLab_leavesNothing() {
    NetLab lab = NetLab.routed();
    Running left = lab.attacker().start("sh", "-c", "sleep 600 & exec sleep 600");
    Path directory = lab.directory();
    Path namespace = Path.of("/run/netns", lab.attacker().name());
    Namespace machine = lab.machine("eth1", "10.2.0.50/24", "10.2.0.1");
    assertThat(namespace).exists();
    lab.close();
    Await.until(LIMIT, "the process has ended", () -> !left.isAlive());
    assertThat(Files.exists(namespace)).isFalse();
    assertThat(Path.of("/run/netns", machine.name())).doesNotExist();
    assertThat(Files.exists(directory)).isFalse();
  }

  @Test
  void commandThatHangs_isKilledAndReported() {
    try (NetLab lab = NetLab.alone()) {
      assertThatThrownBy(
              () -> lab.daemonSide().run(Duration.ofMillis(300), "sh", "-c", "echo x; sleep 60"))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("still running after 300 ms")
          .hasMessageContaining("--- out\nx");
    }
  }
}
