package honeyd.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import honeyd.base.DropReason;
import honeyd.testkit.script.PacketSpec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/// Reading and writing packets makes no garbage.
class CodecAllocationTest {
  private static final int PACKETS = 100_000;

  private final EthernetView ethernet = new EthernetView();
  private final Ipv4View ip = new Ipv4View();
  private final TcpView tcp = new TcpView();
  private final UdpView udp = new UdpView();
  private final IcmpView icmp = new IcmpView();
  private final GreView gre = new GreView();
  private final ArpView arp = new ArpView();
  private final TcpOptions options = new TcpOptions();
  private final TcpOptionWriter writer = new TcpOptionWriter();
  private final byte[] written = new byte[40];

  private int read(MemorySegment bytes, long limit) {
    if (ethernet.wrap(bytes, 0, limit) != DropReason.NONE) {
      return 0;
    }
    if (ethernet.etherType() == EtherType.ARP) {
      return arp.wrap(bytes, ethernet.payloadAt(), limit) == DropReason.NONE
          ? arp.targetBits() + (int) arp.senderMac()
          : 0;
    }
    if (ip.wrap(bytes, ethernet.payloadAt(), limit) != DropReason.NONE || !ip.isChecksumValid()) {
      return 0;
    }
    return switch (ip.protocol()) {
      case IpProtocol.TCP -> tcp(bytes);
      case IpProtocol.UDP ->
          udp.wrap(bytes, ip.payloadAt(), ip.end()) == DropReason.NONE && udp.isChecksumValid(ip)
              ? udp.dstPort()
              : 0;
      case IpProtocol.GRE ->
          gre.wrap(bytes, ip.payloadAt(), ip.end()) == DropReason.NONE && gre.isChecksumValid()
              ? gre.key()
              : 0;
      default ->
          icmp.wrap(bytes, ip.payloadAt(), ip.end()) == DropReason.NONE && icmp.isChecksumValid()
              ? icmp.identifier()
              : 0;
    };
  }

  private int tcp(MemorySegment bytes) {
    if (tcp.wrap(bytes, ip.payloadAt(), ip.end()) != DropReason.NONE
        || !tcp.isChecksumValid(ip.pseudoHeader())) {
      return 0;
    }
    options.parse(bytes, tcp.optionsAt(), tcp.optionsBytes());
    return tcp.seq() + options.mss + options.sackBlocks;
  }

  private void write(MemorySegment out, int round) {
    int optionBytes =
        writer
            .begin(written)
            .mss(1460)
            .sackPermitted()
            .timestamps(round, 1)
            .nop()
            .windowScale(7)
            .finish();
    int end = 14 + 20 + 20 + optionBytes;
    ethernet.begin(out, 0, end).dstMac(round).srcMac(2).etherType(EtherType.IPV4);
    ip.begin(out, 14, 20)
        .totalLength(end - 14)
        .identification(round)
        .ttl(64)
        .protocol(IpProtocol.TCP)
        .srcBits(round)
        .dstBits(1);
    ip.updateChecksum();
    tcp.begin(out, 34, end, 20 + optionBytes).seq(round).flags(TcpView.SYN).window(9);
    writer.copyTo(out, tcp.optionsAt());
    tcp.updateChecksum(ip.pseudoHeader());
  }

  @Test
  void readingAndWriting_allocatesNothing() {
    String[] texts = {
      "tcp 10.0.0.1:4 > 10.0.0.9:5 S 100:100(0) <mss 1460,sackOK,TS val 9 ecr 0,nop,wscale 7>",
      "tcp 10.0.0.1:4 > 10.0.0.9:5 . 1:1001(1000) ack 4 <nop,nop,sack 1:5 9:12 14:15>",
      "tcp 10.0.0.1:4 > 10.0.0.9:5 S 1:1(0) <nop,nop,nop,bad 0300>",
      "udp 10.0.0.1:4 > 10.0.0.9:5 (100)",
      "icmp 10.0.0.1 > 10.0.0.9 echo-request id 1 seq 1 (56)",
      "gre 10.0.0.1 > 10.0.0.9 key 7 [udp 10.0.0.1:4 > 10.0.0.9:5 (100)]",
      "arp who-has 10.0.0.9 tell 10.0.0.1",
      "malformed ipv4_bad_header_length raw 4400001400000000400600000a0000010a000009",
    };
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment[] frames = new MemorySegment[texts.length];
      for (int i = 0; i < texts.length; i++) {
        byte[] frame = PacketSpec.parse(texts[i]).toEthernet(1, 2);
        frames[i] = arena.allocate(frame.length);
        frames[i].copyFrom(MemorySegment.ofArray(frame));
      }
      MemorySegment out = arena.allocate(128);
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      long best = Long.MAX_VALUE;
      int sink = 0;
      // The first rounds run interpreted, where the foreign memory calls box.
      for (int round = 0; round < 20 && best != 0; round++) {
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < PACKETS; i++) {
          MemorySegment frame = frames[i % frames.length];
          sink += read(frame, frame.byteSize());
          write(out, i);
        }
        best = Math.min(best, threads.getCurrentThreadAllocatedBytes() - before);
      }
      assertThat(sink).isNotZero();
      assertThat(best).as("bytes allocated by %d packets", PACKETS).isZero();
    }
  }
}
