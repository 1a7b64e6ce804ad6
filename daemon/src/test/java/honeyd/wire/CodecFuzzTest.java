package honeyd.wire;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.base.DropReason;
import honeyd.testkit.Corpus;
import honeyd.testkit.Hex;
import honeyd.testkit.Mutator;
import honeyd.testkit.SeededTest;
import honeyd.testkit.script.PacketSpec;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// No bytes make a view, the options or the printer throw or read past the frame.
class CodecFuzzTest {
  private static final long SEED = 0x486f6e657964L;
  private static final int ROUNDS = 100_000;

  private final EthernetView ethernet = new EthernetView();
  private final ArpView arp = new ArpView();
  private final Ipv4View ip = new Ipv4View();
  private final IcmpView icmp = new IcmpView();
  private final UdpView udp = new UdpView();
  private final TcpView tcp = new TcpView();
  private final GreView gre = new GreView();
  private final TcpOptions options = new TcpOptions();
  private final PacketPrinter printer = new PacketPrinter();
  private final StringBuilder line = new StringBuilder();

  static List<Corpus> seeds() {
    return Corpus.load("frame");
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void seed_isReadAndPrinted(Corpus seed) {
    readAll(seed.bytes());
    String printed = PacketSpec.ofEthernet(seed.bytes()).toString();
    assertThat(PacketSpec.parse(printed)).hasToString(printed);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void seedTruncatedAtEveryLength_isReadAndPrinted(Corpus seed) {
    for (int length = 0; length < seed.bytes().length; length++) {
      readAll(Arrays.copyOf(seed.bytes(), length));
    }
  }

  @Test
  void mutatedSeeds_areReadAndPrinted() {
    List<byte[]> seeds = seeds().stream().map(Corpus::bytes).toList();
    SeededTest.run(SEED, ROUNDS, rng -> readAll(new Mutator(rng).mutate(seeds)));
  }

  /// Every layer is tried, the inner ones also where an outer one said no: they must hold alone.
  /// The segment is exactly as long as the frame, so that a read past it throws.
  private void readAll(byte[] frame) {
    try {
      MemorySegment bytes = MemorySegment.ofArray(frame);
      long limit = frame.length;
      if (ethernet.wrap(bytes, 0, limit) == DropReason.NONE) {
        assertThat(ethernet.etherType()).isBetween(0, 0xffff);
        ethernet.srcMac();
        ethernet.dstMac();
        ethernet.vlanTci();
        payload(bytes, ethernet.payloadAt(), limit);
      }
      payload(bytes, 0, limit);
      line.setLength(0);
      printer.printEthernet(line, bytes, 0, limit);
      printer.printIp(line, bytes, 0, limit);
      assertThat(line.indexOf("\n")).isNegative();
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError(e.getMessage() + "\nframe:\n" + Hex.text(frame), e);
    }
  }

  private void payload(MemorySegment bytes, long at, long limit) {
    if (arp.wrap(bytes, at, limit) == DropReason.NONE) {
      arp.senderMac();
      arp.senderBits();
      arp.targetMac();
      arp.targetBits();
    }
    if (ip.wrap(bytes, at, limit) == DropReason.NONE) {
      inside(at, ip.payloadAt(), ip.end(), limit);
      assertThat(ip.payloadBytes()).isNotNegative();
      ip.isChecksumValid();
      transport(bytes, ip.payloadAt(), ip.end());
    }
    if (ip.wrapQuoted(bytes, at, limit) == DropReason.NONE) {
      assertThat(ip.payloadAt()).isLessThanOrEqualTo(limit);
      ip.isChecksumValid();
    }
    transport(bytes, at, limit);
  }

  private void transport(MemorySegment bytes, long at, long limit) {
    if (icmp.wrap(bytes, at, limit) == DropReason.NONE) {
      inside(at, icmp.payloadAt(), icmp.end(), limit);
      icmp.isChecksumValid();
      icmp.restOfHeader();
    }
    if (udp.wrap(bytes, at, limit) == DropReason.NONE) {
      inside(at, udp.payloadAt(), udp.end(), limit);
    }
    if (tcp.wrap(bytes, at, limit) == DropReason.NONE) {
      inside(at, tcp.payloadAt(), tcp.end(), limit);
      tcp.isChecksumValid(0);
      assertThat(tcp.optionsBytes()).isBetween(0, 40);
      options.parse(bytes, tcp.optionsAt(), tcp.optionsBytes());
      assertThat(options.sackBlocks).isBetween(0, TcpOptions.MAX_SACK_BLOCKS);
    }
    if (gre.wrap(bytes, at, limit) == DropReason.NONE) {
      inside(at, gre.payloadAt(), gre.end(), limit);
      gre.isChecksumValid();
      assertThat(gre.version()).isZero();
      if (gre.hasKey()) {
        gre.key();
      }
      if (gre.hasSequence()) {
        gre.sequence();
      }
    }
    options.parse(bytes, at, (int) (limit - at));
    assertThat(options.mss).isBetween(-1, 65535);
    assertThat(options.windowScale).isBetween(-1, 255);
  }

  private static void inside(long at, long payloadAt, long end, long limit) {
    assertThat(at < payloadAt && payloadAt <= end && end <= limit).isTrue();
  }
}
