package honeyd.bench.load;

import honeyd.base.DropReason;
import honeyd.link.EpollIdle;
import honeyd.link.Link;
import honeyd.link.RingLink;
import honeyd.wire.IpProtocol;
import honeyd.wire.Ipv4View;
import honeyd.wire.TcpView;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/// So many clients at once, each of which opens a connection, does what the plan says, and begins
/// anew with the next host. Every step a kernel's client would send is sent: SYN, ACK, data, FIN,
/// ACK. A connection counts when it is over for both sides; one that is reset, brings other bytes
/// than it was sent or takes longer than [#PATIENCE_NS] has failed. Nothing is sent twice: the
/// cable loses nothing unless a ring overflows, and then the failure is to be seen.
///
/// Allocates nothing while it runs. One thread.
final class TcpClients implements Link.FrameHandler {
  /// What a client does with a connection.
  enum Plan {
    /// Closes it as soon as it is open.
    CLOSE,
    /// Sends 64 bytes, waits for the same to come back, closes it.
    EXCHANGE,
    /// Leaves it open and counts it when the handshake is over.
    HOLD
  }

  static final int EXCHANGE_BYTES = 64;
  private static final long PATIENCE_NS = 3_000_000_000L;
  private static final long LOOK_EVERY_NS = 20_000_000;
  private static final long REST_NS = 1_000_000;
  private static final int RECEIVE = 256;
  private static final int FREE = 0;
  private static final int SYN_SENT = 1;
  private static final int AWAITS_BYTES = 2;
  private static final int CLOSING = 3;
  private static final MemorySegment NOTHING = MemorySegment.ofArray(new byte[0]);

  private final RingLink link;
  private final EpollIdle idle;
  private final TcpFrames frames;
  private final Numbering numbering;
  private final Plan plan;
  private final Held held;
  private final Ipv4View ip = new Ipv4View();
  private final TcpView tcp = new TcpView();
  private final MemorySegment payload = MemorySegment.ofArray(new byte[EXCHANGE_BYTES]);
  private final int[] slotOfPort = new int[1 << 16];
  private final int[] free;
  private int freeCount;
  private final int[] numbers;
  private final int[] states;
  private final int[] sndNxt;
  private final int[] rcvNxt;
  private final int[] received;
  private final boolean[] finAcked;
  private final boolean[] finReceived;
  private final long[] startedNs;
  private final Histogram latency = new Histogram();
  private int next;
  private long nowNs;
  private long begun;
  private long completed;
  private long resets;
  private long late;
  private long wrong;

  /// @param firstNumber the first connection's number
  /// @param held takes connections that are left open
  TcpClients(
      RingLink link,
      EpollIdle idle,
      TcpFrames frames,
      Numbering numbering,
      Plan plan,
      int clients,
      int firstNumber,
      Held held) {
    this.link = link;
    this.idle = idle;
    this.frames = frames;
    this.numbering = numbering;
    this.plan = plan;
    this.held = held;
    this.next = firstNumber;
    free = new int[clients];
    numbers = new int[clients];
    states = new int[clients];
    sndNxt = new int[clients];
    rcvNxt = new int[clients];
    received = new int[clients];
    finAcked = new boolean[clients];
    finReceived = new boolean[clients];
    startedNs = new long[clients];
    Arrays.fill(slotOfPort, -1);
    for (int i = 0; i < clients; i++) {
      free[freeCount++] = i;
    }
  }

  int next() {
    return next;
  }

  /// Runs until the bounds end it, then lets what is open come to its end.
  Words run(long forNs, long maxConnections) {
    long startNs = System.nanoTime();
    long lookedNs = startNs;
    long inTime = -1;
    long endNs = startNs + forNs;
    nowNs = startNs;
    while (true) {
      boolean begins = nowNs < endNs && begun < maxConnections;
      if (!begins && inTime < 0) {
        inTime = completed;
        endNs = nowNs;
      }
      while (begins && freeCount > 0 && begun < maxConnections) {
        begin(free[--freeCount]);
      }
      if (!begins && freeCount == free.length) {
        break;
      }
      link.flush();
      if (link.receive(this, RECEIVE) == 0) {
        idle.idle(REST_NS);
      }
      nowNs = System.nanoTime();
      if (nowNs - lookedNs > LOOK_EVERY_NS) {
        lookedNs = nowNs;
        endLateOnes();
      }
    }
    link.flush();
    return latency.describe(
        new Words()
            .put("elapsed", endNs - startNs)
            .put("begun", begun)
            .put("intime", inTime)
            .put("completed", completed)
            .put("failed", resets + late + wrong)
            .put("resets", resets)
            .put("late", late)
            .put("wrong", wrong));
  }

  private void begin(int slot) {
    int number = next++;
    begun++;
    numbers[slot] = number;
    states[slot] = SYN_SENT;
    received[slot] = 0;
    finAcked[slot] = false;
    finReceived[slot] = false;
    sndNxt[slot] = number + 1;
    startedNs[slot] = nowNs;
    slotOfPort[numbering.port(number)] = slot;
    frames.send(number, TcpView.SYN, number, 0, NOTHING);
  }

  private void end(int slot) {
    slotOfPort[numbering.port(numbers[slot])] = -1;
    states[slot] = FREE;
    free[freeCount++] = slot;
  }

  private void endLateOnes() {
    for (int slot = 0; slot < states.length; slot++) {
      if (states[slot] != FREE && nowNs - startedNs[slot] > PATIENCE_NS) {
        late++;
        end(slot);
      }
    }
  }

  @Override
  public void onFrame(
      MemorySegment bytes, long at, int length, int vlan, Link.ChecksumState checksum) {
    if (ip.wrap(bytes, at + 14, at + length) != DropReason.NONE
        || ip.protocol() != IpProtocol.TCP
        || tcp.wrap(bytes, ip.payloadAt(), ip.end()) != DropReason.NONE) {
      return;
    }
    int slot = slotOfPort[tcp.dstPort()];
    if (slot < 0 || ip.srcBits() != numbering.host(numbers[slot])) {
      return;
    }
    if (tcp.has(TcpView.RST)) {
      resets++;
      end(slot);
      return;
    }
    switch (states[slot]) {
      case SYN_SENT -> onSynAck(slot);
      case AWAITS_BYTES -> onBytes(slot);
      case CLOSING -> onClosing(slot);
      default -> {}
    }
  }

  private void onSynAck(int slot) {
    if (!tcp.has(TcpView.SYN) || tcp.ack() != sndNxt[slot]) {
      return;
    }
    rcvNxt[slot] = tcp.seq() + 1;
    send(slot, TcpView.ACK, NOTHING);
    switch (plan) {
      case CLOSE -> close(slot);
      case EXCHANGE -> {
        fill(numbers[slot]);
        send(slot, TcpView.PSH | TcpView.ACK, payload);
        states[slot] = AWAITS_BYTES;
      }
      case HOLD -> {
        held.add(numbers[slot], sndNxt[slot], rcvNxt[slot]);
        complete(slot);
      }
    }
  }

  private void onBytes(int slot) {
    int length = tcp.payloadBytes();
    if (length == 0 || tcp.seq() != rcvNxt[slot]) {
      return;
    }
    fill(numbers[slot]);
    int from = received[slot];
    if (from + length > EXCHANGE_BYTES
        || MemorySegment.mismatch(
                tcp.bytes(),
                tcp.payloadAt(),
                tcp.payloadAt() + length,
                payload,
                from,
                from + length)
            >= 0) {
      wrong++;
      send(slot, TcpView.RST | TcpView.ACK, NOTHING);
      end(slot);
      return;
    }
    received[slot] = from + length;
    rcvNxt[slot] += length;
    if (received[slot] == EXCHANGE_BYTES) {
      close(slot);
    } else {
      send(slot, TcpView.ACK, NOTHING);
    }
  }

  private void close(int slot) {
    send(slot, TcpView.FIN | TcpView.ACK, NOTHING);
    states[slot] = CLOSING;
  }

  private void onClosing(int slot) {
    finAcked[slot] |= tcp.has(TcpView.ACK) && tcp.ack() == sndNxt[slot];
    if (tcp.has(TcpView.FIN) && tcp.seq() + tcp.payloadBytes() == rcvNxt[slot]) {
      rcvNxt[slot]++;
      finReceived[slot] = true;
      send(slot, TcpView.ACK, NOTHING);
    }
    if (finAcked[slot] && finReceived[slot]) {
      complete(slot);
    }
  }

  private void complete(int slot) {
    latency.record(nowNs - startedNs[slot]);
    completed++;
    end(slot);
  }

  private void send(int slot, int flags, MemorySegment bytes) {
    frames.send(numbers[slot], flags, sndNxt[slot], rcvNxt[slot], bytes);
    sndNxt[slot] += (int) bytes.byteSize() + (flags & TcpView.FIN);
  }

  /// Bytes that no other connection sends.
  private void fill(int number) {
    for (int i = 0; i < EXCHANGE_BYTES; i += Integer.BYTES) {
      payload.set(ValueLayout.JAVA_INT_UNALIGNED, i, number * 31 + i);
    }
  }
}
