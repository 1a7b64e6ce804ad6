package honeyd.stack;

import static honeyd.testkit.TestHost.host;
import static org.assertj.core.api.Assertions.assertThat;

import honeyd.base.Counters;
import honeyd.base.DropReason;
import honeyd.base.KeyedHash;
import honeyd.base.ManualClock;
import honeyd.base.Rng;
import honeyd.base.TimerWheel;
import honeyd.event.NoteKind;
import honeyd.link.Link;
import honeyd.link.MemoryLink;
import honeyd.model.Honeynet;
import honeyd.model.topology.Topology;
import honeyd.net.IpAddress;
import honeyd.net.RangeMap;
import honeyd.personality.IpShape;
import honeyd.stack.transit.LaneClocks;
import honeyd.stack.transit.Transit;
import honeyd.testkit.FrameCheck;
import honeyd.testkit.PlainPersonality;
import honeyd.testkit.RecordingSink;
import honeyd.testkit.TestHost;
import honeyd.testkit.script.PacketSpec;
import honeyd.wire.IpProtocol;
import honeyd.wire.UdpView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Packets to somebody who has not been heard of: only a host that speaks first needs ARP.
class EgressTest {
  private static final long SECOND_NS = 1_000_000_000L;
  private static final long PEER_MAC = 0x02_00_00_00_00_01L;
  private final long peer = IpAddress.parse("10.0.0.1").lo();
  private final CycleTime time = new CycleTime(new ManualClock(0, 0));
  private final Counters counters = new Counters();
  private final RecordingSink events = new RecordingSink();
  private final TimerWheel timers = new TimerWheel(0);
  private final MemoryLink link = new MemoryLink(Link.Framing.ETHERNET, 0x02_00_00_00_00_feL, 1500);
  private final Attachment attachment = new Attachment(link, 0);
  private final Neighbours neighbours =
      new Neighbours(StackSettings.defaults(), time, timers, counters, events);
  private final Honeynet network = new Honeynet(Map.of(), RangeMap.empty(), null, List.of());
  private final Egress egress =
      new Egress(
          attachment,
          time,
          counters,
          neighbours,
          new HostTable(network, new KeyedHash(1, 2), StackSettings.defaults()),
          new Transit(
              1 << 20, attachment, new Rng(1), counters, new LaneClocks(Topology.flat(), 0)),
          new Taps());
  private Host sender = hostWith(host().mac("00:11:22:33:44:0a"));
  private final IpShape shape = new IpShape();

  private static Host hostWith(TestHost host) {
    return new Host(0, IpAddress.parse("10.0.0.9").lo(), 1, host.template(), 0, 0);
  }

  @AfterEach
  void close() {
    link.close();
  }

  private void sendDatagram(int payloadBytes) {
    sendDatagram(payloadBytes, false);
  }

  private void sendDatagram(int payloadBytes, boolean df) {
    shape.ttl = 64;
    shape.df = df;
    int length = UdpView.HEADER_BYTES + payloadBytes;
    long at =
        egress.beginIpv4(
            new ReturnPath(attachment, Link.NO_VLAN),
            sender,
            0,
            peer,
            IpProtocol.UDP,
            shape,
            length);
    assertThat(at).isNotNegative();
    new UdpView().begin(egress.transmitBytes(), at).srcPort(7).dstPort(payloadBytes).length(length);
    egress.commitIpv4(length);
  }

  private List<String> sent() {
    link.flush();
    FrameCheck check = new FrameCheck();
    List<String> out = new ArrayList<>();
    for (byte[] frame : link.takeAll()) {
      check.check(
          java.lang.foreign.MemorySegment.ofArray(frame), 0, frame.length, link.framing(), 1500);
      out.add(PacketSpec.ofEthernet(frame).toString());
    }
    return out;
  }

  private void pass(long ns) {
    time.nowNs += ns;
    timers.poll(time.nowNs, 100);
  }

  private void peerAnswers() {
    ReturnPath path = new ReturnPath(attachment, Link.NO_VLAN);
    path.set(attachment, Link.NO_VLAN, PEER_MAC);
    neighbours.learn(path, 0, peer);
  }

  @Test
  void unknownNeighbour_isAskedForAndThenGetsWhatWaited() {
    sendDatagram(0);
    sendDatagram(0);
    assertThat(sent())
        .containsExactly(
            "arp who-has 10.0.0.1 tell 10.0.0.9 at 00:11:22:33:44:0a"
                + " {eth 00:11:22:33:44:0a > ff:ff:ff:ff:ff:ff}");
    peerAnswers();
    assertThat(sent())
        .hasSize(2)
        .allMatch(p -> p.contains("eth 00:11:22:33:44:0a > 02:00:00:00:00:01"));
    assertThat(timers.size()).isZero();
    sendDatagram(0);
    assertThat(sent()).hasSize(1);
  }

  @Test
  void neighbourThatNeverAnswers_isAskedThreeTimesAndGivenUp() {
    sendDatagram(0);
    assertThat(sent()).hasSize(1);
    pass(SECOND_NS);
    pass(SECOND_NS);
    assertThat(sent()).hasSize(2);
    pass(SECOND_NS);
    assertThat(sent()).isEmpty();
    assertThat(timers.size()).isZero();
    assertThat(counters.get(DropReason.ARP_UNANSWERED)).isEqualTo(1);
    assertThat(events.takeNotes().getLast().kind()).isEqualTo(NoteKind.ARP_EXPIRED);
  }

  @Test
  void tooManyWaitingPackets_loseTheOldest() {
    for (int i = 0; i < 38; i++) {
      sendDatagram(i);
    }
    sent();
    peerAnswers();
    assertThat(sent()).hasSize(32).first().asString().contains("> 10.0.0.1:6 ");
    assertThat(counters.get(DropReason.ARP_QUEUE_FULL)).isEqualTo(6);
  }

  @Test
  void longPacketThatWaited_isCutThen() {
    sendDatagram(3000);
    sent();
    peerAnswers();
    assertThat(sent()).hasSize(3);
  }

  @Test
  void unansweredNeighbour_isAskedForAsOftenAsTheSystemAsks() {
    PlainPersonality lwip =
        new PlainPersonality(PlainPersonality.plain().arp("11110000000", 5, 2_000).build());
    sender = hostWith(host().mac("00:11:22:33:44:0a").personality(lwip));
    sendDatagram(0);
    for (int i = 0; i < 20; i++) {
      pass(SECOND_NS);
    }
    assertThat(sent()).hasSize(5).allMatch(s -> s.startsWith("arp who-has"));
    assertThat(timers.size()).isZero();
  }

  @Test
  void neighbourNotHeardOfForLong_isAskedForAgain() {
    peerAnswers();
    time.nowNs += 301 * SECOND_NS;
    sendDatagram(0);
    assertThat(sent()).singleElement().asString().startsWith("arp who-has");
    neighbours.close();
  }

  @Test
  void longPacketWithDontFragment_isCutWithoutIt() {
    peerAnswers();
    sendDatagram(2000, true);
    assertThat(sent()).hasSize(2).noneMatch(p -> p.contains(" df"));
  }

  @Test
  void longSegmentWithDontFragment_isDropped() {
    peerAnswers();
    shape.df = true;
    long at =
        egress.beginIpv4(
            new ReturnPath(attachment, Link.NO_VLAN), sender, 0, peer, IpProtocol.TCP, shape, 2000);
    assertThat(at).isNotNegative();
    egress.commitIpv4(2000);
    assertThat(sent()).isEmpty();
    assertThat(counters.get(DropReason.IPV4_NEEDS_FRAGMENTATION)).isEqualTo(1);
  }

  @Test
  void packetThatIsBegunAndCancelled_leavesNothing() {
    peerAnswers();
    long at =
        egress.beginIpv4(
            new ReturnPath(attachment, Link.NO_VLAN), sender, 0, peer, IpProtocol.UDP, shape, 100);
    assertThat(at).isNotNegative();
    egress.cancel();
    assertThat(sent()).isEmpty();
    sendDatagram(0);
    assertThat(sent()).hasSize(1);
  }
}
