package honeyd.personality.passive;

import honeyd.wire.Ipv4View;
import honeyd.wire.TcpOptionCursor;
import honeyd.wire.TcpOptionKind;
import honeyd.wire.TcpView;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/// What of a SYN signatures are compared to. Mutable and reused; one worker.
public final class ObservedSyn {
  private static final int TYPE_FLAGS = TcpView.SYN | TcpView.ACK | TcpView.RST | TcpView.FIN;
  private static final int ECN_FIELD = 0x3;
  private static final int LARGEST_SCALE = 14;

  // What p0f divides windows by beside the segment size itself.
  private static final int SMALLEST_USEFUL_MSS = 100;
  private static final int TIMESTAMP_BYTES = 12;
  private static final int ETHERNET_MTU = 1500;
  private static final int HEADERS = Ipv4View.HEADER_BYTES + TcpView.HEADER_BYTES;

  /// 4; 6 comes with IPv6.
  int version;

  int ttl;
  int ipOptionBytes;

  /// Total length of the IP packet.
  int totalBytes;

  /// Zero without the option, as in signatures.
  int mss;

  int window;

  /// Zero without the option, as in signatures.
  int scale;

  int payloadBytes;

  /// Set of [Quirk]s.
  int quirks;

  /// Kinds of the options in order, without the end of list.
  final byte[] layout = new byte[TcpOptionCursor.MAX_OPTIONS_BYTES];

  int layoutLength;

  /// Hash of the layout, as [#hash] makes it.
  int layoutHash;

  /// Bytes behind the end of list; -1 without one.
  int padding;

  /// How many times its segment size, or its MTU, the sender offers as window; -1 when not a
  /// multiple.
  int multiple;

  /// Whether [#multiple] counts MTUs.
  boolean multipleOfMtu;

  private long ownTimestamp;
  private final TcpOptionCursor cursor = new TcpOptionCursor();

  /// Takes what a segment shows; false when it is no first SYN, and nothing was taken.
  public boolean read(Ipv4View ip, TcpView tcp) {
    int flags = tcp.flags();
    if ((flags & TYPE_FLAGS) != TcpView.SYN) {
      return false;
    }
    version = 4;
    ttl = ip.ttl();
    ipOptionBytes = ip.optionsBytes();
    totalBytes = ip.totalLength();
    window = tcp.window();
    payloadBytes = tcp.payloadBytes();
    quirks = quirksOf(ip, tcp, flags);
    options(tcp.bytes(), tcp.optionsAt(), tcp.optionsBytes());
    divide(ip.headerBytes() + tcp.headerBytes());
    return true;
  }

  private static int quirksOf(Ipv4View ip, TcpView tcp, int flags) {
    int out = 0;
    int fragment = ip.flagsAndOffset();
    boolean id = ip.identification() != 0;
    if ((fragment & Ipv4View.DF) != 0) {
      out |= Quirk.DONT_FRAGMENT.bit() | (id ? Quirk.NEEDLESS_ID.bit() : 0);
    } else if (!id) {
      out |= Quirk.MISSING_ID.bit();
    }
    out |= (fragment & Ipv4View.RESERVED) != 0 ? Quirk.RESERVED_BIT.bit() : 0;
    boolean congestion = (ip.tos() & ECN_FIELD) != 0 || (flags & (TcpView.ECE | TcpView.CWR)) != 0;
    out |= congestion ? Quirk.CONGESTION_NOTICE.bit() : 0;
    out |= tcp.seq() == 0 ? Quirk.ZERO_SEQUENCE.bit() : 0;
    // A first SYN has no ACK flag, so ack- never shows.
    out |= tcp.ack() != 0 ? Quirk.STRAY_ACK.bit() : 0;
    if ((flags & TcpView.URG) != 0) {
      out |= Quirk.URGENT.bit();
    } else if (tcp.urgentPointer() != 0) {
      out |= Quirk.STRAY_URGENT.bit();
    }
    return out | ((flags & TcpView.PSH) != 0 ? Quirk.PUSH.bit() : 0);
  }

  private void options(MemorySegment bytes, long at, int lengthBytes) {
    mss = 0;
    scale = 0;
    ownTimestamp = 0;
    padding = -1;
    layoutLength = 0;
    int hash = 0;
    cursor.wrap(bytes, at, lengthBytes);
    while (cursor.next()) {
      int kind = cursor.kind();
      if (kind == TcpOptionKind.EOL) {
        end(bytes);
        break;
      }
      layout[layoutLength++] = (byte) kind;
      hash = hash(hash, kind);
      option(kind, cursor.length());
    }
    if (cursor.isMalformed()) {
      quirks |= Quirk.MALFORMED_OPTIONS.bit();
      layout[layoutLength++] = (byte) cursor.kind();
      hash = hash(hash, cursor.kind());
    }
    layoutHash = hash;
  }

  private void option(int kind, int length) {
    switch (kind) {
      case TcpOptionKind.NOP -> {}
      case TcpOptionKind.MSS -> {
        if (expect(length == TcpOptionKind.MSS_BYTES)) {
          mss = cursor.valueU16();
        }
      }
      case TcpOptionKind.WINDOW_SCALE -> {
        if (expect(length == TcpOptionKind.WINDOW_SCALE_BYTES)) {
          scale = cursor.valueU8(0);
          quirks |= scale > LARGEST_SCALE ? Quirk.EXCESSIVE_SCALE.bit() : 0;
        }
      }
      case TcpOptionKind.SACK_PERMITTED -> expect(length == TcpOptionKind.SACK_PERMITTED_BYTES);
      case TcpOptionKind.SACK ->
          expect(length > 2 && (length - 2) % TcpOptionKind.SACK_BLOCK_BYTES == 0);
      case TcpOptionKind.TIMESTAMPS -> {
        if (expect(length == TcpOptionKind.TIMESTAMPS_BYTES)) {
          ownTimestamp = Integer.toUnsignedLong(cursor.valueU32(0));
          quirks |= ownTimestamp == 0 ? Quirk.ZERO_TIMESTAMP.bit() : 0;
          quirks |= cursor.valueU32(4) != 0 ? Quirk.ECHOED_TIMESTAMP.bit() : 0;
        }
      }
      default -> {}
    }
  }

  private boolean expect(boolean rightLength) {
    quirks |= rightLength ? 0 : Quirk.MALFORMED_OPTIONS.bit();
    return rightLength;
  }

  private void end(MemorySegment bytes) {
    padding = (int) (cursor.end() - cursor.optionAt()) - 1;
    for (long i = cursor.optionAt() + 1; i < cursor.end(); i++) {
      if (bytes.get(ValueLayout.JAVA_BYTE, i) != 0) {
        quirks |= Quirk.DATA_BEHIND_OPTIONS.bit();
        return;
      }
    }
  }

  /// Finds out whether the window is a multiple of what a segment or packet holds, trying what is
  /// most common first, as p0f does: the first divisor that fits is the one that counts.
  private void divide(int headerBytes) {
    multiple = -1;
    multipleOfMtu = false;
    if (window == 0 || mss < SMALLEST_USEFUL_MSS) {
      return;
    }
    int segment = ETHERNET_MTU - HEADERS;
    boolean found =
        divides(mss)
            // Some count a segment as what is left of it behind the timestamps.
            || (ownTimestamp != 0 && divides(mss - TIMESTAMP_BYTES))
            // Some compute with Ethernet's size even where another is offered.
            || divides(segment)
            || divides(segment - TIMESTAMP_BYTES);
    if (!found) {
      multipleOfMtu = divides(mss + HEADERS) || divides(mss + headerBytes) || divides(ETHERNET_MTU);
    }
  }

  private boolean divides(int bytes) {
    if (window % bytes != 0) {
      return false;
    }
    multiple = window / bytes;
    return true;
  }

  /// Continues the hash of a layout with one more kind; begins with 0.
  static int hash(int soFar, int kind) {
    return (soFar + kind + 1) * 0x9e3779b1;
  }

  boolean has(Quirk quirk) {
    return (quirks & quirk.bit()) != 0;
  }

  boolean hasLayout(byte[] wanted) {
    return Arrays.equals(layout, 0, layoutLength, wanted, 0, wanted.length);
  }
}
