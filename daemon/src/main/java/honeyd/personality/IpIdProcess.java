package honeyd.personality;

import org.jspecify.annotations.Nullable;

/// How a system numbers its packets: one of the processes that nmap's TI, CI and II tell apart.
/// Immutable; the running values are in [HostState].
///
/// nmap takes any fall between two samples for randomness, so a counter that would wrap waits for a
/// moment of quiet; a real one would be misread by about one scan in ten thousand.
final class IpIdProcess {
  /// The classes of nmap's book, "IP ID sequence generation algorithm".
  private enum Kind {
    CONSTANT,
    INCREMENT,
    /// Counts in the other byte order.
    BROKEN_INCREMENT,
    RANDOM_POSITIVE,
    RANDOM
  }

  /// After this long without a packet a counter may wrap unseen.
  private static final long QUIET_NS = 1_500_000_000L;

  private static final int JUMP = 20_000;

  private final Kind[] kinds;
  private final int constant;
  private final int slot;
  private final int low;
  private final int high;

  private IpIdProcess(Kind[] kinds, int constant, int slot, int low, int high) {
    this.kinds = kinds;
    this.constant = constant;
    this.slot = slot;
    this.low = low;
    this.high = high;
  }

  /// Understands an expression, null for one that the entry does not record.
  ///
  /// @param slot which counter of the host
  /// @param low least value of its counter
  /// @param high its greatest value
  static @Nullable IpIdProcess of(@Nullable String expression, int slot, int low, int high) {
    if (expression == null || expression.isEmpty()) {
      return null;
    }
    String[] parts = expression.split("\\|", -1);
    Kind[] kinds = new Kind[parts.length];
    int constant = 0;
    for (int i = 0; i < parts.length; i++) {
      kinds[i] =
          switch (parts[i]) {
            case "I" -> Kind.INCREMENT;
            case "BI" -> Kind.BROKEN_INCREMENT;
            case "RI" -> Kind.RANDOM_POSITIVE;
            case "RD" -> Kind.RANDOM;
            default -> Kind.CONSTANT;
          };
      NumberChoice value = NumberChoice.of(parts[i], 0xffff);
      if (kinds[i] == Kind.CONSTANT && value != null) {
        constant = (int) value.low(0);
      }
    }
    return new IpIdProcess(kinds, constant, slot, low, high);
  }

  /// The last identification once more.
  int last(HostState host) {
    return kinds[0] == Kind.CONSTANT ? constant : host.ipId(slot);
  }

  /// The next identification.
  int next(HostState host, long nowNs) {
    Kind kind =
        kinds.length == 1
            ? kinds[0]
            : kinds[Mix.below(Mix.of(host.key, Purpose.IP_ID_CLASS), kinds.length)];
    if (kind == Kind.CONSTANT) {
      return constant;
    }
    int last = host.ipId(slot);
    boolean quiet = nowNs - host.ipIdAtNs(slot) > QUIET_NS;
    long chance = Mix.of(host.key ^ nowNs, last + Purpose.IP_ID_START);
    if (kind != Kind.RANDOM && (last < low || last > high)) {
      last = low + Mix.below(chance, Math.max(1, (high - low) / 4));
    }
    int step =
        switch (kind) {
          case INCREMENT -> 1;
          case BROKEN_INCREMENT -> 256;
          case RANDOM_POSITIVE -> 1001 + 2 * Mix.below(chance, 500);
          case RANDOM -> {
            // One of any two steps is a jump, so that three samples show the process for random.
            boolean jumped = host.ipIdStep(slot) > JUMP;
            yield jumped
                ? 1 + Mix.below(chance, 0xffff)
                : JUMP + 1 + Mix.below(chance, 0xffff - JUMP);
          }
          case CONSTANT -> 0;
        };
    int id = last + step;
    if (kind == Kind.RANDOM) {
      id &= 0xffff;
    } else {
      int margin = 24 * step;
      if (id > high || (quiet && id > high - Math.min(margin, (high - low) / 2))) {
        id = low + (id & (kind == Kind.BROKEN_INCREMENT ? 0xff : 0));
      }
    }
    host.ipId(slot, id, step, nowNs);
    return id;
  }
}
