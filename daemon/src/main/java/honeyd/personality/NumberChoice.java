package honeyd.personality;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A numeric expression of a fingerprint: alternatives, each a value, a range, `>x` or `<x`, in
/// hexadecimal. Immutable.
final class NumberChoice {
  private final long[] low;
  private final long[] high;

  private NumberChoice(long[] low, long[] high) {
    this.low = low;
    this.high = high;
  }

  /// Understands `expression`; parts that are no numbers in 0..`max` are left out. So is a single
  /// value with a range behind it, as in `79|B0-BA`: nmap looks for a dash in all that follows and
  /// takes the value for half a range (`expr_match` in `osscan.cc`, to 7.93 at least), so that only
  /// the rest is recognised everywhere.
  ///
  /// @return null when nothing remains
  static @Nullable NumberChoice of(@Nullable String expression, long max) {
    if (expression == null) {
      return null;
    }
    String[] parts = expression.split("\\|", -1);
    long[] low = new long[parts.length];
    long[] high = new long[parts.length];
    int n = 0;
    int lastDash = expression.lastIndexOf('-');
    int ends = -1;
    for (String part : parts) {
      ends += part.length() + 1;
      long from;
      long to;
      try {
        if (part.startsWith(">")) {
          from = Long.parseLong(part, 1, part.length(), 16) + 1;
          to = max;
        } else if (part.startsWith("<")) {
          from = 0;
          to = Long.parseLong(part, 1, part.length(), 16) - 1;
        } else {
          int dash = part.indexOf('-');
          if (dash < 0 && lastDash > ends) {
            continue;
          }
          from = Long.parseLong(dash < 0 ? part : part.substring(0, dash), 16);
          to = dash < 0 ? from : Long.parseLong(part, dash + 1, part.length(), 16);
        }
      } catch (NumberFormatException e) {
        continue;
      }
      if (from < 0 || from > max || to < from) {
        continue;
      }
      low[n] = from;
      high[n++] = Math.min(to, max);
    }
    return n == 0 ? null : new NumberChoice(Arrays.copyOf(low, n), Arrays.copyOf(high, n));
  }

  /// An expression written in the program.
  static NumberChoice ofConstant(String expression) {
    NumberChoice choice = of(expression, 0xffff_ffffL);
    if (choice == null) {
      throw new AssertionError(expression);
    }
    return choice;
  }

  /// The value of a host with this hash.
  long pick(long hash) {
    int i = low.length == 1 ? 0 : Mix.below(hash << 32 | hash >>> 32, low.length);
    long span = high[i] - low[i] + 1;
    return span == 1 ? low[i] : low[i] + Long.remainderUnsigned(hash, span);
  }

  boolean contains(long value) {
    for (int i = 0; i < low.length; i++) {
      if (value >= low[i] && value <= high[i]) {
        return true;
      }
    }
    return false;
  }

  int alternatives() {
    return low.length;
  }

  long low(int alternative) {
    return low[alternative];
  }

  long high(int alternative) {
    return high[alternative];
  }

  /// The same expression without the value zero, where something else remains.
  NumberChoice withoutZero() {
    int n = 0;
    long[] from = new long[low.length];
    long[] to = new long[low.length];
    for (int i = 0; i < low.length; i++) {
      if (high[i] > 0) {
        from[n] = Math.max(1, low[i]);
        to[n++] = high[i];
      }
    }
    return n == 0 ? this : new NumberChoice(Arrays.copyOf(from, n), Arrays.copyOf(to, n));
  }
}
