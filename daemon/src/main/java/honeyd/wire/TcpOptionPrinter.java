package honeyd.wire;

import java.lang.foreign.MemorySegment;
import java.util.HexFormat;

/// Writes TCP options in order, with commas between, in angle brackets.
final class TcpOptionPrinter {
  private static final HexFormat HEX = HexFormat.of();
  private final TcpOptionCursor cursor = new TcpOptionCursor();

  void print(StringBuilder out, MemorySegment bytes, long at, int lengthBytes) {
    out.append('<');
    int mark = out.length();
    cursor.wrap(bytes, at, lengthBytes);
    long next = at;
    while (cursor.next()) {
      if (out.length() > mark) {
        out.append(',');
      }
      option(out, bytes);
      next = cursor.optionAt() + cursor.length();
    }
    if (cursor.isMalformed()) {
      rest(out, mark, "bad ", bytes, next);
    } else if (isPaddingOdd(bytes, next)) {
      rest(out, mark, "pad ", bytes, next);
    }
    out.append('>');
  }

  private void option(StringBuilder out, MemorySegment bytes) {
    int length = cursor.length();
    switch (cursor.kind()) {
      case TcpOptionKind.EOL -> out.append("eol");
      case TcpOptionKind.NOP -> out.append("nop");
      case TcpOptionKind.MSS -> {
        if (length == TcpOptionKind.MSS_BYTES) {
          out.append("mss ").append(cursor.valueU16());
        } else {
          unknown(out, bytes);
        }
      }
      case TcpOptionKind.WINDOW_SCALE -> {
        if (length == TcpOptionKind.WINDOW_SCALE_BYTES) {
          out.append("wscale ").append(cursor.valueU8(0));
        } else {
          unknown(out, bytes);
        }
      }
      case TcpOptionKind.SACK_PERMITTED -> {
        if (length == TcpOptionKind.SACK_PERMITTED_BYTES) {
          out.append("sackOK");
        } else {
          unknown(out, bytes);
        }
      }
      case TcpOptionKind.TIMESTAMPS -> {
        if (length == TcpOptionKind.TIMESTAMPS_BYTES) {
          number(out.append("TS val "), cursor.valueU32(0));
          number(out.append(" ecr "), cursor.valueU32(4));
        } else {
          unknown(out, bytes);
        }
      }
      case TcpOptionKind.SACK -> {
        int valueBytes = cursor.valueBytes();
        if (valueBytes > 0 && valueBytes % TcpOptionKind.SACK_BLOCK_BYTES == 0) {
          out.append("sack");
          for (int i = 0; i < valueBytes; i += TcpOptionKind.SACK_BLOCK_BYTES) {
            number(out.append(' '), cursor.valueU32(i));
            number(out.append(':'), cursor.valueU32(i + 4));
          }
        } else {
          unknown(out, bytes);
        }
      }
      default -> unknown(out, bytes);
    }
  }

  private void unknown(StringBuilder out, MemorySegment bytes) {
    out.append("kind ").append(cursor.kind());
    if (cursor.valueBytes() > 0) {
      hex(out.append(' '), bytes, cursor.valueAt(), cursor.optionAt() + cursor.length());
    }
  }

  /// Whether the octets after end-of-list are more than the zeroes that fill up a word.
  private boolean isPaddingOdd(MemorySegment bytes, long from) {
    for (long i = from; i < cursor.end(); i++) {
      if (bytes.get(BigEndian.U8, i) != 0) {
        return true;
      }
    }
    return cursor.end() - from > 3;
  }

  private void rest(StringBuilder out, int mark, String word, MemorySegment bytes, long from) {
    if (out.length() > mark) {
      out.append(',');
    }
    hex(out.append(word), bytes, from, cursor.end());
  }

  private static void number(StringBuilder out, int unsigned) {
    out.append(Integer.toUnsignedLong(unsigned));
  }

  private static void hex(StringBuilder out, MemorySegment bytes, long at, long end) {
    for (long i = at; i < end; i++) {
      out.append(HEX.toHexDigits(bytes.get(BigEndian.U8, i)));
    }
  }
}
