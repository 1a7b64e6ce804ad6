package honeyd.personality;

import honeyd.wire.TcpOptions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The TCP options of one reply: which, in what order, with which padding (nmap's O test).
/// Immutable.
///
/// Written in nmap's notation: `M5B4` maximum segment size, `W7` window scale, `S` SACK permitted,
/// `T11` timestamps with non-zero TSval and TSecr, `N` no-operation, `L` end of list.
final class OptionLayout {
  /// Bits of a set of offered options; the maximum segment size is not one of them, as no system
  /// makes its presence depend on another.
  static final int SCALE = 1;

  static final int SACK = 2;
  static final int TIMESTAMPS = 4;

  /// One option or one byte of padding.
  ///
  /// @param kind letter of nmap's notation
  /// @param value segment size or scale; for timestamps bit 1 is TSval, bit 0 TSecr
  private record Token(char kind, int value) {
    int bytes() {
      return switch (kind) {
        case 'M' -> 4;
        case 'W' -> 3;
        case 'S' -> 2;
        case 'T' -> 10;
        default -> 1;
      };
    }
  }

  private final Token[] tokens;
  private final int mask;
  private final int mss;
  private final int scale;

  private OptionLayout(List<Token> list) {
    tokens = list.toArray(new Token[0]);
    int m = 0;
    int size = -1;
    int shift = -1;
    for (Token t : tokens) {
      switch (t.kind) {
        case 'M' -> size = t.value;
        case 'W' -> {
          m |= SCALE;
          shift = t.value;
        }
        case 'S' -> m |= SACK;
        case 'T' -> m |= TIMESTAMPS;
        default -> {}
      }
    }
    mask = m;
    mss = size;
    scale = shift;
  }

  /// Understands one alternative, or answers null for text that is no list of options.
  static @Nullable OptionLayout of(String text) {
    List<Token> tokens = new ArrayList<>();
    int i = 0;
    while (i < text.length()) {
      char kind = text.charAt(i++);
      int from = i;
      while (i < text.length() && isValue(kind, text.charAt(i), i - from)) {
        i++;
      }
      String digits = text.substring(from, i);
      int value = 0;
      switch (kind) {
        case 'M', 'W' -> {
          if (digits.isEmpty() || digits.length() > 4) {
            return null;
          }
          value = Integer.parseInt(digits, 16);
        }
        case 'T' -> {
          if (digits.length() != 2) {
            return null;
          }
          value = Integer.parseInt(digits, 2);
        }
        case 'S', 'N', 'L' -> {}
        default -> {
          return null;
        }
      }
      tokens.add(new Token(kind, value));
    }
    OptionLayout layout = new OptionLayout(tokens);
    return layout.bytes() > TcpAnswer.MAX_OPTION_BYTES ? null : layout;
  }

  /// A layout written in the program.
  static OptionLayout ofConstant(String text) {
    OptionLayout layout = of(text);
    if (layout == null) {
      throw new AssertionError(text);
    }
    return layout;
  }

  /// This layout with another behind its last option, where both fit.
  OptionLayout with(String more) {
    List<Token> all = new ArrayList<>(List.of(tokens));
    while (!all.isEmpty() && isPadding(all.getLast())) {
      all.removeLast();
    }
    for (int n = new OptionLayout(all).bytes(); n % 4 != 0; n++) {
      all.add(new Token('N', 0));
    }
    all.addAll(List.of(ofConstant(more).tokens));
    OptionLayout longer = new OptionLayout(all);
    return longer.bytes() > TcpAnswer.MAX_OPTION_BYTES ? this : longer;
  }

  private static boolean isValue(char kind, char c, int index) {
    return switch (kind) {
      case 'M', 'W' -> Character.digit(c, 16) >= 0;
      case 'T' -> index < 2 && (c == '0' || c == '1');
      default -> false;
    };
  }

  /// The options this reply holds, as bits.
  int mask() {
    return mask;
  }

  /// The announced segment size, or -1.
  int mss() {
    return mss;
  }

  /// The announced window scale, or -1.
  int scale() {
    return scale;
  }

  boolean isEmpty() {
    return tokens.length == 0;
  }

  /// Whether it has timestamps with a TSval other than zero.
  boolean showsClock() {
    for (Token t : tokens) {
      if (t.kind == 'T') {
        return (t.value & 2) != 0;
      }
    }
    return false;
  }

  private int bytes() {
    int n = 0;
    for (Token t : tokens) {
      n += t.bytes();
    }
    return n;
  }

  /// The same layout without the options outside `offered`, padding as such stacks pad: before an
  /// option that would otherwise leave the header unaligned, at the end after `L`.
  OptionLayout restrictedTo(int offered) {
    List<Token> kept = new ArrayList<>();
    int at = 0;
    for (int i = 0; i < tokens.length; ) {
      int end = groupEnd(i);
      boolean whole = true;
      for (int k = i; k < end; k++) {
        whole &= isOffered(tokens[k], offered);
      }
      for (int k = i; k < end; k++) {
        Token t = tokens[k];
        if (isPadding(t) ? !whole : !isOffered(t, offered)) {
          continue;
        }
        if (!whole) {
          // What shared its padding with a neighbour now needs its own: NNS, NNT, NW.
          for (int n = (4 - (at + t.bytes()) % 4) % 4; n > 0; n--) {
            kept.add(new Token('N', 0));
            at++;
          }
        }
        kept.add(t);
        at += t.bytes();
      }
      i = end;
    }
    for (; at % 4 != 0; at++) {
      kept.add(new Token('N', 0));
    }
    return new OptionLayout(kept);
  }

  /// End of the run of tokens from `i` that together fill whole words.
  private int groupEnd(int i) {
    int n = 0;
    int k = i;
    do {
      n += tokens[k++].bytes();
    } while (k < tokens.length && (n % 4 != 0 || tokens[k].kind == 'L'));
    return k;
  }

  private static boolean isPadding(Token t) {
    return t.kind == 'N' || t.kind == 'L';
  }

  private static boolean isOffered(Token t, int offered) {
    return switch (t.kind) {
      case 'W' -> (offered & SCALE) != 0;
      case 'S' -> (offered & SACK) != 0;
      case 'T' -> (offered & TIMESTAMPS) != 0;
      default -> true;
    };
  }

  /// Encodes the options into `out` and notes there what they agree on.
  ///
  /// @param mss segment size to write, or -1 for what the layout says
  /// @param offered the client's options, of which the TSval is sent back
  void encode(TcpAnswer out, int mss, int tsVal, TcpOptions offered) {
    byte[] b = out.options;
    int at = 0;
    for (Token t : tokens) {
      switch (t.kind) {
        case 'M' -> {
          b[at] = 2;
          b[at + 1] = 4;
          int size = mss < 0 ? t.value : mss;
          b[at + 2] = (byte) (size >> 8);
          b[at + 3] = (byte) size;
        }
        case 'W' -> {
          b[at] = 3;
          b[at + 1] = 3;
          b[at + 2] = (byte) t.value;
        }
        case 'S' -> {
          b[at] = 4;
          b[at + 1] = 2;
        }
        case 'T' -> {
          b[at] = 8;
          b[at + 1] = 10;
          // A TSval without a TSecr is the client's own option sent back.
          boolean returned = t.value == 2 && offered.hasTimestamps;
          int own = (t.value & 2) != 0 ? tsVal : 0;
          put(b, at + 2, returned ? offered.tsVal : own);
          put(b, at + 6, (t.value & 1) == 0 ? 0 : offered.hasTimestamps ? offered.tsVal : tsVal);
        }
        case 'N' -> b[at] = 1;
        default -> b[at] = 0;
      }
      at += t.bytes();
    }
    while (at % 4 != 0) {
      b[at++] = 0;
    }
    out.optionBytes = at;
  }

  private static void put(byte[] b, int at, int value) {
    b[at] = (byte) (value >> 24);
    b[at + 1] = (byte) (value >> 16);
    b[at + 2] = (byte) (value >> 8);
    b[at + 3] = (byte) value;
  }
}
