package honeyd.flow;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// A bounded run of bytes from one thread to another: the only thing a connection and its service
/// share.
///
/// It is the connection's send or receive buffer itself. The consumer may look ahead without taking
/// (a sender keeps what is not acknowledged), the producer may write ahead without publishing (a
/// receiver keeps what came out of order).
///
/// ```
///        readPosition          writePosition        readPosition + capacity
///  taken |  readable           |  room: may be written ahead    |
/// ```
///
/// One producer thread, one consumer thread, no locks. Positions count bytes since the start.
///
/// Memory is taken when bytes are there to keep, and more of it when more are: a pipe that nothing
/// went through has none. The producer copies into a larger ring and never writes into a former one
/// again, so a consumer that still holds that one reads the same bytes.
public final class BytePipe {
  private static final VarHandle WRITE;
  private static final VarHandle READ;

  static {
    try {
      WRITE = MethodHandles.lookup().findVarHandle(BytePipe.class, "writePosition", long.class);
      READ = MethodHandles.lookup().findVarHandle(BytePipe.class, "readPosition", long.class);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  /// A banner or a request fits, and most connections never need more.
  private static final int FIRST_BYTES = 2 << 10;

  /// Two steps from the first size to a full window, four to the largest pipe.
  private static final int GROWTH = 4;

  private static final byte[] NOTHING = new byte[0];

  private final int capacity;

  /// Replaced by the producer; a consumer reads a position before it reads this.
  private volatile byte[] ring = NOTHING;

  @SuppressWarnings("unused") // through WRITE
  private volatile long writePosition;

  @SuppressWarnings("unused") // through READ
  private volatile long readPosition;

  private volatile boolean finished;

  /// A pipe that holds `capacity` bytes, a power of two.
  public BytePipe(int capacity) {
    if (Integer.bitCount(capacity) != 1) {
      throw new IllegalArgumentException("capacity is not a power of two: " + capacity);
    }
    this.capacity = capacity;
  }

  /// The most that the pipe will hold.
  public int capacity() {
    return capacity;
  }

  /// Bytes of memory the pipe has now. Any thread.
  public int heldBytes() {
    return ring.length;
  }

  /// Bytes that may be written now. Exact for the producer, a lower bound for others.
  public int writable() {
    return capacity - (int) (writePosition - readPosition);
  }

  /// Bytes that may be read now. Exact for the consumer, a lower bound for others.
  public int readable() {
    return (int) (writePosition - readPosition);
  }

  /// Puts `length` bytes at `ahead` bytes beyond the published end without publishing them.
  /// Producer.
  ///
  /// @throws IllegalArgumentException when they do not fit
  public void writeAhead(int ahead, MemorySegment source, long from, int length) {
    if (ahead < 0 || length < 0 || ahead + length > writable()) {
      throw new IllegalArgumentException(ahead + "+" + length + " of " + writable());
    }
    if (length == 0) {
      return;
    }
    byte[] into = roomFor(ahead + length);
    int at = (int) (writePosition + ahead) & (into.length - 1);
    int first = Math.min(length, into.length - at);
    MemorySegment.copy(source, ValueLayout.JAVA_BYTE, from, into, at, first);
    MemorySegment.copy(source, ValueLayout.JAVA_BYTE, from + first, into, 0, length - first);
  }

  /// A ring that holds what is readable and this many bytes more.
  private byte[] roomFor(int more) {
    byte[] old = ring;
    long front = readPosition;
    int needed = (int) (writePosition - front) + more;
    if (needed <= old.length) {
      return old;
    }
    int size = Math.max(FIRST_BYTES, old.length * GROWTH);
    while (size < needed) {
      size *= GROWTH;
    }
    byte[] grown = new byte[Math.min(size, capacity)];
    if (old.length > 0) {
      // What was written ahead goes along; it lies anywhere behind the front.
      int from = (int) front & (old.length - 1);
      int to = (int) front & (grown.length - 1);
      int first = old.length - from;
      copyIn(old, from, first, grown, to);
      copyIn(old, 0, from, grown, (to + first) & (grown.length - 1));
    }
    ring = grown;
    return grown;
  }

  /// Copies a straight run of bytes into a ring.
  private static void copyIn(byte[] source, int from, int length, byte[] into, int at) {
    int first = Math.min(length, into.length - at);
    System.arraycopy(source, from, into, at, first);
    System.arraycopy(source, from + first, into, 0, length - first);
  }

  /// Makes the next `length` bytes, written ahead before, readable. Producer.
  public void publish(int length) {
    WRITE.setVolatile(this, writePosition + length);
  }

  /// Writes and publishes as many of the bytes as fit; returns how many. Producer.
  public int write(byte[] source, int from, int length) {
    int n = Math.min(length, writable());
    if (n > 0) {
      byte[] into = roomFor(n);
      copyIn(source, from, n, into, (int) writePosition & (into.length - 1));
      publish(n);
    }
    return n;
  }

  /// Says that nothing more will be written: the end of file comes after what is readable.
  /// Producer.
  public void finish() {
    finished = true;
  }

  /// Whether the producer has finished; what is readable still counts. Read this before [#readable]
  /// to decide that the end is reached.
  public boolean isFinished() {
    return finished;
  }

  /// Copies `length` readable bytes from `ahead` bytes beyond the read position, taking none.
  /// Consumer.
  ///
  /// @throws IllegalArgumentException when fewer are readable
  public void peek(int ahead, MemorySegment target, long to, int length) {
    if (ahead < 0 || length < 0 || ahead + length > readable()) {
      throw new IllegalArgumentException(ahead + "+" + length + " of " + readable());
    }
    if (length == 0) {
      return;
    }
    byte[] source = ring;
    int at = (int) (readPosition + ahead) & (source.length - 1);
    int first = Math.min(length, source.length - at);
    MemorySegment.copy(source, at, target, ValueLayout.JAVA_BYTE, to, first);
    MemorySegment.copy(source, 0, target, ValueLayout.JAVA_BYTE, to + first, length - first);
  }

  /// Takes `length` bytes off the front unseen. Consumer.
  public void release(int length) {
    READ.setVolatile(this, readPosition + length);
  }

  /// Reads and takes up to `length` bytes; returns how many, zero when none wait. Consumer.
  public int read(byte[] target, int to, int length) {
    int n = Math.min(length, readable());
    if (n > 0) {
      byte[] source = ring;
      int at = (int) readPosition & (source.length - 1);
      int first = Math.min(n, source.length - at);
      System.arraycopy(source, at, target, to, first);
      System.arraycopy(source, 0, target, to + first, n - first);
      release(n);
    }
    return n;
  }

  /// Moves up to `limit` readable bytes to another pipe, as many as fit there; returns how many.
  /// Consumer here and producer there.
  public int moveTo(BytePipe target, int limit) {
    int n = Math.min(Math.min(limit, readable()), target.writable());
    if (n > 0) {
      byte[] source = ring;
      int at = (int) readPosition & (source.length - 1);
      int first = Math.min(n, source.length - at);
      target.write(source, at, first);
      target.write(source, 0, n - first);
      release(n);
    }
    return n;
  }
}
