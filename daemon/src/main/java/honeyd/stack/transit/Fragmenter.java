package honeyd.stack.transit;

import honeyd.wire.Ipv4View;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Cuts an IPv4 packet into fragments that fit, as a router does (RFC 791 §3.2). One worker.
///
/// ```
/// fragmenter.begin(bytes, at, length, mtu);
/// for (int n = fragmenter.nextBytes(); n > 0; n = fragmenter.nextBytes()) {
///   … n bytes of room at `to` …
///   fragmenter.write(out, to);
/// }
/// ```
public final class Fragmenter {
  private static final int COPIED = 0x80;
  private static final int END_OF_OPTIONS = 0;
  private static final int NO_OPERATION = 1;

  private final Ipv4View whole = new Ipv4View();
  private final Ipv4View piece = new Ipv4View();
  private int room;
  private int offset;
  private int takes;

  /// Begins with a packet, which must be a valid one and stay until the last piece is written.
  ///
  /// @param mtuBytes at least 68, as every IPv4 line's (RFC 791 §3.2)
  public void begin(MemorySegment bytes, long at, int lengthBytes, int mtuBytes) {
    whole.wrap(bytes, at, at + lengthBytes);
    room = Math.max(8, (mtuBytes - whole.headerBytes()) & ~7);
    offset = 0;
    takes = 0;
  }

  /// Length of the next fragment with its header, 0 when there is none left.
  public int nextBytes() {
    offset += takes;
    takes = Math.min(room, whole.payloadBytes() - offset);
    return takes <= 0 ? 0 : whole.headerBytes() + takes;
  }

  /// Writes the fragment that [#nextBytes] announced.
  public void write(MemorySegment out, long to) {
    int header = whole.headerBytes();
    MemorySegment.copy(whole.bytes(), whole.at(), out, to, header);
    MemorySegment.copy(whole.bytes(), whole.payloadAt() + offset, out, to + header, takes);
    piece.wrap(out, to, to + whole.totalLength());
    if (offset > 0) {
      dropOptions(out, to + Ipv4View.HEADER_BYTES, to + header);
    }
    boolean more = offset + takes < whole.payloadBytes() || whole.isMoreFragments();
    int from = (whole.fragmentOffsetBytes() + offset) >> 3;
    piece
        .totalLength(header + takes)
        .flagsAndOffset(
            (whole.flagsAndOffset() & Ipv4View.RESERVED) | (more ? Ipv4View.MF : 0) | from)
        .updateChecksum();
  }

  /// Options without the copied flag are the first fragment's alone; the others have padding
  /// instead, as Linux does it (ip_options_fragment).
  private static void dropOptions(MemorySegment out, long from, long to) {
    long at = from;
    while (at < to) {
      int kind = u8(out, at);
      if (kind == END_OF_OPTIONS) {
        return;
      }
      int length = kind == NO_OPERATION || at + 1 >= to ? 1 : u8(out, at + 1);
      if (length < 1 || at + length > to || (kind != NO_OPERATION && length < 2)) {
        return;
      }
      if ((kind & COPIED) == 0) {
        for (long i = at; i < at + length; i++) {
          out.set(ValueLayout.JAVA_BYTE, i, (byte) NO_OPERATION);
        }
      }
      at += length;
    }
  }

  private static int u8(MemorySegment bytes, long at) {
    return Byte.toUnsignedInt(bytes.get(ValueLayout.JAVA_BYTE, at));
  }
}
