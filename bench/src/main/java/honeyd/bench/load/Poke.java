package honeyd.bench.load;

import honeyd.base.DropReason;
import honeyd.link.EpollIdle;
import honeyd.link.Link;
import honeyd.link.RingLink;
import honeyd.wire.IpProtocol;
import honeyd.wire.Ipv4View;
import honeyd.wire.TcpView;
import java.lang.foreign.MemorySegment;

/// Sends one byte over some of the connections that were left open and counts which still live: the
/// byte is acknowledged. One at a time. One thread.
final class Poke implements Link.FrameHandler {
  private static final long PATIENCE_NS = 500_000_000L;
  private static final int TRIES = 4;
  private static final int RECEIVE = 256;
  private static final long REST_NS = 1_000_000;
  private static final MemorySegment BYTE = MemorySegment.ofArray(new byte[] {'x'});

  private final RingLink link;
  private final EpollIdle idle;
  private final TcpFrames frames;
  private final Numbering numbering;
  private final Held held;
  private final Ipv4View ip = new Ipv4View();
  private final TcpView tcp = new TcpView();
  private int poked;
  private boolean answered;
  private boolean alive;

  Poke(RingLink link, EpollIdle idle, TcpFrames frames, Numbering numbering, Held held) {
    this.link = link;
    this.idle = idle;
    this.frames = frames;
    this.numbering = numbering;
    this.held = held;
  }

  /// @param sample how many of the connections are asked, evenly spread from the first to the last
  Words run(int sample) {
    int asked = Math.min(sample, held.count());
    int living = 0;
    for (int i = 0; i < asked; i++) {
      living += isAlive((int) ((long) i * held.count() / asked)) ? 1 : 0;
    }
    return new Words().put("asked", asked).put("alive", living);
  }

  private boolean isAlive(int i) {
    poked = i;
    answered = false;
    int seq = held.sndNxt(i);
    held.advance(i, 1);
    // Sent again like by any client: what thousands of half-open connections send again meanwhile
    // may have filled our ring.
    for (int tries = 0; tries < TRIES && !answered; tries++) {
      frames.send(held.number(i), TcpView.PSH | TcpView.ACK, seq, held.rcvNxt(i), BYTE);
      link.flush();
      long startNs = System.nanoTime();
      while (!answered && System.nanoTime() - startNs < PATIENCE_NS) {
        if (link.receive(this, RECEIVE) == 0) {
          idle.idle(REST_NS);
        }
      }
    }
    return answered && alive;
  }

  @Override
  public void onFrame(
      MemorySegment bytes, long at, int length, int vlan, Link.ChecksumState checksum) {
    if (ip.wrap(bytes, at + 14, at + length) != DropReason.NONE
        || ip.protocol() != IpProtocol.TCP
        || tcp.wrap(bytes, ip.payloadAt(), ip.end()) != DropReason.NONE
        || ip.srcBits() != numbering.host(held.number(poked))
        || tcp.dstPort() != numbering.port(held.number(poked))) {
      return;
    }
    answered = true;
    alive = !tcp.has(TcpView.RST) && tcp.ack() == held.sndNxt(poked);
  }
}
