package honeyd.personality.passive;

import org.jspecify.annotations.Nullable;

/// One pattern of SYNs of a database. Immutable.
///
/// @param number place of its system in the catalogue
/// @param generic whether it answers only when no specific one does
/// @param program whether it is a program's
/// @param layout kinds of the TCP options in order, without the end of list
/// @param rule what else must fit
@SuppressWarnings("ArrayRecordComponent") // never compared, and nobody writes to it
record SynSignature(int number, boolean generic, boolean program, byte[] layout, Rule rule) {
  /// How well a SYN fits.
  enum Fit {
    NONE,
    /// But for what networks and settings change on the way.
    FUZZY,
    EXACT
  }

  /// What a format says of everything but the order of the options.
  sealed interface Rule permits P0fRule, PfOsRule {
    Fit fit(ObservedSyn syn);
  }

  /// The forms of a number in a signature.
  enum Form {
    ANY,
    EXACT,
    /// A multiple of the number.
    DIVISIBLE,
    /// The number of segments.
    SEGMENTS,
    /// The number of packets of the largest size.
    PACKETS
  }

  /// A number as a signature wants it.
  record Wanted(Form form, int number) {
    static final Wanted ANYTHING = new Wanted(Form.ANY, 0);

    /// Whether a plain number is it.
    boolean is(int seen) {
      return switch (form) {
        case ANY -> true;
        case EXACT -> seen == number;
        case DIVISIBLE -> seen % number == 0;
        case SEGMENTS, PACKETS -> false;
      };
    }

    /// `*`, `%N` or `N`, as both formats have it; null when it is none of them or too large.
    static @Nullable Wanted parse(String text, int largest) {
      if (text.equals("*")) {
        return ANYTHING;
      }
      boolean modulo = text.startsWith("%");
      int n = Numbers.parse(modulo ? text.substring(1) : text, largest);
      if (n < 0 || (modulo && n == 0)) {
        return null;
      }
      return new Wanted(modulo ? Form.DIVISIBLE : Form.EXACT, n);
    }

    /// `PREFIX` and a number above zero; null when it is none.
    static @Nullable Wanted multiple(String text, String prefix, Form form) {
      int n = text.startsWith(prefix) ? Numbers.parse(text.substring(prefix.length()), 65_535) : 0;
      return n > 0 ? new Wanted(form, n) : null;
    }
  }
}
