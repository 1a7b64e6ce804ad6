package honeyd.it;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.testkit.net.Await;
import honeyd.testkit.net.Daemon;
import honeyd.testkit.net.NetLab;
import honeyd.testkit.net.Outcome;
import honeyd.testkit.net.Running;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Linux's own TCP in tarpits.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TarpitIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final NetLab lab = NetLab.routed();
  private Daemon daemon;

  @BeforeAll
  void start() {
    daemon =
        lab.honeyd(
            """
            create host
            set host personality "Linux 4.15 - 5.6"
            set host default tcp action closed
            add host tcp port 80 tarpit open
            add host tcp port 25 tarpit "echo 220 mail.example.net ESMTP"
            add host tcp port 19 tarpit internal "chargen"
            bind 10.3.0.0/16 host
            """);
  }

  @AfterAll
  void close() {
    lab.close();
  }

  /// `ss` shows `timer:(persist,…)` once the window is closed, and nothing that curl tried got
  /// through.
  @Test
  void upload_hangsAtAClosedWindow() {
    lab.attacker().run(LIMIT, "dd", "if=/dev/zero", "of=big", "bs=1M", "count=4").orFail();
    Running curl =
        lab.attacker().start("curl", "-s", "-S", "-m", "120", "-T", "big", "http://10.3.1.80/x");
    try {
      Await.until(
          LIMIT,
          "the persist timer",
          () -> sockets("10.3.1.80").contains("timer:(persist"),
          () -> sockets("10.3.1.80"));
      // probes were answered: the timer's back-off goes on and the connection is still there
      Await.until(
          LIMIT,
          "further probes",
          () -> sockets("10.3.1.80").matches("(?s).*timer:\\(persist,.* backoff:[4-9] .*"),
          () -> sockets("10.3.1.80"));
      assertThat(curl.isAlive()).isTrue();
      assertThat(acked(sockets("10.3.1.80"))).isBetween(60_000L, 140_000L);
      curl.signal("KILL");
      // The kernel is left with what it may not send: FIN-WAIT-1, and it goes on asking.
      Await.until(
          LIMIT,
          "a socket that cannot close",
          () -> sockets("10.3.1.80").contains("FIN-WAIT-1"),
          () -> sockets("10.3.1.80"));
    } finally {
      curl.close();
    }
    assertThat(daemon.packetLog())
        .containsPattern("tcp\\(6\\) S 192\\.0\\.2\\.1 \\d+ 10\\.3\\.1\\.80 80");
    assertThat(daemon.packetLog()).doesNotContainPattern("tcp\\(6\\) E .* 10\\.3\\.1\\.80 80");
  }

  @Test
  void shortRequest_waitsForItsAnswer() {
    Outcome nc =
        lab.attacker()
            .run(
                LIMIT,
                "sh",
                "-c",
                "printf 'GET / HTTP/1.0\\r\\n\\r\\n' | timeout 5 nc -N 10.3.1.81 80");
    assertThat(nc.exit()).isEqualTo(124);
    assertThat(nc.out()).isEmpty();
  }

  @Test
  void script_tricklesItsGreeting() {
    assertThat(trickled("10.3.2.1", 25))
        .isNotEmpty()
        .satisfies(s -> assertThat("220 mail").startsWith(s));
  }

  @Test
  void internalService_tricklesToo() {
    assertThat(trickled("10.3.2.2", 19)).isNotEmpty().hasSizeLessThan(8);
  }

  /// What comes in five seconds.
  private String trickled(String address, int port) {
    return lab.attacker().run(LIMIT, "sh", "-c", "timeout 5 nc -d " + address + " " + port).out();
  }

  private String sockets(String address) {
    return lab.attacker()
        .run(LIMIT, "ss", "-H", "-t", "-n", "-o", "-i", "-a", "dst", address)
        .out();
  }

  private static long acked(String sockets) {
    return Long.parseLong(sockets.replaceAll("(?s).*bytes_acked:(\\d+).*", "$1"));
  }
}
