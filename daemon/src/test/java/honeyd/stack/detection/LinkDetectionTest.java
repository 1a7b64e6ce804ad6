package honeyd.stack.detection;

import static honeyd.testkit.TestHost.host;
import static org.assertj.core.api.Assertions.assertThat;

import honeyd.model.Ethernet;
import honeyd.net.MacAddress;
import honeyd.testkit.Bench;
import honeyd.testkit.script.Field;
import honeyd.testkit.script.PacketSpec;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// D70 to D73 and D77: hosts on the client's own Ethernet.
class LinkDetectionTest {
  private static final int VENDOR = 0x00163e;

  private static Bench network() {
    Bench bench =
        Bench.builder()
            .bind("10.0.0.0/24", host().ethernet(new Ethernet.Vendor("Xensource", VENDOR)))
            .ethernet()
            .build();
    bench.declareTimers(Integer.MAX_VALUE);
    return bench;
  }

  private static long macOf(Bench bench, int last) {
    bench.send(
        "arp who-has 10.0.0."
            + last
            + " tell 10.0.0.200 at 02:00:00:00:00:01 {eth 02:00:00:00:00:01 > ff:ff:ff:ff:ff:ff}");
    PacketSpec reply = bench.next();
    return reply.get(Field.SENDER_MAC) instanceof MacAddress mac ? mac.bits() : 0;
  }

  @Test
  void d70_d71_d77_macs_areEachHostsOwnAndTheVendors() {
    try (Bench bench = network()) {
      Set<Long> seen = new HashSet<>();
      for (int i = 1; i <= 100; i++) {
        long mac = macOf(bench, i);
        seen.add(mac);
        assertThat(mac >>> 24).isEqualTo(VENDOR);
        // Neither a group's nor locally chosen.
        assertThat(mac >>> 40 & 3).isZero();
      }
      assertThat(seen).hasSize(100);
    }
  }

  @Test
  void d72_frameForAnothersMac_isNobodys() {
    try (Bench bench = network()) {
      String other = new MacAddress(macOf(bench, 2)).toString();
      bench.send(
          "icmp 10.0.0.200 > 10.0.0.3 echo-request id 1 seq 1 (4) {eth 02:00:00:00:00:01 > "
              + other
              + "}");
      bench.expectSilence();
    }
  }

  @Test
  void d73_whoAskedForTheMac_isNotAskedBack() {
    try (Bench bench = network()) {
      String mac = new MacAddress(macOf(bench, 2)).toString();
      bench.send(
          "icmp 10.0.0.200 > 10.0.0.2 echo-request id 1 seq 1 (4) {eth 02:00:00:00:00:01 > "
              + mac
              + "}");
      bench.expect("icmp 10.0.0.2 > 10.0.0.200 echo-reply");
    }
  }
}
