package honeyd.stack.icmp;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.config.ConfigLoader;
import honeyd.config.HostLookup;
import honeyd.config.Loaded;
import honeyd.personality.NmapOsDb;
import honeyd.personality.VendorLookup;
import honeyd.testkit.Bench;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How often routers complain, each as its system does.
class RouterErrorsTest {
  private record NoVendors() implements VendorLookup {
    @Override
    public int find(String words) {
      return -1;
    }

    @Override
    public List<String> nearest(String words, int limit) {
      return List.of();
    }
  }

  private static Bench routerOf(String personality) throws IOException {
    Loaded loaded =
        new ConfigLoader(NmapOsDb.load(NmapOsDb.DEFAULT_FILE), new NoVendors(), HostLookup.none())
            .load(
                "bench.conf",
                """
                create router
                set router personality "%s"
                route entry 10.0.0.1
                route 10.0.0.1 link 10.0.0.0/24
                route 10.0.0.1 unreach 10.9.0.0/16
                route 10.0.0.1 add net 10.1.0.0/16 10.1.0.1 latency 0 jitter 0 mtu 600
                route 10.1.0.1 link 10.1.0.0/16
                bind 10.0.0.1 router
                bind 10.0.0.9 router
                bind 10.1.0.1 router
                bind 10.1.0.9 router
                """
                    .formatted(personality),
                ConfigLoader.OnError.REFUSE);
    return Bench.builder().honeynet(Objects.requireNonNull(loaded.honeynet())).build();
  }

  /// Answers to 50 packets, ten milliseconds apart.
  private static int answersTo(Bench bench, String packet) {
    int seen = 0;
    for (int i = 0; i < 50; i++) {
      bench.send(packet);
      while (bench.hasSent()) {
        bench.next();
        seen++;
      }
      bench.advance(Duration.ofMillis(10));
    }
    return seen;
  }

  @ParameterizedTest
  @CsvSource({
    "Linux 5.0 - 5.4,                  6",
    "Microsoft Windows XP SP2,         50",
    "FreeBSD 12.0-RELEASE,             50",
    "Cisco 7206VXR router (IOS 12.4),  50"
  })
  void endOfTtl_isReportedAsOftenAsTheSystemDoes(String personality, int answers)
      throws IOException {
    try (Bench bench = routerOf(personality)) {
      assertThat(
              answersTo(
                  bench, "icmp 192.0.2.7 > 10.0.0.9 echo-request id 1 seq 2 (4) \"ping\" {ttl 1}"))
          .isEqualTo(answers);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Linux 5.0 - 5.4,                  6",
    "FreeBSD 12.0-RELEASE,             50",
    "Cisco 7206VXR router (IOS 12.4),  1"
  })
  void unreachableNetwork_isReportedAsOftenAsTheSystemDoes(String personality, int answers)
      throws IOException {
    try (Bench bench = routerOf(personality)) {
      assertThat(answersTo(bench, "icmp 192.0.2.7 > 10.9.0.9 echo-request id 1 seq 2 (4) \"ping\""))
          .isEqualTo(answers);
    }
  }

  /// Linux, net/ipv4/icmp.c, icmpv4_mask_allow: "Don't limit PMTU discovery."
  @Test
  void needToFragment_isAlwaysReported() throws IOException {
    try (Bench bench = routerOf("Linux 5.0 - 5.4")) {
      assertThat(answersTo(bench, "icmp 192.0.2.7 > 10.1.0.9 echo-request id 1 seq 2 (1000) {df}"))
          .isEqualTo(50);
    }
  }
}
