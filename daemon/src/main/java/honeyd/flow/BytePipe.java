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

  private final byte[] ring;
  private final MemorySegment ringSegment;
  private final int mask;

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
    this.ring = new byte[capacity];
    this.ringSegment = MemorySegment.ofArray(ring);
    this.mask = capacity - 1;
  }

  public int capacity() {
    return ring.length;
  }

  /// Bytes that may be written now. Exact for the producer, a lower bound for others.
  public int writable() {
    return ring.length - (int) (writePosition - readPosition);
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
    int at = (int) (writePosition + ahead) & mask;
    int first = Math.min(length, ring.length - at);
    MemorySegment.copy(source, ValueLayout.JAVA_BYTE, from, ring, at, first);
    MemorySegment.copy(source, ValueLayout.JAVA_BYTE, from + first, ring, 0, length - first);
  }

  /// Makes the next `length` bytes, written ahead before, readable. Producer.
  public void publish(int length) {
    WRITE.setVolatile(this, writePosition + length);
  }

  /// Writes and publishes as many of the bytes as fit; returns how many. Producer.
  public int write(byte[] source, int from, int length) {
    int n = Math.min(length, writable());
    int at = (int) writePosition & mask;
    int first = Math.min(n, ring.length - at);
    System.arraycopy(source, from, ring, at, first);
    System.arraycopy(source, from + first, ring, 0, n - first);
    publish(n);
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
    int at = (int) (readPosition + ahead) & mask;
    int first = Math.min(length, ring.length - at);
    MemorySegment.copy(ringSegment, at, target, to, first);
    MemorySegment.copy(ringSegment, 0, target, to + first, length - first);
  }

  /// Takes `length` bytes off the front unseen. Consumer.
  public void release(int length) {
    READ.setVolatile(this, readPosition + length);
  }

  /// Reads and takes up to `length` bytes; returns how many, zero when none wait. Consumer.
  public int read(byte[] target, int to, int length) {
    int n = Math.min(length, readable());
    int at = (int) readPosition & mask;
    int first = Math.min(n, ring.length - at);
    System.arraycopy(ring, at, target, to, first);
    System.arraycopy(ring, 0, target, to + first, n - first);
    release(n);
    return n;
  }
}
