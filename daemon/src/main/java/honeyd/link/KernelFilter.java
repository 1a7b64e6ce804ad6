package honeyd.link;

import honeyd.net.IpRange;
import honeyd.sys.NetStructs;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/// A classic BPF program for Ethernet that lets through ARP, GRE, replies to DHCP clients, UDP for
/// everybody on the link, and IPv4 to claimed addresses; everything else never leaves the kernel.
///
/// ```
///   EtherType, one 802.1Q or 802.1ad tag skipped
///     ARP ─► take          IPv4 ─► protocol GRE ─► take
///     else ─► leave                UDP in a broadcast frame or to 224.0.0.251 ─► take
///                                  UDP to port 68 ─► take
///                                  destination ─► binary search over the claimed ranges
/// ```
///
/// For one of several workers it lets through only what belongs to the worker's [Shard]: IPv4 by
/// its destination and ARP by its target, so that all packets of a host meet one worker. ARP in
/// which a neighbour announces itself, and UDP for everybody, is every worker's.
///
/// Claimed ranges that lie next to each other count once. Where there are still too many for the
/// kernel's limit on programs, those with the smallest gaps between them are joined, so that the
/// filter takes too much, never too little: the stack drops what nobody claims. Immutable.
///
/// Sources: linux/filter.h, Documentation/networking/filter.rst.
public final class KernelFilter {
  /// The kernel's limit, `BPF_MAXINSNS`.
  static final int MAX_INSTRUCTIONS = 4096;

  // Classes, modes and operators as linux/bpf_common.h combines them.
  static final int LDH_ABS = 0x28;
  static final int LDB_ABS = 0x30;
  static final int LDW_ABS = 0x20;
  static final int LDH_IND = 0x48;
  static final int LDX_MSH = 0xb1;
  static final int JA = 0x05;
  static final int JEQ = 0x15;
  static final int JGT = 0x25;
  static final int JGE = 0x35;
  static final int JSET = 0x45;
  static final int RET = 0x06;
  static final int MUL = 0x24;
  static final int RSH = 0x74;
  static final int MOD = 0x94;
  static final int TAX = 0x07;
  static final int JEQ_X = 0x1d;

  private static final int TAKE = 0x4_0000;
  private static final int LEAVE = 0;
  private static final int MAX_JUMP = 255;
  private static final int ETHER_TYPE = 12;
  private static final int ETHER_BYTES = 14;
  private static final int TAG_BYTES = 4;
  private static final int IPV4 = 0x0800;
  private static final int ARP = 0x0806;
  private static final int DOT1Q = 0x8100;
  private static final int DOT1AD = 0x88a8;
  private static final int IP_FRAGMENT = 6;
  private static final int IP_PROTOCOL = 9;
  private static final int IP_SOURCE = 12;
  private static final int IP_DESTINATION = 16;
  private static final int ARP_SENDER = 14;
  private static final int ARP_TARGET = 24;
  private static final int FRAGMENT_OFFSET_MASK = 0x1fff;
  private static final int GRE = 47;
  private static final int UDP = 17;
  private static final int DHCP_CLIENT_PORT = 68;
  private static final int FIRST_OF_BROADCAST_MAC = 0xffff_ffff;
  private static final int REST_OF_MAC = 4;
  private static final int REST_OF_BROADCAST_MAC = 0xffff;
  private static final int MDNS_GROUP = 0xe000_00fb;

  private record Instruction(int code, int jumpTrue, int jumpFalse, int k) {}

  private record Run(long first, long last) {}

  /// Which of a packet's addresses is looked at.
  private enum By {
    DESTINATION,
    SOURCE
  }

  private final List<IpRange> claimed;
  private final By by;
  private final Shard shard;
  private final List<Instruction> program;

  private KernelFilter(List<IpRange> claimed, By by, Shard shard, List<Instruction> program) {
    this.claimed = claimed;
    this.by = by;
    this.shard = shard;
    this.program = program;
  }

  /// The filter for these claimed ranges; those of IPv6 are passed over.
  public static KernelFilter of(Collection<IpRange> claimed) {
    return of(claimed, Shard.WHOLE);
  }

  /// The filter for those of the claimed ranges' hosts that belong to a share.
  public static KernelFilter of(Collection<IpRange> claimed, Shard shard) {
    return of(claimed, By.DESTINATION, shard, MAX_INSTRUCTIONS);
  }

  /// The filter for whoever watches over these ranges: ARP, and IPv4 that comes from them.
  public static KernelFilter ofSources(Collection<IpRange> ranges) {
    return of(ranges, By.SOURCE, Shard.WHOLE, MAX_INSTRUCTIONS);
  }

  /// As [#of(Collection, Shard)], in at most `maxInstructions`, which is at least 96.
  private static KernelFilter of(
      Collection<IpRange> claimed, By by, Shard shard, int maxInstructions) {
    List<IpRange> kept = List.copyOf(claimed);
    List<Run> runs = merged(kept);
    int limit = runs.size();
    while (true) {
      List<Instruction> program = program(joined(runs, limit), by, shard);
      if (program.size() <= maxInstructions || limit <= 1) {
        return new KernelFilter(kept, by, shard, program);
      }
      limit = Math.min(limit - 1, (int) ((long) limit * maxInstructions / program.size()));
    }
  }

  /// The same claims in at most `maxInstructions`.
  KernelFilter within(int maxInstructions) {
    return of(claimed, by, shard, maxInstructions);
  }

  int size() {
    return program.size();
  }

  int code(int i) {
    return program.get(i).code;
  }

  int jumpTrue(int i) {
    return program.get(i).jumpTrue;
  }

  int jumpFalse(int i) {
    return program.get(i).jumpFalse;
  }

  int k(int i) {
    return program.get(i).k;
  }

  /// The program as `struct sock_fprog`, in `arena`.
  MemorySegment toNative(Arena arena) {
    MemorySegment code = arena.allocate(NetStructs.SOCK_FILTER, program.size());
    for (int i = 0; i < program.size(); i++) {
      Instruction each = program.get(i);
      long at = i * NetStructs.SOCK_FILTER.byteSize();
      code.set(ValueLayout.JAVA_SHORT, at, (short) each.code);
      code.set(ValueLayout.JAVA_BYTE, at + 2, (byte) each.jumpTrue);
      code.set(ValueLayout.JAVA_BYTE, at + 3, (byte) each.jumpFalse);
      code.set(ValueLayout.JAVA_INT, at + 4, each.k);
    }
    MemorySegment head = arena.allocate(NetStructs.SOCK_FPROG);
    head.set(
        ValueLayout.JAVA_SHORT,
        NetStructs.offset(NetStructs.SOCK_FPROG, "len"),
        (short) program.size());
    head.set(ValueLayout.ADDRESS, NetStructs.offset(NetStructs.SOCK_FPROG, "filter"), code);
    return head;
  }

  /// Ascending runs of IPv4 addresses that neither overlap nor touch.
  private static List<Run> merged(List<IpRange> ranges) {
    List<Run> sorted = new ArrayList<>();
    for (IpRange range : ranges) {
      if (range.first().isV4()) {
        sorted.add(
            new Run(
                Integer.toUnsignedLong(range.first().v4Bits()),
                Integer.toUnsignedLong(range.last().v4Bits())));
      }
    }
    sorted.sort(Comparator.comparingLong(Run::first));
    List<Run> out = new ArrayList<>();
    for (Run run : sorted) {
      Run before = out.isEmpty() ? null : out.getLast();
      if (before != null && run.first <= before.last + 1) {
        out.set(out.size() - 1, new Run(before.first, Math.max(before.last, run.last)));
      } else {
        out.add(run);
      }
    }
    return out;
  }

  /// At most `limit` runs that cover the given ones: only the widest gaps stay open.
  private static List<Run> joined(List<Run> runs, int limit) {
    if (runs.size() <= limit) {
      return runs;
    }
    long[] gaps = new long[runs.size() - 1];
    for (int i = 0; i < gaps.length; i++) {
      gaps[i] = runs.get(i + 1).first - runs.get(i).last;
    }
    long[] sorted = gaps.clone();
    Arrays.sort(sorted);
    long widestClosed = limit <= 1 ? Long.MAX_VALUE : sorted[gaps.length - limit];
    List<Run> out = new ArrayList<>();
    Run open = runs.getFirst();
    for (int i = 0; i < gaps.length; i++) {
      if (gaps[i] > widestClosed) {
        out.add(open);
        open = runs.get(i + 1);
      } else {
        open = new Run(open.first, runs.get(i + 1).last);
      }
    }
    out.add(open);
    return out;
  }

  private static List<Instruction> program(List<Run> runs, By by, Shard shard) {
    List<Instruction> search = runs.isEmpty() ? List.of(ret(LEAVE)) : search(runs);
    List<Instruction> tagged =
        by == By.SOURCE ? sources(TAG_BYTES, 0) : addresses(TAG_BYTES, 0, shard);
    List<Instruction> plain =
        by == By.SOURCE ? sources(0, tagged.size()) : addresses(0, tagged.size(), shard);
    List<Instruction> out = new ArrayList<>();
    out.add(new Instruction(LDH_ABS, 0, 0, ETHER_TYPE));
    out.add(new Instruction(JEQ, plain.size() + 1, 0, DOT1Q));
    out.add(new Instruction(JEQ, plain.size(), 0, DOT1AD));
    out.addAll(plain);
    out.addAll(tagged);
    out.addAll(search);
    return List.copyOf(out);
  }

  /// From a frame whose EtherType lies at 12 + `shift` to its IPv4 destination in the accumulator,
  /// and on to the search, which lies `distance` instructions behind this block.
  private static List<Instruction> addresses(int shift, int distance, Shard shard) {
    int ip = ETHER_BYTES + shift;
    List<Instruction> arp = arp(ip, shard);
    List<Instruction> out = new ArrayList<>();
    out.add(new Instruction(LDH_ABS, 0, 0, ETHER_TYPE + shift));
    out.add(new Instruction(JEQ, 2 + arp.size(), 0, IPV4));
    out.add(new Instruction(JEQ, 1, 0, ARP));
    out.add(ret(LEAVE));
    out.addAll(arp);
    out.addAll(forEverybody(ip));
    if (!shard.isWhole()) {
      out.add(new Instruction(LDW_ABS, 0, 0, ip + IP_DESTINATION));
      out.addAll(ownOrLeave(shard));
    }
    out.add(new Instruction(LDB_ABS, 0, 0, ip + IP_PROTOCOL));
    out.add(new Instruction(JEQ, 6, 0, GRE));
    out.add(new Instruction(JEQ, 0, 6, UDP));
    // Only the first fragment has ports.
    out.add(new Instruction(LDH_ABS, 0, 0, ip + IP_FRAGMENT));
    out.add(new Instruction(JSET, 4, 0, FRAGMENT_OFFSET_MASK));
    out.add(new Instruction(LDX_MSH, 0, 0, ip));
    out.add(new Instruction(LDH_IND, 0, 0, ip + 2));
    out.add(new Instruction(JEQ, 0, 1, DHCP_CLIENT_PORT));
    out.add(ret(TAKE));
    out.add(new Instruction(LDW_ABS, 0, 0, ip + IP_DESTINATION));
    out.add(new Instruction(JA, 0, 0, distance));
    return out;
  }

  /// The same for the source of an IPv4 packet.
  private static List<Instruction> sources(int shift, int distance) {
    return List.of(
        new Instruction(LDH_ABS, 0, 0, ETHER_TYPE + shift),
        new Instruction(JEQ, 3, 0, IPV4),
        new Instruction(JEQ, 1, 0, ARP),
        ret(LEAVE),
        ret(TAKE),
        new Instruction(LDW_ABS, 0, 0, ETHER_BYTES + shift + IP_SOURCE),
        new Instruction(JA, 0, 0, distance));
  }

  /// Takes UDP that everybody on the link is to hear; goes on with anything else.
  private static List<Instruction> forEverybody(int ip) {
    return List.of(
        new Instruction(LDB_ABS, 0, 0, ip + IP_PROTOCOL),
        new Instruction(JEQ, 0, 7, UDP),
        new Instruction(LDW_ABS, 0, 0, 0),
        new Instruction(JEQ, 0, 2, FIRST_OF_BROADCAST_MAC),
        new Instruction(LDH_ABS, 0, 0, REST_OF_MAC),
        new Instruction(JEQ, 2, 0, REST_OF_BROADCAST_MAC),
        new Instruction(LDW_ABS, 0, 0, ip + IP_DESTINATION),
        new Instruction(JEQ, 0, 1, MDNS_GROUP),
        ret(TAKE));
  }

  /// Takes ARP for hosts of the share, and what every worker must hear: neighbours that announce
  /// themselves, with their own address as the target (RFC 5227 §2.3).
  private static List<Instruction> arp(int arp, Shard shard) {
    if (shard.isWhole()) {
      return List.of(ret(TAKE));
    }
    List<Instruction> out = new ArrayList<>();
    out.add(new Instruction(LDW_ABS, 0, 0, arp + ARP_SENDER));
    out.add(new Instruction(TAX, 0, 0, 0));
    out.add(new Instruction(LDW_ABS, 0, 0, arp + ARP_TARGET));
    List<Instruction> own = ownOrLeave(shard);
    out.add(new Instruction(JEQ_X, own.size(), 0, 0));
    out.addAll(own);
    out.add(ret(TAKE));
    return out;
  }

  /// Leaves the frame unless the address in the accumulator belongs to the share: [Shard#owns].
  private static List<Instruction> ownOrLeave(Shard shard) {
    return List.of(
        new Instruction(MUL, 0, 0, Shard.MULTIPLIER),
        new Instruction(RSH, 0, 0, Shard.SHIFT),
        new Instruction(MOD, 0, 0, shard.count()),
        new Instruction(JEQ, 1, 0, shard.index()),
        ret(LEAVE));
  }

  /// Which run begins at or below the accumulator, by halving; then whether it ends below it.
  private static List<Instruction> search(List<Run> runs) {
    if (runs.size() == 1) {
      Run run = runs.getFirst();
      return List.of(
          new Instruction(JGE, 0, 1, (int) run.first),
          new Instruction(JGT, 0, 1, (int) run.last),
          ret(LEAVE),
          ret(TAKE));
    }
    int half = runs.size() / 2;
    List<Instruction> low = search(runs.subList(0, half));
    List<Instruction> high = search(runs.subList(half, runs.size()));
    List<Instruction> out = new ArrayList<>(low.size() + high.size() + 2);
    int middle = (int) runs.get(half).first;
    if (low.size() <= MAX_JUMP) {
      out.add(new Instruction(JGE, low.size(), 0, middle));
    } else {
      // A conditional jump has eight bits for its distance, an unconditional one has 32.
      out.add(new Instruction(JGE, 0, 1, middle));
      out.add(new Instruction(JA, 0, 0, low.size()));
    }
    out.addAll(low);
    out.addAll(high);
    return out;
  }

  private static Instruction ret(int bytes) {
    return new Instruction(RET, 0, 0, bytes);
  }
}
