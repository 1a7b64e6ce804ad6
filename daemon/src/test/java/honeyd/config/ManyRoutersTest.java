package honeyd.config;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.model.Honeynet;
import honeyd.model.topology.Way;
import honeyd.net.IpAddress;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A topology of 10,000 routers and 50,000 links is read in seconds, from text to ways.
///
/// Processor time, so that a busy machine does not matter.
class ManyRoutersTest {
  private static final int REGIONS = 196;
  private static final int ROUTERS_EACH = 51;
  private static final int LINKS_EACH = 5;

  /// The goal is three seconds; the factor is for a cold virtual machine on a slow one.
  private static final Duration LIMIT = Duration.ofSeconds(3 * 3);

  /// Regions behind an entry router, each 10.a.0.0/16, with routers of a /22 each behind that.
  ///
  /// @param summed whether a network behind is named as a whole, or each of its links
  private static String configuration(boolean summed) {
    StringBuilder text = new StringBuilder(8 << 20);
    text.append("create host\nroute entry 172.16.0.1\n");
    for (int region = 0; region < REGIONS; region++) {
      String regional = router(region, 0);
      String properties = " latency " + (region % 40) + ".5ms bandwidth 100Mbps\n";
      if (summed) {
        addNet(text, "172.16.0.1", "10." + region + ".0.0/16", regional, properties);
      }
      for (int i = 0; i < ROUTERS_EACH; i++) {
        String router = router(region, i);
        if (summed && i > 0) {
          addNet(text, regional, "10." + region + "." + i * 4 + ".0/22", router, " loss 0.1\n");
        }
        for (int k = 0; k < LINKS_EACH; k++) {
          String link = "10." + region + "." + (i * 4 + k / 2) + "." + (k % 2) * 128 + "/25";
          text.append("route ").append(router).append(" link ").append(link).append('\n');
          if (!summed) {
            addNet(text, "172.16.0.1", link, regional, properties);
          }
          if (!summed && i > 0) {
            addNet(text, regional, link, router, " loss 0.1\n");
          }
        }
      }
      text.append("bind 10.").append(region).append(".100.2 host\n");
    }
    return text.toString();
  }

  private static String router(int region, int i) {
    return "10." + region + "." + i * 4 + ".1";
  }

  private static void addNet(
      StringBuilder text, String router, String network, String gateway, String properties) {
    text.append("route ").append(router).append(" add net ").append(network).append(' ');
    text.append(gateway).append(properties);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void tenThousandRouters_areReadInSeconds(boolean summed) {
    String text = configuration(summed);
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadCpuTime();
    Loaded loaded = Configs.load(text);
    Duration used = Duration.ofNanos(threads.getCurrentThreadCpuTime() - before);
    assertThat(loaded.diagnostics()).isEmpty();
    Honeynet net = Objects.requireNonNull(loaded.honeynet());
    assertThat(net.topology().routers()).hasSize(1 + REGIONS * ROUTERS_EACH);
    IpAddress host = IpAddress.parse("10.77.100.2");
    Way way = Objects.requireNonNull(net.topology().inbound(host.hi(), host.lo()));
    assertThat(way).hasToString("172.16.0.1 > 10.77.0.1 > 10.77.100.1 > HOST");
    assertThat(used).isLessThan(LIMIT);
  }
}
