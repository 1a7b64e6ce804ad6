package honeyd.link;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.net.IpAddress;
import honeyd.net.IpRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// The filter's program, run by an interpreter of classic BPF, against a naive reading of the
/// frame.
class KernelFilterTest {
  private static final int UDP = 17;
  private static final int TCP = 6;
  private static final int GRE = 47;

  @Test
  void claimedRange_isTakenToItsLastAddressAndNoFurther() {
    KernelFilter filter = KernelFilter.of(ranges("10.0.0.0/16", "10.2.0.5-10.2.0.9"));
    assertThat(takes(filter, packet(TCP, "10.0.0.0"))).isTrue();
    assertThat(takes(filter, packet(TCP, "10.0.255.255"))).isTrue();
    assertThat(takes(filter, packet(TCP, "10.1.0.0"))).isFalse();
    assertThat(takes(filter, packet(TCP, "9.255.255.255"))).isFalse();
    assertThat(takes(filter, packet(UDP, "10.2.0.4"))).isFalse();
    assertThat(takes(filter, packet(UDP, "10.2.0.5"))).isTrue();
    assertThat(takes(filter, packet(UDP, "10.2.0.9"))).isTrue();
    assertThat(takes(filter, packet(UDP, "10.2.0.10"))).isFalse();
  }

  @Test
  void wholeAddressSpace_isTaken() {
    KernelFilter filter = KernelFilter.of(ranges("0.0.0.0/0"));
    assertThat(takes(filter, packet(TCP, "0.0.0.0"))).isTrue();
    assertThat(takes(filter, packet(TCP, "255.255.255.255"))).isTrue();
  }

  @Test
  void nothingClaimed_stillTakesArpGreAndDhcp() {
    KernelFilter filter = KernelFilter.of(List.of());
    assertThat(takes(filter, packet(TCP, "10.0.0.1"))).isFalse();
    assertThat(takes(filter, packet(GRE, "192.0.2.1"))).isTrue();
    assertThat(takes(filter, dhcpReply(0, 5))).isTrue();
    assertThat(takes(filter, dhcpReply(0, 11))).isTrue();
    assertThat(takes(filter, dhcpReply(100, 5))).as("a later fragment has no ports").isFalse();
    assertThat(takes(filter, arp())).isTrue();
  }

  @Test
  void sources_areTakenWhateverTheyAreFor() {
    KernelFilter filter = KernelFilter.ofSources(ranges("10.0.0.0/24"));
    for (int tag : new int[] {0, 0x8100}) {
      byte[] inside = packet(TCP, "192.0.2.9");
      put(inside, 26, "10.0.0.255");
      byte[] outside = packet(TCP, "10.0.0.9");
      put(outside, 26, "10.0.1.0");
      assertThat(takes(filter, tagged(tag, inside))).isTrue();
      assertThat(takes(filter, tagged(tag, outside))).isFalse();
      assertThat(takes(filter, tagged(tag, arp()))).isTrue();
      assertThat(takes(filter, tagged(tag, packet(GRE, "10.0.0.1")))).isFalse();
    }
    assertThat(takes(filter.within(96), arp())).isTrue();
  }

  @Test
  void taggedFrames_areTreatedAlike() {
    KernelFilter filter = KernelFilter.of(ranges("10.0.0.0/24"));
    for (int tag : new int[] {0x8100, 0x88a8}) {
      assertThat(takes(filter, tagged(tag, packet(TCP, "10.0.0.77")))).isTrue();
      assertThat(takes(filter, tagged(tag, packet(TCP, "10.0.1.77")))).isFalse();
      assertThat(takes(filter, tagged(tag, arp()))).isTrue();
      assertThat(takes(filter, tagged(tag, dhcpReply(0, 5)))).isTrue();
      assertThat(takes(filter, tagged(tag, packet(GRE, "192.0.2.1")))).isTrue();
    }
  }

  @Test
  void otherTypesAndShortFrames_areLeft() {
    KernelFilter filter = KernelFilter.of(ranges("0.0.0.0/0"));
    byte[] ipv6 = packet(TCP, "10.0.0.1");
    ipv6[12] = (byte) 0x86;
    ipv6[13] = (byte) 0xdd;
    assertThat(takes(filter, ipv6)).isFalse();
    byte[] whole = packet(TCP, "10.0.0.1");
    for (int length = 0; length < 34; length++) {
      assertThat(takes(filter, Arrays.copyOf(whole, length))).isFalse();
    }
  }

  @Test
  void randomRanges_agreeWithTheNaiveMatcher() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < 60; round++) {
      List<IpRange> claimed = randomRanges(random, 1 + random.nextInt(700));
      KernelFilter filter = KernelFilter.of(claimed);
      assertThat(filter.size()).isLessThanOrEqualTo(KernelFilter.MAX_INSTRUCTIONS);
      for (int i = 0; i < 500; i++) {
        IpAddress address = probe(random, claimed);
        boolean expected = claimed.stream().anyMatch(r -> r.contains(address));
        assertThat(takes(filter, packet(TCP, address.toString())))
            .as("seed %d, round %d, %s", seed, round, address)
            .isEqualTo(expected);
      }
    }
  }

  @Test
  void moreRangesThanTheKernelTakes_areCoveredCoarsely() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    List<IpRange> claimed = randomRanges(random, 5_000);
    for (int budget : new int[] {4096, 1024, 96}) {
      KernelFilter filter = KernelFilter.of(claimed).within(budget);
      assertThat(filter.size()).isLessThanOrEqualTo(budget);
      for (IpRange range : claimed) {
        assertThat(takes(filter, packet(TCP, range.first().toString())))
            .as("seed %d, %s", seed, range)
            .isTrue();
        assertThat(takes(filter, packet(TCP, range.last().toString())))
            .as("seed %d, %s", seed, range)
            .isTrue();
      }
    }
    KernelFilter full = KernelFilter.of(claimed);
    int strangers = 0;
    for (int i = 0; i < 2_000; i++) {
      strangers += takes(full, packet(TCP, IpAddress.ofV4(random.nextInt()).toString())) ? 1 : 0;
    }
    assertThat(strangers).as("seed %d: the widest gaps stay open", seed).isLessThan(1_900);
  }

  @Test
  void sixtyThousandSingleNeighbours_costAsMuchAsOneRange() {
    List<IpRange> hosts = new ArrayList<>();
    for (int i = 0; i < 65_536; i++) {
      hosts.add(IpRange.of(IpAddress.ofV4(0x0a4d_0000 + i)));
    }
    assertThat(KernelFilter.of(hosts).size())
        .isEqualTo(KernelFilter.of(ranges("10.77.0.0/16")).size());
  }

  @Test
  void everyPacketAndArpRequest_isOneWorkersAndAlwaysTheSame() {
    List<IpRange> claimed = ranges("10.0.0.0/16", "10.2.0.0/24", "10.4.0.0/24", "192.0.2.1");
    for (int count : new int[] {2, 3, 8}) {
      List<KernelFilter> filters = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        filters.add(KernelFilter.of(claimed, new Shard(i, count)));
      }
      int[] hosts = new int[count];
      for (int i = 0; i < 4_096; i++) {
        IpAddress host = IpAddress.ofV4(0x0a00_0000 + 2 * i);
        String text = host.toString();
        int owner = -1;
        for (int w = 0; w < count; w++) {
          boolean owns = new Shard(w, count).owns(host.v4Bits());
          owner = owns ? w : owner;
          for (int tag : new int[] {0, 0x8100}) {
            assertThat(takes(filters.get(w), tagged(tag, packet(TCP, text)))).isEqualTo(owns);
            assertThat(takes(filters.get(w), tagged(tag, packet(GRE, text)))).isEqualTo(owns);
            assertThat(takes(filters.get(w), tagged(tag, arp("10.0.7.7", text)))).isEqualTo(owns);
          }
        }
        hosts[owner]++;
      }
      for (int n : hosts) {
        assertThat(n).as("even addresses alone are spread").isBetween(3_000 / count, 5_200 / count);
      }
    }
  }

  @Test
  void neighbourThatAnnouncesItself_isHeardByEveryWorker() {
    for (int i = 0; i < 3; i++) {
      KernelFilter filter = KernelFilter.of(ranges("10.0.0.0/16"), new Shard(i, 3));
      assertThat(takes(filter, arp("192.0.2.77", "192.0.2.77"))).isTrue();
    }
  }

  @Test
  void udpForEverybody_isHeardByEveryWorker_andNoOtherGroupTraffic() {
    for (int i = 0; i < 3; i++) {
      KernelFilter filter = KernelFilter.of(ranges("10.0.0.0/16"), new Shard(i, 3));
      for (int tag : new int[] {0, 0x8100}) {
        byte[] limited = toMac(packet(UDP, "255.255.255.255"), 0xffff_ffff_ffffL);
        assertThat(takes(filter, tagged(tag, limited))).isTrue();
        byte[] subnet = toMac(packet(UDP, "192.0.2.255"), 0xffff_ffff_ffffL);
        assertThat(takes(filter, tagged(tag, subnet))).isTrue();
        byte[] mdns = toMac(packet(UDP, "224.0.0.251"), 0x0100_5e00_00fbL);
        assertThat(takes(filter, tagged(tag, mdns))).isTrue();
        byte[] ssdp = toMac(packet(UDP, "239.255.255.250"), 0x0100_5e7f_fffaL);
        assertThat(takes(filter, tagged(tag, ssdp))).isFalse();
        byte[] almost = toMac(packet(UDP, "192.0.2.255"), 0xffff_ffff_fffeL);
        assertThat(takes(filter, tagged(tag, almost))).isFalse();
        byte[] tcp = toMac(packet(TCP, "192.0.2.255"), 0xffff_ffff_ffffL);
        assertThat(takes(filter, tagged(tag, tcp))).isFalse();
      }
    }
  }

  private static byte[] toMac(byte[] frame, long mac) {
    for (int i = 0; i < 6; i++) {
      frame[i] = (byte) (mac >>> (40 - 8 * i));
    }
    return frame;
  }

  @Test
  void shareOfManyRanges_fitsTheKernelToo() {
    List<IpRange> claimed = randomRanges(new Random(5), 5_000);
    KernelFilter filter = KernelFilter.of(claimed, new Shard(1, 2));
    assertThat(filter.size()).isLessThanOrEqualTo(KernelFilter.MAX_INSTRUCTIONS);
    assertThat(filter.within(96).size()).isLessThanOrEqualTo(96);
    Shard shard = new Shard(1, 2);
    for (IpRange range : claimed) {
      assertThat(takes(filter, packet(TCP, range.first().toString())))
          .isEqualTo(shard.owns(range.first().v4Bits()));
    }
  }

  private static List<IpRange> ranges(String... texts) {
    return Arrays.stream(texts).map(IpRange::parse).toList();
  }

  private static List<IpRange> randomRanges(Random random, int n) {
    List<IpRange> out = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      int first = random.nextInt();
      long last =
          Math.min(
              0xffff_ffffL,
              Integer.toUnsignedLong(first) + random.nextInt(1 << random.nextInt(20)));
      out.add(new IpRange(IpAddress.ofV4(first), IpAddress.ofV4((int) last)));
    }
    return out;
  }

  private static IpAddress probe(Random random, List<IpRange> claimed) {
    IpRange near = claimed.get(random.nextInt(claimed.size()));
    return switch (random.nextInt(4)) {
      case 0 -> IpAddress.ofV4(random.nextInt());
      case 1 -> IpAddress.ofV4(near.first().v4Bits() - 1);
      case 2 -> IpAddress.ofV4(near.last().v4Bits() + 1);
      default -> random.nextBoolean() ? near.first() : near.last();
    };
  }

  private static byte[] packet(int protocol, String destination) {
    byte[] frame = new byte[60];
    frame[12] = 8;
    frame[14] = 0x45;
    frame[23] = (byte) protocol;
    put(frame, 30, destination);
    return frame;
  }

  private static byte[] dhcpReply(int fragmentOffset, int headerWords) {
    byte[] frame = new byte[14 + 4 * headerWords + 8];
    System.arraycopy(packet(UDP, "192.0.2.9"), 0, frame, 0, 34);
    frame[14] = (byte) (0x40 | headerWords);
    frame[21] = (byte) fragmentOffset;
    frame[14 + 4 * headerWords + 3] = 68;
    return frame;
  }

  private static byte[] arp() {
    byte[] frame = new byte[42];
    frame[12] = 8;
    frame[13] = 6;
    return frame;
  }

  private static byte[] arp(String sender, String target) {
    byte[] frame = arp();
    put(frame, 28, sender);
    put(frame, 38, target);
    return frame;
  }

  private static void put(byte[] frame, int at, String address) {
    int bits = IpAddress.parse(address).v4Bits();
    for (int i = 0; i < 4; i++) {
      frame[at + i] = (byte) (bits >>> (24 - 8 * i));
    }
  }

  /// The frame with a tag of this type; as it is for zero.
  private static byte[] tagged(int type, byte[] frame) {
    if (type == 0) {
      return frame;
    }
    byte[] out = new byte[frame.length + 4];
    System.arraycopy(frame, 0, out, 0, 12);
    out[12] = (byte) (type >> 8);
    out[13] = (byte) type;
    out[15] = 42;
    System.arraycopy(frame, 12, out, 16, frame.length - 12);
    return out;
  }

  /// Runs the program as the kernel would: a load past the end leaves the frame.
  private static boolean takes(KernelFilter filter, byte[] frame) {
    int a = 0;
    int x = 0;
    int pc = 0;
    while (true) {
      assertThat(pc).isBetween(0, filter.size() - 1);
      int k = filter.k(pc);
      int code = filter.code(pc);
      boolean holds = false;
      boolean isJump = false;
      switch (code) {
        case KernelFilter.LDH_ABS,
            KernelFilter.LDB_ABS,
            KernelFilter.LDW_ABS,
            KernelFilter.LDH_IND -> {
          int width = code == KernelFilter.LDW_ABS ? 4 : code == KernelFilter.LDB_ABS ? 1 : 2;
          int at = code == KernelFilter.LDH_IND ? x + k : k;
          if (at + width > frame.length) {
            return false;
          }
          a = 0;
          for (int i = 0; i < width; i++) {
            a = a << 8 | (frame[at + i] & 0xff);
          }
        }
        case KernelFilter.LDX_MSH -> {
          if (k >= frame.length) {
            return false;
          }
          x = 4 * (frame[k] & 0xf);
        }
        case KernelFilter.MUL -> a *= k;
        case KernelFilter.RSH -> a >>>= k;
        case KernelFilter.MOD -> a = Integer.remainderUnsigned(a, k);
        case KernelFilter.TAX -> x = a;
        case KernelFilter.JEQ_X -> {
          isJump = true;
          holds = a == x;
        }
        case KernelFilter.JA -> pc += k;
        case KernelFilter.JEQ -> {
          isJump = true;
          holds = a == k;
        }
        case KernelFilter.JGT -> {
          isJump = true;
          holds = Integer.compareUnsigned(a, k) > 0;
        }
        case KernelFilter.JGE -> {
          isJump = true;
          holds = Integer.compareUnsigned(a, k) >= 0;
        }
        case KernelFilter.JSET -> {
          isJump = true;
          holds = (a & k) != 0;
        }
        case KernelFilter.RET -> {
          return k != 0;
        }
        default -> throw new AssertionError("unknown instruction " + code);
      }
      if (isJump) {
        int distance = holds ? filter.jumpTrue(pc) : filter.jumpFalse(pc);
        assertThat(distance).isBetween(0, 255);
        pc += distance;
      }
      pc++;
    }
  }
}
