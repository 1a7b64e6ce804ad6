package honeyd.sys;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;

/// Parts of root's power, as capabilities(7) names and linux/capability.h numbers them: those that
/// this program asks for somewhere.
public enum Capability {
  CAP_CHOWN(0),
  CAP_DAC_OVERRIDE(1),
  CAP_FOWNER(3),
  CAP_SETGID(6),
  CAP_SETUID(7),
  CAP_NET_ADMIN(12),
  CAP_NET_RAW(13);

  private final int number;

  Capability(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }

  /// One bit for each, as `/proc/PID/status` shows sets of them.
  public static long mask(Collection<Capability> capabilities) {
    long mask = 0;
    for (Capability each : capabilities) {
      mask |= 1L << each.number;
    }
    return mask;
  }

  /// Those of a mask that have a name here.
  static Set<Capability> of(long mask) {
    Set<Capability> out = EnumSet.noneOf(Capability.class);
    for (Capability each : values()) {
      if (((mask >> each.number) & 1) != 0) {
        out.add(each);
      }
    }
    return out;
  }
}
