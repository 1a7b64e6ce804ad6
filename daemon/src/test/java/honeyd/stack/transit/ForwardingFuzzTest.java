package honeyd.stack.transit;

import honeyd.base.DropReason;
import honeyd.base.Rng;
import honeyd.link.Link.ChecksumState;
import honeyd.testkit.Corpus;
import honeyd.testkit.Junction;
import honeyd.testkit.Mutator;
import honeyd.testkit.SeededTest;
import honeyd.wire.EtherType;
import honeyd.wire.EthernetView;
import honeyd.wire.GreView;
import honeyd.wire.IpProtocol;
import honeyd.wire.Ipv4View;
import honeyd.wire.TcpView;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Hostile frames from visitors, real machines and tunnels' other ends, on their way over routers
/// and lines that do everything lines can do: each ends in a counter, or leaves well-formed.
class ForwardingFuzzTest {
  private static final int ROUNDS = 60;
  private static final int FRAMES_PER_ROUND = 1_000;

  private static final int TUNNEL_END = 0xcb0071fe;

  /// The entry router has the MAC, and the tunnel's other end the address, of most of the corpus.
  private static final String NETWORK =
      """
      create host
      set host default tcp action closed
      add host tcp port 80 open
      create router
      set router ethernet "02:00:00:00:00:09"
      route entry 10.3.0.1
      route 10.3.0.1 link 10.3.0.0/16
      route 10.3.0.1 add net 10.4.0.0/16 10.4.0.1 latency 5ms loss 1 duplicate 5 reorder 5 mtu 576
      route 10.3.0.1 add net 10.5.0.0/16 10.4.0.1 latency 5ms jitter 1ms
      route 10.4.0.1 link 10.4.0.0/16
      route 10.4.0.1 add net 10.5.0.0/16 10.5.0.1 bandwidth 10Mbps drop between 5ms - 20ms
      route 10.5.0.1 link 10.5.0.0/16
      route 10.5.0.1 unreach 10.5.9.0/24
      route 10.3.0.1 add net 10.9.0.0/16 tunnel 203.0.113.254 192.0.2.7
      bind 10.3.0.1 router
      bind 10.4.0.1 router
      bind 10.3.1.0/24 host
      bind 10.5.1.0/24 host
      bind 10.4.0.50 to eth1
      """;

  private static final int[] TARGETS = {
    0x0a03010c, // 10.3.1.12, a host behind the entry
    0x0a050105, // a host behind three routers
    0x0a040032, // the real machine
    0x0a050909, // refused
    0x0a040077, // nobody
    0x0a090101, // through the tunnel
    0xc0000207, // outside
    0x0a040001, // a router
  };

  private final EthernetView ethernet = new EthernetView();
  private final Ipv4View ip = new Ipv4View();
  private final Ipv4View inner = new Ipv4View();
  private final GreView gre = new GreView();
  private final TcpView tcp = new TcpView();

  @Test
  void mutatedFramesOnEveryLink_areSurvived() {
    List<byte[]> seeds = Corpus.load("frame").stream().map(Corpus::bytes).toList();
    SeededTest.run(
        1,
        ROUNDS,
        rng -> {
          try (Junction net = Junction.forFloods(NETWORK, Set.of("eth1"), "192.0.2.0/24")) {
            flood(net, seeds, rng);
            net.services().openedStreams().clear();
            net.services().openedDatagrams().clear();
            net.advance(Duration.ofHours(1));
          }
        });
  }

  private void flood(Junction net, List<byte[]> seeds, Rng rng) {
    Mutator mutator = new Mutator(rng);
    for (int i = 0; i < FRAMES_PER_ROUND; i++) {
      byte[] frame = mutator.mutate(seeds);
      if (rng.nextInt(8) == 0) {
        // As long as only a card's segmentation makes them.
        frame = Arrays.copyOf(frame, frame.length + 1_500 + rng.nextInt(6_000));
      }
      if (rng.nextInt(8) != 0) {
        repair(frame, rng);
      }
      net.sendFrame(
          rng.nextInt(3) == 0 ? "eth1" : Junction.OUTSIDE,
          frame,
          rng.nextInt(4) == 0 ? ChecksumState.NOT_NEEDED : ChecksumState.UNVERIFIED);
      if ((i & 15) == 15) {
        net.advance(Duration.ofNanos(rng.nextInt(8_000_000)));
      }
    }
  }

  /// Makes lengths and checksums right as far as they can be, and sends the packet somewhere.
  private void repair(byte[] frame, Rng rng) {
    MemorySegment bytes = MemorySegment.ofArray(frame);
    if (ethernet.wrap(bytes, 0, frame.length) != DropReason.NONE
        || ethernet.etherType() != EtherType.IPV4
        || ip.wrap(bytes, ethernet.payloadAt(), frame.length) != DropReason.NONE) {
      return;
    }
    ip.totalLength((int) (frame.length - ethernet.payloadAt()));
    boolean tunnelled =
        ip.protocol() == IpProtocol.GRE
            && gre.wrap(bytes, ip.payloadAt(), ip.end()) == DropReason.NONE
            && inner.wrap(bytes, gre.payloadAt(), gre.end()) == DropReason.NONE;
    if (tunnelled) {
      inner
          .totalLength(gre.payloadBytes())
          .dstBits(TARGETS[rng.nextInt(TARGETS.length)])
          .updateChecksum();
      gre.updateChecksum();
      ip.dstBits(TUNNEL_END);
    } else if (rng.nextInt(2) == 0) {
      ip.dstBits(TARGETS[rng.nextInt(TARGETS.length)]);
    }
    ip.updateChecksum();
    if (ip.protocol() == IpProtocol.TCP
        && tcp.wrap(bytes, ip.payloadAt(), ip.end()) == DropReason.NONE) {
      tcp.updateChecksum(ip.pseudoHeader());
    }
  }
}
