package honeyd.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import honeyd.base.Counter;
import honeyd.base.Counters;
import honeyd.link.Link.ChecksumState;
import honeyd.net.IpRange;
import honeyd.sys.CallState;
import honeyd.sys.Files;
import honeyd.sys.Sockets;
import honeyd.testkit.net.Netns;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Both rings on one end of a veth pair, the kernel's own stack on the other.
@Timeout(120)
class RingLinkIT {
  private static final KernelFilter CLAIMED =
      KernelFilter.of(List.of(IpRange.parse("10.9.1.0/24")));
  private static final String OUR_MAC = "02:00:00:00:00:09";

  /// One received frame, kept.
  @SuppressWarnings("ArrayRecordComponent") // compared field by field only
  private record Frame(byte[] bytes, int vlan, ChecksumState checksum) {}

  /// What the link told.
  private static final class Told implements LinkEvents {
    private final List<String> lines = new ArrayList<>();

    @Override
    public void onDown(String interfaceName) {
      lines.add("down " + interfaceName);
    }

    @Override
    public void onUp(String interfaceName) {
      lines.add("up " + interfaceName);
    }
  }

  @ParameterizedTest
  @EnumSource
  void arpAndPing_areAnswered(RingLink.Ring layout) throws Exception {
    inside(
        layout,
        (link, idle, _) -> {
          Process ping = Netns.start("ping -n -c 100 -i 0.002 -W 5 10.9.1.7");
          while (ping.isAlive()) {
            reflect(link);
            idle.idle(10_000_000);
          }
          String output = new String(ping.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
          assertThat(output).contains("100 received");
        });
  }

  @ParameterizedTest
  @EnumSource
  void ownFrames_arriveAtThePeerButNotHere(RingLink.Ring layout) throws Exception {
    inside(
        layout,
        (link, _, counters) -> {
          try (RingLink peer =
              RingLink.open("theirs", CLAIMED, layout, counters, LinkEvents.NONE)) {
            send(link, udp("ffffffffffff", "0a090105"));
            List<Frame> there = await(peer, 1);
            assertThat(HexFormat.of().formatHex(there.getFirst().bytes)).contains("0a090105");
            send(peer, udp("ffffffffffff", "0a090106"));
            List<Frame> here = await(link, 1);
            assertThat(HexFormat.of().formatHex(here.getFirst().bytes)).contains("0a090106");
            assertThat(here).hasSize(1);
          }
        });
  }

  @ParameterizedTest
  @EnumSource
  void tag_comesBesideTheFrameAndNotInIt(RingLink.Ring layout) throws Exception {
    inside(
        layout,
        (link, _, counters) -> {
          try (RingLink peer =
              RingLink.open("theirs", CLAIMED, layout, counters, LinkEvents.NONE)) {
            String plain = HexFormat.of().formatHex(udp("ffffffffffff", "0a090105"));
            String tagged = plain.substring(0, 24) + "8100" + "6007" + plain.substring(24);
            send(peer, HexFormat.of().parseHex(tagged));
            Frame frame = await(link, 1).getFirst();
            assertThat(frame.vlan).isEqualTo(0x6007);
            assertThat(HexFormat.of().formatHex(frame.bytes)).isEqualTo(plain);
            send(peer, HexFormat.of().parseHex(plain));
            assertThat(await(link, 1).getFirst().vlan).isEqualTo(Link.NO_VLAN);
          }
        });
  }

  @ParameterizedTest
  @EnumSource
  void unfinishedChecksum_isNotNeeded(RingLink.Ring layout) throws Exception {
    inside(
        layout,
        (link, _, _) -> {
          Netns.sh("ip neigh add 10.9.1.7 lladdr " + OUR_MAC + " dev theirs");
          try (DatagramSocket socket = new DatagramSocket()) {
            socket.send(
                new DatagramPacket(new byte[100], 100, InetAddress.getByName("10.9.1.7"), 9));
          }
          Frame frame = await(link, 1).getFirst();
          assertThat(frame.bytes).hasSize(142);
          assertThat(frame.checksum).isEqualTo(ChecksumState.NOT_NEEDED);
        });
  }

  @ParameterizedTest
  @EnumSource
  void frameOfSegmentationOffload_arrivesWholeBetweenItsNeighbours(RingLink.Ring layout)
      throws Exception {
    inside(
        layout,
        (link, _, _) -> {
          Netns.sh("ip neigh add 10.9.1.7 lladdr " + OUR_MAC + " dev theirs");
          sendSegmented(new int[] {10, 60_200, 20, 56_000, 30});
          List<Frame> frames = await(link, 5);
          assertThat(frames.stream().map(f -> f.bytes.length - 42))
              .containsExactly(10, 60_200, 20, 56_000, 30);
          byte[] longest = frames.get(1).bytes;
          assertThat(longest[42 + 60_199]).isEqualTo((byte) 60_199);
        });
  }

  @ParameterizedTest
  @EnumSource
  void interfaceThatGoesAndComesBack_isSurvived(RingLink.Ring layout) throws Exception {
    Told told = new Told();
    Netns.run(() -> {
      Netns.vethPair();
      try (RingLink link = RingLink.open("ours", CLAIMED, layout, new Counters(), told);
          EpollIdle idle = new EpollIdle(List.of(link))) {
        Netns.sh("ip link set ours down");
        until(link, idle, () -> told.lines.contains("down ours"));
        send(link, udp("ffffffffffff", "0a090105"));
        Netns.sh("ip link set ours up");
        until(link, idle, () -> told.lines.contains("up ours"));
        assertPinged(link, idle);
        Netns.sh("ip link delete ours");
        until(link, idle, () -> told.lines.size() == 3);
        Netns.vethPair();
        until(link, idle, () -> told.lines.size() == 4);
        assertPinged(link, idle);
        assertThat(told.lines).containsExactly("down ours", "up ours", "down ours", "up ours");
      }
    });
  }

  @ParameterizedTest
  @EnumSource
  void framesOfAHost_reachOneOfTwoLinksWithAndWithoutTag(RingLink.Ring layout) throws Exception {
    Netns.run(() -> {
      Netns.vethPair();
      List<IpRange> claimed = List.of(IpRange.parse("10.9.1.0/24"));
      List<Shard> shards = List.of(new Shard(0, 2), new Shard(1, 2));
      Counters counters = new Counters();
      try (RingLink peer = RingLink.open("theirs", CLAIMED, layout, counters, LinkEvents.NONE);
          RingLink first = sharing(claimed, shards.get(0), layout);
          RingLink second = sharing(claimed, shards.get(1), layout)) {
        int[] expected = new int[2];
        for (int host = 1; host <= 100; host++) {
          String address = String.format("0a0901%02x", host);
          expected[shards.get(0).owns(0x0a09_0100 + host) ? 0 : 1] += 2;
          String plain = HexFormat.of().formatHex(udp(TO_ONE, address));
          send(peer, HexFormat.of().parseHex(plain));
          String tagged = plain.substring(0, 24) + "8100" + "0007" + plain.substring(24);
          send(peer, HexFormat.of().parseHex(tagged));
        }
        List<RingLink> links = List.of(first, second);
        for (int i = 0; i < 2; i++) {
          assertThat(expected[i]).isPositive();
          Shard shard = shards.get(i);
          assertThat(await(links.get(i), expected[i]))
              .hasSize(expected[i])
              .allMatch(f -> shard.owns(0x0a09_0100 + (f.bytes[33] & 0xff)));
        }
      }
    });
  }

  @ParameterizedTest
  @EnumSource
  void replacedFilter_countsFromTheNextFrame(RingLink.Ring layout) throws Exception {
    Netns.run(() -> {
      Netns.vethPair();
      List<IpRange> before = List.of(IpRange.parse("10.9.1.0/24"));
      List<IpRange> after = List.of(IpRange.parse("10.9.2.0/24"));
      Counters counters = new Counters();
      try (RingLink peer = RingLink.open("theirs", CLAIMED, layout, counters, LinkEvents.NONE);
          RingLink link = sharing(before, Shard.WHOLE, layout)) {
        send(peer, udp(TO_ONE, "0a090101"));
        assertThat(await(link, 1)).hasSize(1);
        link.filter(KernelFilter.of(after));
        send(peer, udp(TO_ONE, "0a090101"));
        send(peer, udp(TO_ONE, "0a090201"));
        assertThat(await(link, 1)).singleElement().matches(f -> f.bytes[32] == 2);
      }
    });
  }

  private static RingLink sharing(List<IpRange> claimed, Shard shard, RingLink.Ring layout)
      throws IOException {
    return RingLink.open(
        "ours", KernelFilter.of(claimed, shard), layout, new Counters(), LinkEvents.NONE);
  }

  @ParameterizedTest
  @EnumSource
  void frameThatArrives_endsARestButNoPause(RingLink.Ring layout) throws Exception {
    inside(
        layout,
        (link, idle, counters) -> {
          try (RingLink peer =
              RingLink.open("theirs", CLAIMED, layout, counters, LinkEvents.NONE)) {
            send(peer, udp("ffffffffffff", "0a090105"));
            long before = System.nanoTime();
            idle.idle(50_000_000_000L);
            assertThat(System.nanoTime() - before).isLessThan(40_000_000_000L);
            before = System.nanoTime();
            idle.pause(20_000_000);
            assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(20_000_000);
            assertThat(await(link, 1)).hasSize(1);
          }
        });
  }

  @ParameterizedTest
  @EnumSource
  void framesBeyondTheRing_areCounted(RingLink.Ring layout) throws Exception {
    inside(
        layout,
        (link, _, counters) -> {
          try (RingLink peer =
              RingLink.open("theirs", CLAIMED, layout, counters, LinkEvents.NONE)) {
            byte[] frame = Arrays.copyOf(udp("ffffffffffff", "0a090105"), 1400);
            for (int i = 0; i < 20_000; i++) {
              send(peer, frame);
            }
            int received = 0;
            for (int i = 0; i < 1_000; i++) {
              received += link.receive((_, _, _, _, _) -> {}, 64);
            }
            assertThat(counters.get(Counter.KERNEL_DROPS)).isPositive();
            assertThat(received + counters.get(Counter.KERNEL_DROPS)).isEqualTo(20_000);
          }
        });
  }

  @ParameterizedTest
  @EnumSource
  void hugeFilter_isAttached(RingLink.Ring layout) throws Exception {
    Netns.run(() -> {
      Netns.vethPair();
      List<IpRange> claimed = new ArrayList<>(List.of(IpRange.parse("10.9.1.0/24")));
      for (int i = 0; i < 3_000; i++) {
        claimed.add(IpRange.parse("11." + i / 200 + "." + i % 200 + ".0/25"));
      }
      KernelFilter filter = KernelFilter.of(claimed);
      try (RingLink link = RingLink.open("ours", filter, layout, new Counters(), LinkEvents.NONE);
          EpollIdle idle = new EpollIdle(List.of(link))) {
        assertPinged(link, idle);
      }
    });
  }

  @ParameterizedTest
  @EnumSource
  void missingInterface_isNamed(RingLink.Ring layout) throws Exception {
    Netns.run(() ->
        assertThatThrownBy(
                () -> RingLink.open("eth9", CLAIMED, layout, new Counters(), LinkEvents.NONE))
            .isInstanceOf(IOException.class)
            .hasMessage("no interface \"eth9\"; there are: lo"));
  }

  /// What runs with an open link.
  @FunctionalInterface
  private interface WithLink {
    void run(RingLink link, EpollIdle idle, Counters counters) throws Exception;
  }

  private static void inside(RingLink.Ring layout, WithLink body) throws Exception {
    Netns.run(() -> {
      Netns.vethPair();
      Counters counters = new Counters();
      try (RingLink link = RingLink.open("ours", CLAIMED, layout, counters, LinkEvents.NONE);
          EpollIdle idle = new EpollIdle(List.of(link))) {
        body.run(link, idle, counters);
      }
    });
  }

  private static void assertPinged(RingLink link, EpollIdle idle) throws Exception {
    Process ping = Netns.start("ping -n -c 3 -i 0.01 -W 5 10.9.1.7");
    while (ping.isAlive()) {
      reflect(link);
      idle.idle(10_000_000);
    }
    assertThat(new String(ping.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .contains("3 received");
  }

  private static void until(RingLink link, EpollIdle idle, BooleanSupplier done) {
    while (!done.getAsBoolean()) {
      link.receive((_, _, _, _, _) -> {}, 64);
      idle.idle(10_000_000);
    }
  }

  private static List<Frame> await(RingLink link, int n) throws IOException {
    List<Frame> frames = new ArrayList<>();
    try (EpollIdle idle = new EpollIdle(List.of(link))) {
      while (frames.size() < n) {
        link.receive(
            (bytes, at, length, vlan, checksum) ->
                frames.add(
                    new Frame(
                        bytes.asSlice(at, length).toArray(ValueLayout.JAVA_BYTE), vlan, checksum)),
            64);
        idle.idle(10_000_000);
      }
    }
    return frames;
  }

  private static void send(RingLink link, byte[] frame) {
    long at = link.reserve(frame.length);
    MemorySegment.copy(frame, 0, link.transmitBytes(), ValueLayout.JAVA_BYTE, at, frame.length);
    link.commit(frame.length);
    link.flush();
  }

  /// A station's MAC: frames to all stations are every worker's.
  private static final String TO_ONE = "020000000002";

  private static byte[] udp(String destinationMac, String destination) {
    return HexFormat.of()
        .parseHex(
            destinationMac
                + "020000000001"
                + "0800"
                + "4500001d00000000401100000a090002"
                + destination
                + "0007000900090000"
                + "2a");
  }

  /// Sends datagrams over a socket that makes the kernel leave the cutting to the device.
  private static void sendSegmented(int[] lengths) {
    CallState state = new CallState();
    int fd = Sockets.socket(state, Sockets.AF_INET, Sockets.SOCK_DGRAM, 0);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment segment = arena.allocateFrom(ValueLayout.JAVA_INT, 1400);
      assertThat(Sockets.setsockopt(state, fd, 17, 103, segment)).as("UDP_SEGMENT").isZero();
      MemorySegment to =
          MemorySegment.ofArray(HexFormat.of().parseHex("000000090a0901070000000000000000"));
      MemorySegment address = arena.allocate(16).copyFrom(to);
      address.set(ValueLayout.JAVA_SHORT, 0, (short) Sockets.AF_INET);
      for (int length : lengths) {
        MemorySegment bytes = arena.allocate(length);
        for (int i = 0; i < length; i++) {
          bytes.set(ValueLayout.JAVA_BYTE, i, (byte) i);
        }
        assertThat(Sockets.sendto(state, fd, bytes, 0, address)).isEqualTo(length);
      }
    } finally {
      Files.close(state, fd);
    }
  }

  /// Answers ARP requests and echo requests for every address.
  private static void reflect(RingLink link) {
    link.receive(
        (frames, at, length, _, _) -> {
          byte[] frame = frames.asSlice(at, length).toArray(ValueLayout.JAVA_BYTE);
          byte[] mac = HexFormat.ofDelimiter(":").parseHex(OUR_MAC);
          System.arraycopy(frame, 6, frame, 0, 6);
          System.arraycopy(mac, 0, frame, 6, 6);
          MemorySegment view = MemorySegment.ofArray(frame);
          if (frame[13] == 6 && frame[21] == 1) {
            byte[] sender = Arrays.copyOfRange(frame, 22, 32);
            byte[] target = Arrays.copyOfRange(frame, 38, 42);
            frame[21] = 2;
            System.arraycopy(mac, 0, frame, 22, 6);
            System.arraycopy(target, 0, frame, 28, 4);
            System.arraycopy(sender, 0, frame, 32, 10);
            send(link, frame);
          } else if (frame[13] == 0 && frame[23] == 1 && frame[34] == 8) {
            byte[] source = Arrays.copyOfRange(frame, 26, 30);
            System.arraycopy(frame, 30, frame, 26, 4);
            System.arraycopy(source, 0, frame, 30, 4);
            frame[34] = 0;
            var be16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
            int sum = Short.toUnsignedInt(view.get(be16, 36)) + 0x0800;
            view.set(be16, 36, (short) (sum + (sum >>> 16)));
            send(link, frame);
          }
        },
        64);
  }
}
