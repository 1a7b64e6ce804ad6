package honeyd.wire;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Writes TCP options one after another, in the order of the calls: order is the fingerprint.
///
/// Mutable and reused, one thread. More than 40 bytes do not fit: [#sack] writes as many blocks as
/// there is room for, every other method throws `IllegalStateException`, because who asks for too
/// much is a program and not a packet.
public final class TcpOptionWriter {
  private static final VarHandle U16 =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN)
          .withInvokeExactBehavior();
  private static final VarHandle U32 =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN)
          .withInvokeExactBehavior();

  private final byte[] own = new byte[TcpOptionCursor.MAX_OPTIONS_BYTES];
  private byte[] target = own;
  private int length;

  /// Starts again in the writer's own buffer; [#copyTo] takes it out.
  public TcpOptionWriter begin() {
    return begin(own);
  }

  /// Starts again in `target`, from its first byte.
  ///
  /// @param target at least 40 bytes
  public TcpOptionWriter begin(byte[] target) {
    if (target.length < TcpOptionCursor.MAX_OPTIONS_BYTES) {
      throw new IllegalArgumentException("options need room for 40 bytes: " + target.length);
    }
    this.target = target;
    this.length = 0;
    return this;
  }

  public TcpOptionWriter mss(int mss) {
    int at = option(TcpOptionKind.MSS, TcpOptionKind.MSS_BYTES);
    U16.set(target, at + 2, (short) mss);
    return this;
  }

  public TcpOptionWriter windowScale(int shift) {
    int at = option(TcpOptionKind.WINDOW_SCALE, TcpOptionKind.WINDOW_SCALE_BYTES);
    target[at + 2] = (byte) shift;
    return this;
  }

  public TcpOptionWriter sackPermitted() {
    option(TcpOptionKind.SACK_PERMITTED, TcpOptionKind.SACK_PERMITTED_BYTES);
    return this;
  }

  public TcpOptionWriter timestamps(int tsVal, int tsEcr) {
    int at = option(TcpOptionKind.TIMESTAMPS, TcpOptionKind.TIMESTAMPS_BYTES);
    U32.set(target, at + 2, tsVal);
    U32.set(target, at + 6, tsEcr);
    return this;
  }

  /// Writes the first `count` blocks, or as many of them as fit; nothing when not one does.
  public TcpOptionWriter sack(int[] left, int[] right, int count) {
    int room = TcpOptionCursor.MAX_OPTIONS_BYTES - length - 2;
    int blocks = Math.min(count, room / TcpOptionKind.SACK_BLOCK_BYTES);
    if (blocks <= 0) {
      return this;
    }
    int at = option(TcpOptionKind.SACK, 2 + blocks * TcpOptionKind.SACK_BLOCK_BYTES);
    for (int i = 0; i < blocks; i++) {
      U32.set(target, at + 2 + i * TcpOptionKind.SACK_BLOCK_BYTES, left[i]);
      U32.set(target, at + 6 + i * TcpOptionKind.SACK_BLOCK_BYTES, right[i]);
    }
    return this;
  }

  public TcpOptionWriter nop() {
    target[reserve(1)] = TcpOptionKind.NOP;
    return this;
  }

  public TcpOptionWriter eol() {
    target[reserve(1)] = TcpOptionKind.EOL;
    return this;
  }

  /// Writes bytes as they are: an option of any kind, or a malformed one.
  public TcpOptionWriter raw(byte[] option) {
    System.arraycopy(option, 0, target, reserve(option.length), option.length);
    return this;
  }

  /// Fills up to a multiple of four with end-of-list and returns the length.
  public int finish() {
    while (length % 4 != 0) {
      target[length++] = TcpOptionKind.EOL;
    }
    return length;
  }

  /// Bytes written so far.
  public int lengthBytes() {
    return length;
  }

  /// Copies what is written to `bytes` at `at`.
  public void copyTo(MemorySegment bytes, long at) {
    MemorySegment.copy(target, 0, bytes, BigEndian.U8, at, length);
  }

  private int option(int kind, int lengthBytes) {
    int at = reserve(lengthBytes);
    target[at] = (byte) kind;
    target[at + 1] = (byte) lengthBytes;
    return at;
  }

  private int reserve(int lengthBytes) {
    int at = length;
    if (at + lengthBytes > TcpOptionCursor.MAX_OPTIONS_BYTES) {
      throw new IllegalStateException(
          "no room for " + lengthBytes + " bytes after " + at + " bytes of TCP options");
    }
    length = at + lengthBytes;
    return at;
  }
}
