package honeyd.stack;

import static honeyd.testkit.TestHost.host;
import static honeyd.testkit.TestServices.service;
import static org.assertj.core.api.Assertions.assertThat;

import honeyd.base.DropReason;
import honeyd.model.Ethernet;
import honeyd.personality.VendorLookup;
import honeyd.testkit.Bench;
import honeyd.testkit.script.Field;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EthernetTest {
  private static final String MAC_A = "00:11:22:33:44:0a";
  private static final String MAC_B = "00:11:22:33:44:0b";
  private static final String PING = "icmp 10.0.0.1 > 10.0.0.9 echo-request id 1 seq 2 (0)";

  private static Bench.Builder twoHosts() {
    return Bench.builder()
        .ethernet()
        .bind("10.0.0.9", host().mac(MAC_A))
        .bind("10.0.0.10", host().mac(MAC_B))
        .bind("10.0.0.11", host());
  }

  @Test
  void whoHasAHost_isAnsweredWithItsMac() {
    try (Bench bench = twoHosts().build()) {
      bench.send("arp who-has 10.0.0.9 tell 10.0.0.1 {eth 02:00:00:00:00:01 > ff:ff:ff:ff:ff:ff}");
      bench.expectOne(
          "arp reply 10.0.0.9 is-at 00:11:22:33:44:0a to 10.0.0.1"
              + " {target 02:00:00:00:00:01, eth 00:11:22:33:44:0a > 02:00:00:00:00:01}");
      assertThat(bench.events().takeLines()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // A host without a MAC, nobody, another host's MAC, ourselves, malformed senders.
        "arp who-has 10.0.0.11 tell 10.0.0.1 {eth 02:00:00:00:00:01 > ff:ff:ff:ff:ff:ff}",
        "arp who-has 10.0.0.99 tell 10.0.0.1 {eth 02:00:00:00:00:01 > ff:ff:ff:ff:ff:ff}",
        "arp who-has 10.0.0.9 tell 10.0.0.1 {eth 02:00:00:00:00:01 > 00:11:22:33:44:0b}",
        "arp who-has 10.0.0.9 tell 10.0.0.9 {eth 02:00:00:00:00:01 > ff:ff:ff:ff:ff:ff}",
        "arp who-has 10.0.0.9 tell 224.0.0.1 {eth 02:00:00:00:00:01 > ff:ff:ff:ff:ff:ff}",
        "arp who-has 10.0.0.9 tell 10.0.0.1 at 03:00:00:00:00:01"
            + " {eth 02:00:00:00:00:01 > ff:ff:ff:ff:ff:ff}",
        "arp reply 10.0.0.1 is-at 02:00:00:00:00:01 to 10.0.0.9"
            + " {eth 02:00:00:00:00:01 > 00:11:22:33:44:0a}",
      })
  void arpThatIsNotForUs_isSilence(String packet) {
    try (Bench bench = twoHosts().build()) {
      bench.send(packet);
      bench.expectSilenceFor(Duration.ofSeconds(5));
    }
  }

  @Test
  void unicastArp_isAnswered() {
    try (Bench bench = twoHosts().build()) {
      bench.send("arp who-has 10.0.0.9 tell 10.0.0.1 {eth 02:00:00:00:00:01 > 00:11:22:33:44:0a}");
      bench.expectOne("arp reply 10.0.0.9 is-at 00:11:22:33:44:0a to 10.0.0.1");
    }
  }

  @Test
  void addressProbe_isAnswered() {
    try (Bench bench = twoHosts().build()) {
      bench.send("arp who-has 10.0.0.9 tell 0.0.0.0 {eth 02:00:00:00:00:01 > ff:ff:ff:ff:ff:ff}");
      bench.expectOne("arp reply 10.0.0.9 is-at 00:11:22:33:44:0a to 0.0.0.0");
    }
  }

  @Test
  void entryRouter_isAnsweredWithTheInterfacesMacAndTakesPacketsForOthers() {
    try (Bench bench =
        Bench.builder()
            .ethernet()
            .entryRouter("10.0.0.254")
            .bind("10.1.0.0/16", host().mac(MAC_A))
            .build()) {
      bench.send(
          "arp who-has 10.0.0.254 tell 10.0.0.1 {eth 02:00:00:00:00:01 > ff:ff:ff:ff:ff:ff}");
      bench.expectOne("arp reply 10.0.0.254 is-at 02:00:00:00:00:fe to 10.0.0.1");
      bench.send("icmp 10.0.0.1 > 10.1.2.3 echo-request id 1 seq 2 (0)");
      bench.expectOne("icmp 10.1.2.3 > 10.0.0.1 echo-reply id 1 seq 2 (0)");
    }
  }

  @Test
  void packetToAHostsOwnMac_isAnsweredFromIt() {
    try (Bench bench = twoHosts().build()) {
      bench.send(PING + " {eth 02:00:00:00:00:01 > 00:11:22:33:44:0a}");
      // Straight back to the sender, without asking for it first.
      bench.expectOne(
          "icmp 10.0.0.9 > 10.0.0.1 echo-reply id 1 seq 2 (0)"
              + " {eth 00:11:22:33:44:0a > 02:00:00:00:00:01}");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"00:11:22:33:44:0b", "ff:ff:ff:ff:ff:ff", "01:00:5e:00:00:09"})
  void packetToAnotherMac_isSilence(String mac) {
    try (Bench bench = twoHosts().build()) {
      bench.send(PING + " {eth 02:00:00:00:00:01 > " + mac + "}");
      bench.expectSilence();
      assertThat(bench.count(DropReason.ETHERNET_FOREIGN)).isEqualTo(1);
      assertThat(bench.events().takeLines()).isEmpty();
    }
  }

  /// A router that sends the whole net to the daemon's machine has only that machine's MAC.
  @Test
  void routedPacketToTheInterfacesMac_reachesAHostWithAMacOfItsOwn() {
    try (Bench bench = twoHosts().build()) {
      bench.send(PING + " {eth 02:00:00:00:00:01 > 02:00:00:00:00:fe}");
      bench.expectOne(
          "icmp 10.0.0.9 > 10.0.0.1 echo-reply id 1 seq 2 (0)"
              + " {eth 00:11:22:33:44:0a > 02:00:00:00:00:01}");
    }
  }

  @Test
  void hostWithoutAMac_livesBehindTheInterface() {
    try (Bench bench = twoHosts().build()) {
      bench.send("icmp 10.0.0.1 > 10.0.0.11 echo-request id 1 seq 2 (0)");
      bench.expectOne(
          "icmp 10.0.0.11 > 10.0.0.1 echo-reply id 1 seq 2 (0)"
              + " {eth 02:00:00:00:00:fe > 02:00:00:00:00:01}");
    }
  }

  @Test
  void taggedFrame_isAnsweredInItsVlan() {
    try (Bench bench = twoHosts().build()) {
      bench.send(PING + " {vlan 5, eth 02:00:00:00:00:01 > 00:11:22:33:44:0a}");
      assertThat(
              bench.expectOne("icmp 10.0.0.9 > 10.0.0.1 echo-reply id 1 seq 2 (0)").get(Field.VLAN))
          .isEqualTo(5L);
    }
  }

  @Test
  void vendorsMac_isStableAndEachHostsOwn() {
    List<String> seen = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      try (Bench bench =
          Bench.builder()
              .ethernet()
              .bind("10.0.0.0/24", host().ethernet(new Ethernet.Vendor("dell", 0x001122)))
              .build()) {
        for (int host = 8; host <= 9; host++) {
          bench.send(
              "arp who-has 10.0.0."
                  + host
                  + " tell 10.0.0.1 {eth 02:00:00:00:00:01 > ff:ff:ff:ff:ff:ff}");
          seen.add(String.valueOf(bench.next().get(Field.SENDER_MAC)));
        }
      }
    }
    assertThat(seen).allMatch(mac -> mac.startsWith("00:11:22:"));
    assertThat(seen.subList(0, 2)).doesNotHaveDuplicates().isEqualTo(seen.subList(2, 4));
  }

  @Test
  void fittingMac_isOfAVendorThatFitsThePersonality() {
    VendorLookup vendors =
        new VendorLookup() {
          @Override
          public int find(String words) {
            return words.equals("dell") ? 0x00065b : words.equals("vmware") ? 0x000569 : -1;
          }

          @Override
          public List<String> nearest(String words, int limit) {
            return List.of();
          }
        };
    try (Bench bench =
        Bench.builder()
            .ethernet()
            .bind("10.0.0.0/24", host().ethernet(new Ethernet.Fitting(vendors)))
            .build()) {
      Set<String> seen = new TreeSet<>();
      for (int host = 8; host <= 40; host++) {
        bench.send(
            "arp who-has 10.0.0."
                + host
                + " tell 10.0.0.1 {eth 02:00:00:00:00:01 > ff:ff:ff:ff:ff:ff}");
        seen.add(String.valueOf(bench.next().get(Field.SENDER_MAC)).substring(0, 8));
      }
      assertThat(seen).containsExactly("00:05:69", "00:06:5b");
    }
  }

  @Test
  void serviceOutputLater_goesWhereTheLastPacketCameFrom() {
    try (Bench bench =
        Bench.builder().ethernet().bind("10.0.0.9", host().udp(53, service("echo"))).build()) {
      bench.send(
          "udp 10.0.0.1:1 > 10.0.0.9:53 (1) \"a\" {eth 02:00:00:00:00:07 > 02:00:00:00:00:fe}");
      bench.expectOne(
          "udp 10.0.0.9:53 > 10.0.0.1:1 (1) \"a\" {eth 02:00:00:00:00:fe > 02:00:00:00:00:07}");
      bench.declareTimers(1);
    }
  }
}
