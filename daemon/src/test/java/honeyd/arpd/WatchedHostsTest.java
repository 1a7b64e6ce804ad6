package honeyd.arpd;

import static honeyd.testkit.TestHost.host;
import static org.assertj.core.api.Assertions.assertThat;

import honeyd.base.DropReason;
import honeyd.base.KeyedHash;
import honeyd.net.IpAddress;
import honeyd.net.IpRange;
import honeyd.testkit.Bench;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Hosts that answer only while nobody has their address.
class WatchedHostsTest {
  private static final String WHO_HAS =
      "arp who-has %s tell 10.0.0.1 {eth 02:00:00:00:00:01 > ff:ff:ff:ff:ff:ff}";
  private static final String IS_AT =
      "arp reply %s is-at %2$s to 10.0.0.1 {target 02:00:00:00:00:01, eth %2$s > 02:00:00:00:00:01}";
  private static final String MAC = "00:11:22:33:44:0a";
  private static final String PING = "icmp 10.0.0.1 > 10.0.0.9 echo-request id 1 seq 2 (0)";

  private final WatchedAddresses watched =
      new WatchedAddresses(
          ArpArea.of(List.of(IpRange.parse("10.0.0.0/24")), List.of())
              .excluding(List.of(IpRange.parse("10.0.0.12"))));
  private final OwnerTable owners = watched.join(new KeyedHash(1, 2));
  private final Bench bench =
      Bench.builder()
          .ethernet()
          .vacancies(watched)
          .bind("10.0.0.9", host().mac(MAC))
          .bind("10.0.0.11", host())
          .bind("10.0.0.12", host().mac("00:11:22:33:44:0c"))
          .bind("10.0.1.9", host().mac("00:11:22:33:44:0d"))
          .build();

  private void know(String address, int state) {
    owners.put(IpAddress.parse(address).v4Bits(), state, 1);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {OwnerTable.UNKNOWN, OwnerTable.OWNED, OwnerTable.CLAIMED})
  void whatIsNotKnownToBeVacant_isNotAnsweredFor(int state) {
    know("10.0.0.9", state);
    bench.send(WHO_HAS.formatted("10.0.0.9"));
    bench.expectSilence();
    assertThat(bench.count(DropReason.ARP_NOT_OURS)).isEqualTo(1);
  }

  @Test
  void vacantAddress_isAnsweredWithTheHostsMac() {
    know("10.0.0.9", OwnerTable.VACANT);
    bench.send(WHO_HAS.formatted("10.0.0.9"));
    bench.expectOne(IS_AT.formatted("10.0.0.9", MAC));
  }

  @Test
  void vacantAddressOfAHostWithoutAMac_isAnsweredWithTheInterfaces() {
    know("10.0.0.11", OwnerTable.VACANT);
    bench.send(WHO_HAS.formatted("10.0.0.11"));
    bench.expectOne(IS_AT.formatted("10.0.0.11", "02:00:00:00:00:fe"));
  }

  @Test
  void vacantAddressWithoutAHost_isNotAnsweredFor() {
    know("10.0.0.77", OwnerTable.VACANT);
    bench.send(WHO_HAS.formatted("10.0.0.77"));
    bench.expectSilence();
  }

  @Test
  void excludedAddress_isNeverAnsweredFor() {
    assertThat(watched.mayAsk(IpAddress.parse("10.0.0.12").v4Bits())).isFalse();
    bench.send(WHO_HAS.formatted("10.0.0.12"));
    bench.expectSilence();
  }

  @Test
  void addressThatIsNotWatched_isAnsweredForAsEver() {
    bench.send(WHO_HAS.formatted("10.0.1.9"));
    bench.expectOne(IS_AT.formatted("10.0.1.9", "00:11:22:33:44:0d"));
  }

  @Test
  void packetsToAMachinesAddress_areLeftAlone() {
    String ping = PING + " {eth 02:00:00:00:00:01 > " + MAC + "}";
    know("10.0.0.9", OwnerTable.VACANT);
    bench.send(ping);
    assertThat(bench.takeAll()).hasSize(1);
    know("10.0.0.9", OwnerTable.OWNED);
    bench.send(ping);
    bench.expectSilence();
    assertThat(bench.count(DropReason.IPV4_NOT_OURS)).isEqualTo(1);
  }
}
