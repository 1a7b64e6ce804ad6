package honeyd.event;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A bounded ring of events from one worker to the reporter: fixed slots of longs, so that the
/// worker allocates nothing; the reporter looks at them in place.
///
/// ```
/// slot  0 kind, remark/end/note ordinal, flags, protocol    4 localHi     7 a (length, received)
///       1 epochMicros                                       5 localLo     8 b (sent)
///       2 remoteHi   3 remoteLo                             6 ports
/// ```
///
/// One producer, one consumer. A full ring drops the event and counts it in [#lost].
///
/// What either side writes lies in cache lines of its own, or each event would cost both sides a
/// line's way from one processor to another; the producer looks at the consumer's position only
/// when the ring seems full.
public final class EventRing implements EventSink {
  private static final VarHandle POSITION = MethodHandles.arrayElementVarHandle(long[].class);

  // Places in `positions`, two lines of 64 bytes apart, since processors fetch pairs.
  private static final int WRITE = 16;
  private static final int READ_SEEN = 17;
  private static final int LOST = 18;
  private static final int READ = 32;
  private static final int WRITE_SEEN = 33;
  private static final int RESTS = 48;
  private static final int POSITIONS = 64;

  private final long[] positions = new long[POSITIONS];
  private final long[] slots;
  private final @Nullable Object[] texts;
  private final int mask;
  private final boolean wantsNotes;
  private final Runnable wakeConsumer;
  private final EventView view;

  /// A ring of `capacity` events, a power of two.
  ///
  /// @param wakeConsumer called by the producer when the consumer said it rests; must not block
  public EventRing(int capacity, boolean wantsNotes, Runnable wakeConsumer) {
    if (Integer.bitCount(capacity) != 1) {
      throw new IllegalArgumentException("capacity is not a power of two: " + capacity);
    }
    this.slots = new long[capacity * EventView.SLOT_LONGS];
    this.texts = new Object[capacity];
    this.mask = capacity - 1;
    this.wantsNotes = wantsNotes;
    this.wakeConsumer = wakeConsumer;
    this.view = new EventView(slots, texts);
  }

  @Override
  public boolean wantsNotes() {
    return wantsNotes;
  }

  /// Events that found the ring full.
  public long lost() {
    return (long) POSITION.getOpaque(positions, LOST);
  }

  @Override
  public void packetSeen(
      long epochMicros,
      int protocol,
      long remoteHi,
      long remoteLo,
      int remotePort,
      long localHi,
      long localLo,
      int localPort,
      int lengthBytes,
      int tcpFlags,
      PacketRemark remark,
      @Nullable String remoteOs) {
    put(
        EventView.Kind.PACKET_SEEN,
        remark.ordinal(),
        tcpFlags,
        protocol,
        epochMicros,
        remoteHi,
        remoteLo,
        remotePort,
        localHi,
        localLo,
        localPort,
        lengthBytes,
        0,
        remoteOs);
  }

  @Override
  public void flowOpened(
      long epochMicros,
      int protocol,
      long remoteHi,
      long remoteLo,
      int remotePort,
      long localHi,
      long localLo,
      int localPort,
      @Nullable String remoteOs) {
    put(
        EventView.Kind.FLOW_OPENED,
        0,
        0,
        protocol,
        epochMicros,
        remoteHi,
        remoteLo,
        remotePort,
        localHi,
        localLo,
        localPort,
        0,
        0,
        remoteOs);
  }

  @Override
  public void flowEstablished(
      long epochMicros,
      int protocol,
      long remoteHi,
      long remoteLo,
      int remotePort,
      long localHi,
      long localLo,
      int localPort,
      @Nullable String behaviour) {
    put(
        EventView.Kind.FLOW_ESTABLISHED,
        0,
        0,
        protocol,
        epochMicros,
        remoteHi,
        remoteLo,
        remotePort,
        localHi,
        localLo,
        localPort,
        0,
        0,
        behaviour);
  }

  @Override
  public void flowClosed(
      long epochMicros,
      int protocol,
      long remoteHi,
      long remoteLo,
      int remotePort,
      long localHi,
      long localLo,
      int localPort,
      long receivedBytes,
      long sentBytes,
      FlowEnd end) {
    put(
        EventView.Kind.FLOW_CLOSED,
        end.ordinal(),
        0,
        protocol,
        epochMicros,
        remoteHi,
        remoteLo,
        remotePort,
        localHi,
        localLo,
        localPort,
        receivedBytes,
        sentBytes,
        null);
  }

  @Override
  public void noted(
      long epochMicros,
      NoteKind kind,
      long fromHi,
      long fromLo,
      long toHi,
      long toLo,
      long a,
      long b) {
    if (wantsNotes) {
      put(
          EventView.Kind.NOTED,
          kind.ordinal(),
          0,
          0,
          epochMicros,
          fromHi,
          fromLo,
          0,
          toHi,
          toLo,
          0,
          a,
          b,
          null);
    }
  }

  private void put(
      EventView.Kind kind,
      int ordinal,
      int flags,
      int protocol,
      long epochMicros,
      long remoteHi,
      long remoteLo,
      int remotePort,
      long localHi,
      long localLo,
      int localPort,
      long a,
      long b,
      @Nullable String text) {
    long position = positions[WRITE];
    if (position - positions[READ_SEEN] > mask) {
      positions[READ_SEEN] = (long) POSITION.getAcquire(positions, READ);
      if (position - positions[READ_SEEN] > mask) {
        POSITION.setOpaque(positions, LOST, positions[LOST] + 1);
        return;
      }
    }
    int index = (int) position & mask;
    int at = index * EventView.SLOT_LONGS;
    slots[at] = EventView.head(kind, ordinal, flags, protocol);
    slots[at + 1] = epochMicros;
    slots[at + 2] = remoteHi;
    slots[at + 3] = remoteLo;
    slots[at + 4] = localHi;
    slots[at + 5] = localLo;
    slots[at + 6] = (long) remotePort << 32 | localPort;
    slots[at + 7] = a;
    slots[at + 8] = b;
    if (text != null) {
      texts[index] = text;
    }
    // A volatile write: the consumer either sees the event before it rests, or we see that it
    // rests.
    POSITION.setVolatile(positions, WRITE, position + 1);
    if ((long) POSITION.getVolatile(positions, RESTS) != 0) {
      POSITION.setVolatile(positions, RESTS, 0L);
      wakeConsumer.run();
    }
  }

  /// The oldest waiting event, to be looked at and then [#release]d, or null. Consumer thread only.
  public @Nullable EventView oldest() {
    long read = positions[READ];
    return isEmpty(read) ? null : view.wrap((int) read & mask);
  }

  private boolean isEmpty(long read) {
    if (positions[WRITE_SEEN] == read) {
      positions[WRITE_SEEN] = (long) POSITION.getAcquire(positions, WRITE);
    }
    return positions[WRITE_SEEN] == read;
  }

  /// Takes the oldest event, which there is, out of the ring. Consumer thread only.
  public void release() {
    long read = positions[READ];
    int index = (int) read & mask;
    if (texts[index] != null) {
      texts[index] = null;
    }
    POSITION.setRelease(positions, READ, read + 1);
  }

  /// Hands up to `limit` events to `consumer` in order; returns how many. Consumer thread only.
  public int drain(Consumer<Event> consumer, int limit) {
    int n = 0;
    for (EventView each = oldest(); each != null && n < limit; each = oldest()) {
      Event event = each.event();
      release();
      n++;
      consumer.accept(event);
    }
    return n;
  }

  /// Says that the consumer is about to rest; returns false when events are waiting after all.
  public boolean rest() {
    POSITION.setVolatile(positions, RESTS, 1L);
    if ((long) POSITION.getVolatile(positions, WRITE) != positions[READ]) {
      POSITION.setVolatile(positions, RESTS, 0L);
      return false;
    }
    return true;
  }

  /// The time of the oldest waiting event, or `Long.MAX_VALUE`: lets one consumer merge several
  /// rings in time order. Consumer thread only.
  public long oldestEpochMicros() {
    long read = positions[READ];
    return isEmpty(read) ? Long.MAX_VALUE : slots[((int) read & mask) * EventView.SLOT_LONGS + 1];
  }
}
