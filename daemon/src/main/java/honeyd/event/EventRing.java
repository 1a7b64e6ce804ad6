package honeyd.event;

import honeyd.net.IpAddress;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A bounded ring of events from one worker to the reporter: fixed slots of longs, so that the
/// worker allocates nothing; the reporter turns slots into records.
///
/// ```
/// slot  0 kind, remark/end/note ordinal, protocol, flags    4 localHi     8 a (length, received)
///       1 epochMicros                                       5 localLo     9 b (sent)
///       2 remoteHi   3 remoteLo                             6 ports
/// ```
///
/// One producer, one consumer. A full ring drops the event and counts it in [#lost].
public final class EventRing implements EventSink {
  private static final VarHandle POSITION;

  static {
    try {
      POSITION = MethodHandles.lookup().findVarHandle(EventRing.class, "writePosition", long.class);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  private static final int SLOT_LONGS = 10;
  private static final int PACKET = 1;
  private static final int OPENED = 2;
  private static final int ESTABLISHED = 3;
  private static final int CLOSED = 4;
  private static final int NOTED = 5;
  private static final PacketRemark[] REMARKS = PacketRemark.values();
  private static final FlowEnd[] ENDS = FlowEnd.values();
  private static final NoteKind[] NOTES = NoteKind.values();

  private final long[] slots;
  private final @Nullable Object[] texts;
  private final int mask;
  private final boolean wantsNotes;
  private volatile boolean consumerRests;
  private final Runnable wakeConsumer;

  @SuppressWarnings("unused") // written and read through POSITION
  private volatile long writePosition;

  private volatile long readPosition;
  private volatile long lost;

  /// A ring of `capacity` events, a power of two.
  ///
  /// @param wakeConsumer called by the producer when the consumer said it rests; must not block
  public EventRing(int capacity, boolean wantsNotes, Runnable wakeConsumer) {
    if (Integer.bitCount(capacity) != 1) {
      throw new IllegalArgumentException("capacity is not a power of two: " + capacity);
    }
    this.slots = new long[capacity * SLOT_LONGS];
    this.texts = new Object[capacity];
    this.mask = capacity - 1;
    this.wantsNotes = wantsNotes;
    this.wakeConsumer = wakeConsumer;
  }

  @Override
  public boolean wantsNotes() {
    return wantsNotes;
  }

  /// Events that found the ring full.
  public long lost() {
    return lost;
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
      PacketRemark remark) {
    put(
        PACKET,
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
        null);
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
      int localPort) {
    put(
        OPENED,
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
        null);
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
        ESTABLISHED,
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
        CLOSED,
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
      put(NOTED, kind.ordinal(), 0, 0, epochMicros, fromHi, fromLo, 0, toHi, toLo, 0, a, b, null);
    }
  }

  private void put(
      int kind,
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
    long position = (long) POSITION.get(this);
    if (position - readPosition > mask) {
      lost = lost + 1;
      return;
    }
    int index = (int) position & mask;
    int at = index * SLOT_LONGS;
    slots[at] = (long) kind << 32 | (long) ordinal << 24 | (long) flags << 8 | protocol;
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
    writePosition = position + 1;
    if (consumerRests) {
      consumerRests = false;
      wakeConsumer.run();
    }
  }

  /// Hands up to `limit` events to `consumer` in order; returns how many. Consumer thread only.
  public int drain(Consumer<Event> consumer, int limit) {
    long from = readPosition;
    long to = Math.min(writePosition, from + limit);
    for (long p = from; p < to; p++) {
      Event event = take((int) p & mask);
      readPosition = p + 1;
      consumer.accept(event);
    }
    return (int) (to - from);
  }

  /// Says that the consumer is about to rest; returns false when events are waiting after all.
  public boolean rest() {
    consumerRests = true;
    if (writePosition != readPosition) {
      consumerRests = false;
      return false;
    }
    return true;
  }

  /// The time of the oldest waiting event, or `Long.MAX_VALUE`: lets one consumer merge several
  /// rings in time order. Consumer thread only.
  public long oldestEpochMicros() {
    long from = readPosition;
    return writePosition == from ? Long.MAX_VALUE : slots[((int) from & mask) * SLOT_LONGS + 1];
  }

  private Event take(int index) {
    int at = index * SLOT_LONGS;
    long head = slots[at];
    int ordinal = (int) (head >>> 24) & 0xff;
    long epochMicros = slots[at + 1];
    IpAddress remote = new IpAddress(slots[at + 2], slots[at + 3]);
    IpAddress local = new IpAddress(slots[at + 4], slots[at + 5]);
    long a = slots[at + 7];
    long b = slots[at + 8];
    Event.Tuple tuple =
        new Event.Tuple(
            (int) head & 0xff, remote, (int) (slots[at + 6] >>> 32), local, (int) slots[at + 6]);
    return switch ((int) (head >>> 32)) {
      case PACKET ->
          new Event.PacketSeen(
              epochMicros, tuple, (int) a, (int) (head >>> 8) & 0xffff, REMARKS[ordinal]);
      case OPENED -> new Event.FlowOpened(epochMicros, tuple);
      case ESTABLISHED -> {
        Object text = texts[index];
        texts[index] = null;
        yield new Event.FlowEstablished(epochMicros, tuple, (String) text);
      }
      case CLOSED -> new Event.FlowClosed(epochMicros, tuple, a, b, ENDS[ordinal]);
      case NOTED -> new Event.Noted(epochMicros, NOTES[ordinal], remote, local, a, b);
      default -> throw new IllegalStateException("slot " + index + " holds no event");
    };
  }
}
