package honeyd.wire;

import java.lang.foreign.MemorySegment;

/// TCP options of one segment, walked once. Mutable and reused; see [#parse].
public final class TcpOptions {
  /// As many blocks as fit into 40 bytes.
  public static final int MAX_SACK_BLOCKS = 4;

  /// Maximum segment size as offered (0 to 65535), or -1.
  public int mss;

  /// Window scale as offered (0 to 255 on the wire), or -1.
  public int windowScale;

  public boolean sackPermitted;
  public boolean hasTimestamps;
  public int tsVal;
  public int tsEcr;

  /// How many of [#sackLeft] and [#sackRight] are set, 0 to [#MAX_SACK_BLOCKS].
  public int sackBlocks;

  /// First sequence number of each SACK block, as received: nothing is checked.
  public final int[] sackLeft = new int[MAX_SACK_BLOCKS];

  /// The sequence number after the last of each SACK block, as received: nothing is checked.
  public final int[] sackRight = new int[MAX_SACK_BLOCKS];

  /// Whether the walk ended at an option with an impossible length; what came before it counts.
  public boolean malformed;

  private final TcpOptionCursor cursor = new TcpOptionCursor();

  public TcpOptions() {
    clear();
  }

  /// Forgets everything.
  public void clear() {
    mss = -1;
    windowScale = -1;
    sackPermitted = false;
    hasTimestamps = false;
    tsVal = 0;
    tsEcr = 0;
    sackBlocks = 0;
    malformed = false;
  }

  /// Reads the options of one header, after [#clear]. An option that comes twice counts as it came
  /// last; a known kind with a wrong length is passed over, as are unknown kinds.
  ///
  /// @param at where the options begin
  /// @param lengthBytes how long they are together
  public void parse(MemorySegment bytes, long at, int lengthBytes) {
    clear();
    cursor.wrap(bytes, at, lengthBytes);
    while (cursor.next()) {
      int length = cursor.length();
      switch (cursor.kind()) {
        case TcpOptionKind.MSS -> {
          if (length == TcpOptionKind.MSS_BYTES) {
            mss = cursor.valueU16();
          }
        }
        case TcpOptionKind.WINDOW_SCALE -> {
          if (length == TcpOptionKind.WINDOW_SCALE_BYTES) {
            windowScale = cursor.valueU8(0);
          }
        }
        case TcpOptionKind.SACK_PERMITTED -> {
          if (length == TcpOptionKind.SACK_PERMITTED_BYTES) {
            sackPermitted = true;
          }
        }
        case TcpOptionKind.TIMESTAMPS -> {
          if (length == TcpOptionKind.TIMESTAMPS_BYTES) {
            hasTimestamps = true;
            tsVal = cursor.valueU32(0);
            tsEcr = cursor.valueU32(4);
          }
        }
        case TcpOptionKind.SACK -> parseSack();
        default -> {}
      }
    }
    malformed = cursor.isMalformed();
  }

  private void parseSack() {
    int valueBytes = cursor.valueBytes();
    if (valueBytes == 0 || valueBytes % TcpOptionKind.SACK_BLOCK_BYTES != 0) {
      return;
    }
    sackBlocks = valueBytes / TcpOptionKind.SACK_BLOCK_BYTES;
    for (int i = 0; i < sackBlocks; i++) {
      sackLeft[i] = cursor.valueU32(i * TcpOptionKind.SACK_BLOCK_BYTES);
      sackRight[i] = cursor.valueU32(i * TcpOptionKind.SACK_BLOCK_BYTES + 4);
    }
  }
}
