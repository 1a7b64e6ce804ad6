package honeyd.dhcp;

import static honeyd.dhcp.LeaseBench.ADDRESS;
import static honeyd.dhcp.LeaseBench.MAC;
import static honeyd.dhcp.LeaseBench.SERVER;
import static honeyd.dhcp.LeaseBench.SERVER_MAC;
import static honeyd.testkit.TestHost.host;
import static org.assertj.core.api.Assertions.assertThat;

import honeyd.base.Counter;
import honeyd.base.DropReason;
import honeyd.dhcp.LeaseBench.Arp;
import honeyd.dhcp.LeaseBench.Sent;
import honeyd.dhcp.LeaseBench.Traffic;
import honeyd.model.Behaviour;
import honeyd.wire.ArpView;
import honeyd.wire.DhcpMessageType;
import honeyd.wire.DhcpOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A host's lease from the first DISCOVER to the RELEASE (RFC 2131 §4.4), by state and event.
class DhcpClientTest {
  private static final long BROADCAST = 0xffff_ffff_ffffL;
  private static final long OTHER_MAC = 0x02_00_00_00_00_99L;

  private final LeaseBench bench = new LeaseBench();

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void discover_isBroadcastFromNobody() {
    bench.serve(LeaseBench.host());
    bench.pass(1);
    Sent sent = bench.message();
    assertThat(sent.type()).isEqualTo(DhcpMessageType.DISCOVER);
    assertThat(sent.toMac()).isEqualTo(BROADCAST);
    assertThat(sent.fromBits()).isZero();
    assertThat(sent.toBits()).isEqualTo(-1);
    assertThat(sent.clientBits()).isZero();
    assertThat(sent.options()).doesNotContainKey(DhcpOption.REQUESTED_ADDRESS);
  }

  @Test
  void discover_isRepeatedAfterDoublingDelays() {
    bench.serve(LeaseBench.host());
    List<Double> at = new ArrayList<>();
    int xid = 0;
    for (int i = 0; i < 4_000; i++) {
      bench.pass(0.1);
      for (Sent sent : bench.traffic().messages()) {
        xid = xid == 0 ? sent.xid() : xid;
        assertThat(sent.xid()).isEqualTo(xid);
        at.add(i / 10.0);
      }
    }
    double[] delays = {4, 8, 16, 32, 64, 64, 64, 64};
    for (int i = 0; i < delays.length; i++) {
      assertThat(at.get(i + 1) - at.get(i)).isBetween(delays[i] - 1.1, delays[i] + 1.1);
    }
  }

  @Test
  void offer_isRequestedByBroadcast() {
    bench.serve(LeaseBench.host());
    bench.pass(1);
    Sent discover = bench.message();
    bench.hear(bench.answer(discover, DhcpMessageType.OFFER, ADDRESS));
    Sent request = bench.message();
    assertThat(request.type()).isEqualTo(DhcpMessageType.REQUEST);
    assertThat(request.xid()).isEqualTo(discover.xid());
    assertThat(request.toMac()).isEqualTo(BROADCAST);
    assertThat(request.clientBits()).isZero();
    assertThat(request.u32(DhcpOption.REQUESTED_ADDRESS)).isEqualTo(ADDRESS);
    assertThat(request.u32(DhcpOption.SERVER_ID)).isEqualTo(SERVER);
  }

  @Test
  void offerOfAnotherExchange_isDropped() {
    bench.serve(LeaseBench.host());
    bench.pass(1);
    byte[] offer = bench.answer(bench.message(), DhcpMessageType.OFFER, ADDRESS);
    offer[42 + 4] ^= 1;
    // no checksum, as it would be wrong now
    offer[40] = 0;
    offer[41] = 0;
    bench.hear(offer);
    assertThat(bench.traffic().messages()).isEmpty();
    assertThat(bench.counters.get(DropReason.DHCP_NOT_OURS)).isEqualTo(1);
  }

  @Test
  void offerOfAnImpossibleAddress_isDropped() {
    bench.serve(LeaseBench.host());
    bench.pass(1);
    Sent discover = bench.message();
    for (int address : new int[] {0, 0x7f000001, 0xe0000001, 0xffffffff}) {
      bench.hear(bench.answer(discover, DhcpMessageType.OFFER, address));
    }
    assertThat(bench.traffic().messages()).isEmpty();
  }

  @Test
  void requestWithoutAnAnswer_endsInANewSearch() {
    bench.serve(LeaseBench.host());
    bench.pass(1);
    Sent discover = bench.message();
    bench.hear(bench.answer(discover, DhcpMessageType.OFFER, ADDRESS));
    bench.clear();
    bench.pass(66);
    List<Sent> sent = bench.traffic().messages();
    assertThat(sent.stream().map(Sent::type)).startsWith(3, 3, 3, 1);
    assertThat(sent.get(3).xid()).isNotEqualTo(discover.xid());
  }

  @Test
  void ack_isFollowedByProbes_thenTheAddressIsHadAndAnnounced() {
    bench.serve(LeaseBench.host());
    bench.acked(120, -1, -1);
    assertThat(bench.told).isEmpty();
    bench.pass(10);
    Traffic traffic = bench.traffic();
    assertThat(traffic.arps().stream().filter(Arp::isProbe)).hasSize(3);
    assertThat(traffic.arps().stream().filter(Arp::isAnnouncement)).hasSize(2);
    assertThat(traffic.arps()).allMatch(arp -> arp.targetBits() == ADDRESS);
    assertThat(bench.told).containsExactly(MAC + " LEASE 10.66.0.69");
    assertThat(bench.said).anyMatch(s -> s.contains("has leased 10.66.0.69 from 10.66.0.1"));
    assertThat(bench.counters.get(Counter.DHCP_LEASES)).isEqualTo(1);
  }

  @Test
  void nakToARequest_beginsAnewAtOnce_andLessOftenEachTime() {
    bench.serve(LeaseBench.host());
    bench.pass(1);
    List<Long> at = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Sent discover = bench.message();
      at.add(bench.clock.nanoTime());
      bench.hear(bench.answer(discover, DhcpMessageType.OFFER, ADDRESS));
      bench.hear(bench.answer(bench.message(), DhcpMessageType.NAK, ADDRESS));
      while (bench.link.sent() == 0) {
        bench.pass(0.1);
      }
    }
    assertThat(at.get(1) - at.get(0)).isLessThan(LeaseBench.SECOND_NS / 2);
    assertThat(at.get(3) - at.get(2)).isGreaterThan(3 * LeaseBench.SECOND_NS);
    bench.clear();
  }

  @Test
  void addressThatAnswersAProbe_isDeclined_andAnotherLookedForAfterTenSeconds() {
    bench.serve(LeaseBench.host());
    bench.acked(120, -1, -1);
    bench.pass(1.5);
    assertThat(bench.traffic().arps()).isNotEmpty();
    bench.hearArp(OTHER_MAC, ArpView.REPLY, ADDRESS, 0);
    Sent decline = bench.message();
    assertThat(decline.type()).isEqualTo(DhcpMessageType.DECLINE);
    assertThat(decline.toMac()).isEqualTo(BROADCAST);
    assertThat(decline.clientBits()).isZero();
    assertThat(decline.u32(DhcpOption.REQUESTED_ADDRESS)).isEqualTo(ADDRESS);
    assertThat(decline.u32(DhcpOption.SERVER_ID)).isEqualTo(SERVER);
    bench.pass(9.8);
    assertThat(bench.link.sent()).isZero();
    bench.pass(0.3);
    assertThat(bench.message().type()).isEqualTo(DhcpMessageType.DISCOVER);
    assertThat(bench.told).isEmpty();
  }

  @Test
  void someoneElseWhoProbesForTheAddress_isAConflict() {
    bench.serve(LeaseBench.host());
    bench.acked(120, -1, -1);
    bench.pass(1.5);
    bench.clear();
    bench.hearArp(OTHER_MAC, ArpView.REQUEST, 0, ADDRESS);
    assertThat(bench.message().type()).isEqualTo(DhcpMessageType.DECLINE);
  }

  @Test
  void firstConflictOverAnAddressThatIsHad_isAnsweredByAnAnnouncement() {
    bench.bound(120, -1, -1);
    bench.pass(5);
    bench.clear();
    bench.hearArp(OTHER_MAC, ArpView.REPLY, ADDRESS, 0);
    assertThat(bench.traffic().arps()).hasSize(1).allMatch(Arp::isAnnouncement);
    assertThat(bench.told).isEmpty();
  }

  @Test
  void secondConflictWithinTenSeconds_losesTheAddress() {
    bench.bound(120, -1, -1);
    bench.pass(5);
    bench.hearArp(OTHER_MAC, ArpView.REPLY, ADDRESS, 0);
    bench.pass(5);
    bench.clear();
    bench.hearArp(OTHER_MAC, ArpView.REPLY, ADDRESS, 0);
    assertThat(bench.message().type()).isEqualTo(DhcpMessageType.DECLINE);
    assertThat(bench.told).containsExactly(MAC + " lost");
  }

  @Test
  void askingForTheAddressThatIsHad_isNoConflict() {
    bench.bound(120, -1, -1);
    bench.pass(5);
    bench.clear();
    bench.hearArp(OTHER_MAC, ArpView.REQUEST, SERVER, ADDRESS);
    bench.hearArp(OTHER_MAC, ArpView.REQUEST, 0, ADDRESS);
    assertThat(bench.link.sent()).isZero();
  }

  @Test
  void renewal_goesToTheServerAlone_onceItsMacIsKnown() {
    bench.bound(120, 20, 100);
    bench.untilAsked();
    bench.hearArpReply();
    Sent renew = bench.message();
    assertThat(renew.type()).isEqualTo(DhcpMessageType.REQUEST);
    assertThat(renew.toMac()).isEqualTo(SERVER_MAC);
    assertThat(renew.fromBits()).isEqualTo(ADDRESS);
    assertThat(renew.toBits()).isEqualTo(SERVER);
    assertThat(renew.clientBits()).isEqualTo(ADDRESS);
    assertThat(renew.options())
        .doesNotContainKeys(DhcpOption.REQUESTED_ADDRESS, DhcpOption.SERVER_ID);
  }

  @Test
  void renewalThatIsGranted_changesNothingElse() {
    bench.bound(120, 20, 100);
    for (int i = 0; i < 5; i++) {
      bench.untilAsked();
      bench.hearArpReply();
      bench.hear(bench.answer(lastMessage(), DhcpMessageType.ACK, ADDRESS, 120, 20, 100));
    }
    assertThat(bench.told).isEmpty();
    assertThat(bench.counters.get(Counter.DHCP_LEASES)).isEqualTo(1);
  }

  @Test
  void serverThatIsGone_isAskedForThreeTimes_thenAnyServerByBroadcast_thenTheLeaseEnds() {
    bench.bound(120, 20, 100);
    bench.pass(40);
    Traffic renewing = bench.traffic();
    assertThat(renewing.messages()).isEmpty();
    assertThat(renewing.arps().stream().filter(a -> a.targetBits() == SERVER)).hasSize(3);
    bench.pass(55);
    Sent rebind = bench.message();
    assertThat(rebind.type()).isEqualTo(DhcpMessageType.REQUEST);
    assertThat(rebind.toMac()).isEqualTo(BROADCAST);
    assertThat(rebind.fromBits()).isEqualTo(ADDRESS);
    assertThat(rebind.toBits()).isEqualTo(-1);
    assertThat(rebind.clientBits()).isEqualTo(ADDRESS);
    assertThat(bench.told).isEmpty();
    bench.pass(22);
    assertThat(bench.told).containsExactly(MAC + " lost");
    assertThat(bench.message().type()).isEqualTo(DhcpMessageType.DISCOVER);
    assertThat(bench.said).anyMatch(s -> s.contains("has run out"));
  }

  @Test
  void rebindingThatIsGranted_keepsTheAddress() {
    bench.bound(120, 20, 50);
    bench.pass(50);
    Sent rebind = lastMessage();
    bench.hear(bench.answer(rebind, DhcpMessageType.ACK, ADDRESS, 120, 20, 50));
    bench.pass(100);
    assertThat(bench.told).isEmpty();
  }

  @Test
  void renewal_isRepeatedAtHalfTheTimeLeft_noMoreOftenThanEachMinute() {
    bench.bound(3600, 600, 3000);
    List<Double> at = new ArrayList<>();
    for (int i = 0; i < 31_000; i++) {
      bench.pass(0.1);
      for (Arp arp : bench.traffic().arps()) {
        if (arp.targetBits() == SERVER && (at.isEmpty() || i / 10.0 - at.getLast() > 5)) {
          at.add(i / 10.0);
        }
      }
    }
    List<Double> delays = new ArrayList<>();
    for (int i = 1; i < at.size(); i++) {
      delays.add(at.get(i) - at.get(i - 1));
    }
    assertThat(delays.get(0)).isBetween(1190.0, 1210.0);
    assertThat(delays.get(1)).isBetween(595.0, 605.0);
    assertThat(delays).allMatch(delay -> delay >= 59);
  }

  @Test
  void nakToARenewal_losesTheAddress() {
    bench.bound(120, 20, 100);
    bench.untilAsked();
    bench.hearArpReply();
    bench.hear(bench.answer(lastMessage(), DhcpMessageType.NAK, ADDRESS));
    assertThat(bench.told).containsExactly(MAC + " lost");
    bench.pass(0.2);
    assertThat(lastMessage().type()).isEqualTo(DhcpMessageType.DISCOVER);
  }

  @Test
  void renewalThatGrantsAnotherAddress_isCheckedLikeAFirst() {
    bench.bound(120, 20, 100);
    bench.untilAsked();
    bench.hearArpReply();
    bench.hear(bench.answer(lastMessage(), DhcpMessageType.ACK, ADDRESS + 1, 120, 20, 100));
    assertThat(bench.told).containsExactly(MAC + " lost");
    bench.pass(10);
    assertThat(bench.told).containsExactly(MAC + " lost", MAC + " LEASE 10.66.0.70");
  }

  @Test
  void leaseWithoutEnd_needsNoRenewal() {
    bench.bound(-1, -1, -1);
    bench.pass(8);
    bench.clear();
    bench.pass(10_000);
    assertThat(bench.link.sent()).isZero();
    assertThat(bench.told).isEmpty();
  }

  @Test
  void timesOfTheServersThatMakeNoSense_areNotObeyed() {
    bench.bound(1000, 2000, 3000);
    bench.pass(400);
    assertThat(bench.traffic().arps().stream().filter(a -> a.targetBits() == SERVER)).isEmpty();
    bench.pass(110);
    assertThat(bench.traffic().arps().stream().filter(a -> a.targetBits() == SERVER)).isNotEmpty();
  }

  @Test
  void hostThatIsServedNoMore_givesItsLeaseBack() {
    bench.bound(120, -1, -1);
    bench.pass(5);
    bench.clear();
    bench.serve();
    Sent release = bench.message();
    assertThat(release.type()).isEqualTo(DhcpMessageType.RELEASE);
    assertThat(release.toMac()).isEqualTo(SERVER_MAC);
    assertThat(release.fromBits()).isEqualTo(ADDRESS);
    assertThat(release.toBits()).isEqualTo(SERVER);
    assertThat(release.clientBits()).isEqualTo(ADDRESS);
    assertThat(release.u32(DhcpOption.SERVER_ID)).isEqualTo(SERVER);
    assertThat(bench.told).containsExactly(MAC + " lost");
  }

  @Test
  void hostThatStays_keepsItsLeaseWithAnotherTemplate() {
    bench.bound(120, -1, -1);
    bench.pass(5);
    bench.clear();
    bench.serve(LeaseBench.hosts(host().mac(MAC).tcpDefault(new Behaviour.Open())).getFirst());
    assertThat(bench.link.sent()).isZero();
    assertThat(bench.told).isEmpty();
    bench.serve();
    assertThat(bench.message().type()).isEqualTo(DhcpMessageType.RELEASE);
  }

  @Test
  void severalHosts_haveExchangesOfTheirOwn() {
    String[] macs = {"02:00:00:00:00:0a", "02:00:00:00:00:0b", "02:00:00:00:00:0c"};
    List<LeasedHost> hosts =
        LeaseBench.hosts(host().mac(macs[0]), host().mac(macs[1]), host().mac(macs[2]));
    bench.agent.serve(hosts);
    bench.pass(1.1);
    List<Sent> discovers = bench.traffic().messages();
    assertThat(discovers).hasSize(3);
    assertThat(discovers.stream().map(Sent::xid).distinct()).hasSize(3);
    assertThat(discovers.stream().map(Sent::clientMac).distinct()).hasSize(3);
    for (int i = 0; i < 3; i++) {
      bench.hear(bench.answer(discovers.get(i), DhcpMessageType.OFFER, ADDRESS + i));
      bench.hear(bench.answer(bench.message(), DhcpMessageType.ACK, ADDRESS + i));
    }
    bench.pass(10);
    assertThat(bench.told).hasSize(3);
  }

  @Test
  void addressThatAnotherHostOfOursHas_isNotTakenTwice() {
    bench.bound(120, -1, -1);
    bench.agent.serve(LeaseBench.hosts(host().mac(MAC), host().mac("02:00:00:00:00:0b")));
    bench.pass(1.1);
    Sent discover = lastMessage();
    assertThat(discover.clientMac()).isEqualTo(0x02_00_00_00_00_0bL);
    bench.hear(bench.answer(discover, DhcpMessageType.OFFER, ADDRESS));
    assertThat(bench.traffic().messages()).isEmpty();
  }

  @Test
  void twoStatementsWithOneMac_areOneHost() {
    bench.serve(LeaseBench.host(), LeaseBench.host());
    bench.pass(1.1);
    assertThat(bench.traffic().messages()).hasSize(1);
  }

  @Test
  void withoutAServer_aLinkLocalAddressIsTakenAfterAWhile_andKept() {
    bench.serve(LeaseBench.host());
    bench.pass(10);
    assertThat(bench.told).isEmpty();
    bench.pass(15);
    assertThat(bench.told).hasSize(1);
    assertThat(bench.told.getFirst()).startsWith(MAC + " LINK_LOCAL 169.254.");
    bench.pass(1000);
    assertThat(bench.told).hasSize(1);
  }

  @Test
  void linkLocalAddress_isProbedFirst_andAnotherTakenWhereSomebodyHasIt() {
    bench.serve(LeaseBench.host());
    int first = 0;
    while (first == 0) {
      bench.pass(0.1);
      for (Arp arp : bench.traffic().arps()) {
        first = arp.targetBits();
        assertThat(arp.isProbe()).isTrue();
      }
    }
    assertThat(first >>> 16).isEqualTo(169 << 8 | 254);
    assertThat(first >>> 8 & 0xff).isBetween(1, 254);
    bench.hearArp(OTHER_MAC, ArpView.REPLY, first, 0);
    bench.pass(10);
    int last = bench.traffic().arps().getLast().targetBits();
    assertThat(last).isNotEqualTo(first);
    assertThat(bench.told).hasSize(1);
  }

  @Test
  void linkLocalAddress_goesWhenALeaseComes() {
    bench.serve(LeaseBench.host());
    bench.pass(25);
    assertThat(bench.told.getFirst()).contains("LINK_LOCAL");
    bench.told.clear();
    bench.hear(bench.answer(lastMessage(), DhcpMessageType.OFFER, ADDRESS));
    bench.hear(bench.answer(lastMessage(), DhcpMessageType.ACK, ADDRESS));
    bench.pass(10);
    assertThat(bench.told).containsExactly(MAC + " lost", MAC + " LEASE 10.66.0.69");
  }

  @Test
  void endOfTheDaemon_givesBackEverything() {
    bench.bound(120, -1, -1);
    bench.pass(5);
    bench.clear();
    bench.serve();
    assertThat(bench.message().type()).isEqualTo(DhcpMessageType.RELEASE);
  }

  private Sent lastMessage() {
    return bench.traffic().messages().getLast();
  }
}
