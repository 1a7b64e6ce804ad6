package honeyd.bench;

import honeyd.base.DropReason;
import honeyd.flow.FlowStream;
import honeyd.link.Link;
import honeyd.wire.IpProtocol;
import honeyd.wire.Ipv4View;
import honeyd.wire.TcpView;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// A peer with one connection to the machine's service, without loss, in segments of 1,460 bytes.
final class Transfer implements Link.FrameHandler {
  private static final int MSS = 1_460;
  private static final int HEADERS = 40;
  private static final int BATCH = 16;

  private final Machine machine;
  private final MemorySegment packet;
  private final Ipv4View ip = new Ipv4View();
  private final TcpView tcp = new TcpView();
  private final Ipv4View seenIp = new Ipv4View();
  private final TcpView seenTcp = new TcpView();
  private final byte[] chunk = new byte[1 << 16];
  private int seq = 1;
  private int ack;
  private int unacknowledged;
  private boolean downloads;

  Transfer(Machine machine, Arena arena) {
    this.machine = machine;
    packet = arena.allocate(HEADERS + MSS, 8);
    send(TcpView.SYN, 0);
    seq++;
    turn();
    send(TcpView.ACK, 0);
    turn();
    machine.stream();
  }

  /// Sends to the service until the time is over; returns how many bytes it read.
  long upload(long untilNs) throws IOException {
    FlowStream stream = machine.stream();
    long bytes = 0;
    while (System.nanoTime() < untilNs) {
      for (int i = 0; i < BATCH; i++) {
        send(TcpView.ACK, MSS);
        seq += MSS;
      }
      machine.work();
      int read = 0;
      while (stream.received().readable() > 0) {
        read += stream.read(chunk, 0, chunk.length);
      }
      turn();
      if (read != BATCH * MSS) {
        throw new IllegalStateException("the service read " + read + " bytes of a batch");
      }
      bytes += read;
    }
    return bytes;
  }

  /// Has the service send until the time is over; returns how many bytes the peer acknowledged.
  long download(long untilNs) throws IOException {
    FlowStream stream = machine.stream();
    downloads = true;
    int first = ack;
    long bytes = 0;
    while (System.nanoTime() < untilNs) {
      stream.write(chunk, 0, Math.min(chunk.length, stream.toSend().writable()));
      turn();
      if (unacknowledged > 0) {
        acknowledge();
      }
      bytes += Integer.toUnsignedLong(ack - first);
      first = ack;
    }
    if (bytes == 0) {
      throw new IllegalStateException("nothing arrived");
    }
    return bytes;
  }

  private void turn() {
    machine.work();
    machine.link.drain(this, Integer.MAX_VALUE);
  }

  @Override
  public void onFrame(
      MemorySegment frames, long at, int length, int vlan, Link.ChecksumState checksum) {
    if (seenIp.wrap(frames, at, at + length) != DropReason.NONE
        || seenTcp.wrap(frames, seenIp.payloadAt(), seenIp.end()) != DropReason.NONE) {
      throw new IllegalStateException("not a segment");
    }
    int end = seenTcp.seq() + seenTcp.sequenceBytes();
    if (seenTcp.has(TcpView.SYN) || end - ack > 0) {
      ack = end;
      if (downloads && ++unacknowledged == 2) {
        acknowledge();
      }
    }
  }

  private void acknowledge() {
    unacknowledged = 0;
    send(TcpView.ACK, 0);
  }

  private void send(int flags, int payloadBytes) {
    int end = HEADERS + payloadBytes;
    ip.begin(packet, 0, Ipv4View.HEADER_BYTES)
        .totalLength(end)
        .ttl(64)
        .protocol(IpProtocol.TCP)
        .srcBits(0xac10_0001)
        .dstBits(0x0a00_0009)
        .updateChecksum();
    tcp.begin(packet, 20, end, TcpView.HEADER_BYTES)
        .srcPort(40_000)
        .dstPort(Machine.SERVICE_PORT)
        .seq(seq)
        .ack(flags == TcpView.SYN ? 0 : ack)
        .flags(flags)
        .window(65_535)
        .updateChecksum(ip.pseudoHeader());
    if (!machine.link.inject(packet, 0, end, Link.NO_VLAN, Link.ChecksumState.UNVERIFIED)) {
      throw new IllegalStateException("no room on the link");
    }
  }
}
