package honeyd.personality;

import java.util.Arrays;
import java.util.List;

/// What the timestamps of a system's SYN/ACKs show (nmap's TS test, where `U` is none at all).
enum Timestamps {
  /// A running clock.
  CLOCK,
  /// Zero in the SYN/ACK, a clock afterwards.
  ZERO,
  /// None.
  NONE;

  /// What an entry records; where it leaves a choice, what its recorded options can show.
  static Timestamps of(NmapEntry entry) {
    boolean clock = false;
    boolean zero = false;
    boolean none = false;
    for (int i = 1; i <= 6; i++) {
      for (String part : entry.valueOr("OPS", "O" + i, "").split("\\|", -1)) {
        clock |= part.contains("T1");
        zero |= part.contains("T0");
        none |= !part.contains("T");
      }
    }
    String text = entry.value("SEQ", "TS");
    if (text == null) {
      return clock ? CLOCK : zero ? ZERO : NONE;
    }
    List<String> parts = Arrays.asList(text.split("\\|", -1));
    boolean mayTick = parts.stream().anyMatch(p -> !p.equals("U") && !p.equals("0"));
    if (mayTick && clock) {
      return CLOCK;
    }
    if (parts.contains("0") && zero) {
      return ZERO;
    }
    if (parts.contains("U") && none) {
      return NONE;
    }
    return mayTick ? CLOCK : parts.contains("0") ? ZERO : NONE;
  }

  /// The layouts that agree, or all when none does.
  List<OptionLayout> filter(List<OptionLayout> layouts) {
    List<OptionLayout> fit = layouts.stream().filter(this::agrees).toList();
    return fit.isEmpty() ? layouts : fit;
  }

  private boolean agrees(OptionLayout layout) {
    boolean stamped = (layout.mask() & OptionLayout.TIMESTAMPS) != 0;
    return switch (this) {
      case CLOCK -> stamped && layout.showsClock();
      case ZERO -> stamped && !layout.showsClock();
      case NONE -> !stamped;
    };
  }
}
