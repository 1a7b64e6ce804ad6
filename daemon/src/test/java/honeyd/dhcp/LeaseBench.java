package honeyd.dhcp;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.base.Counters;
import honeyd.base.Idle;
import honeyd.base.KeyedHash;
import honeyd.base.ManualClock;
import honeyd.base.Rng;
import honeyd.event.Event.Severity;
import honeyd.link.Link;
import honeyd.link.MemoryLink;
import honeyd.model.Extras;
import honeyd.model.Extras.DhcpHost;
import honeyd.model.Honeynet;
import honeyd.net.IpAddress;
import honeyd.net.MacAddress;
import honeyd.net.RangeMap;
import honeyd.testkit.FrameCheck;
import honeyd.testkit.TestHost;
import honeyd.wire.ArpView;
import honeyd.wire.DhcpMessageType;
import honeyd.wire.DhcpOption;
import honeyd.wire.DhcpOptionCursor;
import honeyd.wire.DhcpOptionWriter;
import honeyd.wire.DhcpView;
import honeyd.wire.EtherType;
import honeyd.wire.EthernetView;
import honeyd.wire.IpProtocol;
import honeyd.wire.Ipv4View;
import honeyd.wire.UdpView;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// A [LeaseAgent] on a link without a wire, with a server and neighbours played by hand.
final class LeaseBench implements AutoCloseable {
  static final long SECOND_NS = 1_000_000_000L;
  static final String MAC = "02:00:00:00:00:0a";
  static final int SERVER = IpAddress.parse("10.66.0.1").v4Bits();
  static final long SERVER_MAC = 0x02_00_00_00_00_01L;
  static final int ADDRESS = IpAddress.parse("10.66.0.69").v4Bits();

  final ManualClock clock = new ManualClock(5 * SECOND_NS, 0);
  final Counters counters = new Counters();
  final MemoryLink link = new MemoryLink("eth0", Link.Framing.ETHERNET, 0x02_00_00_00_00_feL, 1500);
  final List<String> told = new ArrayList<>();
  final List<String> said = new ArrayList<>();
  final LeaseAgent agent;
  private final FrameCheck check = new FrameCheck();

  /// One ARP packet that was sent.
  record Arp(long fromMac, int operation, int senderBits, int targetBits) {
    boolean isProbe() {
      return operation == ArpView.REQUEST && senderBits == 0;
    }

    boolean isAnnouncement() {
      return operation == ArpView.REQUEST && senderBits == targetBits;
    }
  }

  /// One DHCP message that was sent.
  record Sent(
      int type,
      int xid,
      long toMac,
      int fromBits,
      int toBits,
      int clientBits,
      int secs,
      int flags,
      long clientMac,
      Map<Integer, byte[]> options) {
    int u32(int code) {
      byte[] value = options.get(code);
      return value == null ? 0 : java.nio.ByteBuffer.wrap(value).getInt();
    }
  }

  LeaseBench() {
    LeaseListener listener =
        new LeaseListener() {
          @Override
          public void leased(LeasedHost host, IpAddress address, Origin origin) {
            told.add(new MacAddress(host.macBits()) + " " + origin + " " + address);
          }

          @Override
          public void lost(LeasedHost host) {
            told.add(new MacAddress(host.macBits()) + " lost");
          }
        };
    agent =
        new LeaseAgent(
            link,
            clock,
            new NoIdle(),
            new Rng(1),
            counters,
            listener,
            (Severity severity, String sentence) -> said.add(sentence));
  }

  private static final class NoIdle implements Idle {
    @Override
    public void idle(long maxNs) {}

    @Override
    public void pause(long ns) {}

    @Override
    public void wakeup() {}
  }

  static List<LeasedHost> hosts(TestHost... hosts) {
    return LeasedHost.of(network(hosts), new KeyedHash(1, 2));
  }

  static Honeynet network(TestHost... hosts) {
    List<DhcpHost> dhcp = Stream.of(hosts).map(h -> new DhcpHost(h.template(), "eth0")).toList();
    return new Honeynet(
        Map.of(),
        RangeMap.empty(),
        null,
        Map.of(),
        List.of(),
        new Extras(dhcp, List.of(), List.of(), List.of(), List.of(), List.of()));
  }

  static LeasedHost host() {
    return hosts(TestHost.host().mac(MAC)).getFirst();
  }

  void serve(LeasedHost... hosts) {
    agent.serve(List.of(hosts));
    pump();
  }

  void pump() {
    while (agent.doWork() > 0) {
      // once more
    }
  }

  /// Lets time pass in steps of at most 0.1 s, as timers ask for it.
  void pass(double seconds) {
    long until = clock.nanoTime() + (long) (seconds * SECOND_NS);
    while (clock.nanoTime() < until) {
      clock.advanceNs(Math.min(SECOND_NS / 10, until - clock.nanoTime()));
      pump();
    }
  }

  /// Forgets what was sent and said so far.
  void clear() {
    link.discardSent();
    told.clear();
    said.clear();
  }

  /// All that was sent since the last look, apart by kind.
  record Traffic(List<Arp> arps, List<Sent> messages) {}

  Traffic traffic() {
    List<Arp> arps = new ArrayList<>();
    List<Sent> messages = new ArrayList<>();
    EthernetView ethernet = new EthernetView();
    for (byte[] frame : link.takeAll()) {
      MemorySegment bytes = MemorySegment.ofArray(frame);
      check.check(bytes, 0, frame.length, Link.Framing.ETHERNET, 1500);
      ethernet.wrap(bytes, 0, frame.length);
      if (ethernet.etherType() == EtherType.ARP) {
        ArpView arp = new ArpView();
        arp.wrap(bytes, 14, frame.length);
        assertThat(arp.senderMac()).isEqualTo(ethernet.srcMac());
        arps.add(new Arp(ethernet.srcMac(), arp.operation(), arp.senderBits(), arp.targetBits()));
      } else {
        messages.add(read(frame, ethernet));
      }
    }
    return new Traffic(arps, messages);
  }

  private Sent read(byte[] frame, EthernetView ethernet) {
    MemorySegment bytes = MemorySegment.ofArray(frame);
    Ipv4View ip = new Ipv4View();
    ip.wrap(bytes, 14, frame.length);
    UdpView udp = new UdpView();
    udp.wrap(bytes, ip.payloadAt(), ip.end());
    assertThat(udp.srcPort()).isEqualTo(68);
    assertThat(udp.dstPort()).isEqualTo(67);
    DhcpView dhcp = new DhcpView();
    dhcp.wrap(bytes, udp.payloadAt(), udp.end());
    DhcpOptionCursor cursor = new DhcpOptionCursor().wrap(dhcp);
    Map<Integer, byte[]> options = new TreeMap<>();
    while (cursor.next()) {
      int at = (int) cursor.valueAt();
      options.put(cursor.code(), Arrays.copyOfRange(frame, at, at + cursor.length()));
    }
    assertThat(cursor.isMalformed()).isFalse();
    assertThat(dhcp.clientMac()).isEqualTo(ethernet.srcMac());
    return new Sent(
        options.getOrDefault(53, new byte[1])[0],
        dhcp.xid(),
        ethernet.dstMac(),
        ip.srcBits(),
        ip.dstBits(),
        dhcp.clientBits(),
        dhcp.secs(),
        dhcp.flags(),
        dhcp.clientMac(),
        options);
  }

  /// The one message that was sent since the last look.
  Sent message() {
    List<Sent> messages = traffic().messages();
    assertThat(messages).hasSize(1);
    return messages.getFirst();
  }

  /// A server's answer, with a lease of 120 s.
  byte[] answer(Sent to, int type, int addressBits) {
    return answer(to, type, addressBits, 120, -1, -1);
  }

  byte[] answer(Sent to, int type, int addressBits, int lease, int t1, int t2) {
    MemorySegment bytes = MemorySegment.ofArray(new byte[342]);
    new EthernetView()
        .begin(bytes, 0, 342)
        .dstMac(to.clientMac())
        .srcMac(SERVER_MAC)
        .etherType(EtherType.IPV4);
    Ipv4View ip =
        new Ipv4View()
            .begin(bytes, 14, 20)
            .totalLength(328)
            .ttl(64)
            .protocol(IpProtocol.UDP)
            .srcBits(SERVER)
            .dstBits(addressBits)
            .updateChecksum();
    DhcpView dhcp =
        new DhcpView()
            .begin(bytes, 42, 342)
            .op(DhcpView.REPLY)
            .xid(to.xid())
            .yourBits(type == DhcpMessageType.NAK ? 0 : addressBits)
            .clientMac(to.clientMac());
    DhcpOptionWriter options =
        new DhcpOptionWriter()
            .begin(dhcp)
            .u8(DhcpOption.MESSAGE_TYPE, type)
            .u32(DhcpOption.SERVER_ID, SERVER);
    if (type != DhcpMessageType.NAK) {
      options.u32(DhcpOption.LEASE_TIME, lease).u32(DhcpOption.SUBNET_MASK, 0xffffff00);
      if (t1 >= 0) {
        options.u32(DhcpOption.RENEWAL_TIME, t1);
      }
      if (t2 >= 0) {
        options.u32(DhcpOption.REBINDING_TIME, t2);
      }
    }
    options.end();
    new UdpView().begin(bytes, 34).srcPort(67).dstPort(68).length(308).updateChecksum(ip);
    return bytes.toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
  }

  void hear(byte[] frame) {
    link.inject(frame);
    pump();
  }

  /// An ARP packet of a neighbour.
  void hearArp(long fromMac, int operation, int senderBits, int targetBits) {
    MemorySegment bytes = MemorySegment.ofArray(new byte[42]);
    new EthernetView()
        .begin(bytes, 0, 42)
        .dstMac(MacAddress.BROADCAST.bits())
        .srcMac(fromMac)
        .etherType(EtherType.ARP);
    new ArpView()
        .begin(bytes, 14)
        .operation(operation)
        .senderMac(fromMac)
        .senderBits(senderBits)
        .targetBits(targetBits);
    hear(bytes.toArray(java.lang.foreign.ValueLayout.JAVA_BYTE));
  }

  /// Lets time pass until a host asks for the server's MAC, which it does before it sends to it.
  void untilAsked() {
    Arp asking = new Arp(MacAddress.parse(MAC).bits(), ArpView.REQUEST, ADDRESS, SERVER);
    for (int i = 0; i < 10_000; i++) {
      Traffic traffic = traffic();
      assertThat(traffic.messages()).isEmpty();
      if (traffic.arps().contains(asking)) {
        return;
      }
      pass(0.1);
    }
    throw new AssertionError("nobody asked for the server");
  }

  /// The server's answer to who has its address.
  void hearArpReply() {
    hearArp(SERVER_MAC, ArpView.REPLY, SERVER, ADDRESS);
  }

  /// Goes as far as the ACK; what it says is returned.
  Sent acked(int lease, int t1, int t2) {
    pass(1);
    Sent discover = message();
    assertThat(discover.type()).isEqualTo(DhcpMessageType.DISCOVER);
    hear(answer(discover, DhcpMessageType.OFFER, ADDRESS));
    Sent request = message();
    assertThat(request.type()).isEqualTo(DhcpMessageType.REQUEST);
    hear(answer(request, DhcpMessageType.ACK, ADDRESS, lease, t1, t2));
    return request;
  }

  /// Goes as far as a lease that is had; forgets the way there.
  void bound(int lease, int t1, int t2) {
    serve(host());
    acked(lease, t1, t2);
    while (told.isEmpty()) {
      pass(0.1);
    }
    assertThat(told).containsExactly(MAC + " LEASE 10.66.0.69");
    clear();
  }

  @Override
  public void close() {
    agent.onClose();
    assertThat(agent.pendingTimers()).isZero();
  }
}
