package honeyd.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.net.IpAddress;
import honeyd.net.IpRange;
import honeyd.stack.OutsideRoute;
import honeyd.testkit.net.Netns;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Routes that the kernel holds, in a namespace of its own.
@Timeout(60)
class KernelRoutesIT {
  @Test
  void routesOfTheNamespace_areRead() throws Exception {
    Netns.run(() -> {
      Netns.vethPair();
      assertThat(KernelRoutes.now())
          .containsExactly(new OutsideRoute("theirs", IpRange.parse("10.9.0.0/16"), null));
      Netns.sh(
          "ip route add default via 10.9.0.9 metric 20"
              + " && ip route add default via 10.9.0.8 metric 10"
              + " && ip route add unreachable 198.51.100.0/24");
      assertThat(KernelRoutes.now())
          .contains(
              new OutsideRoute("theirs", IpRange.parse("0.0.0.0/0"), IpAddress.parse("10.9.0.9")),
              new OutsideRoute("*", IpRange.parse("198.51.100.0/24"), null))
          .filteredOn(route -> route.network().equals(IpRange.parse("0.0.0.0/0")))
          .first()
          .extracting(OutsideRoute::gateway)
          .isEqualTo(IpAddress.parse("10.9.0.8"));
    });
  }
}
