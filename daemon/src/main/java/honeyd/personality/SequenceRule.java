package honeyd.personality;

import java.util.ArrayList;
import java.util.List;

/// Where a sequence or acknowledgement number of a reply comes from (nmap's S and A tests).
enum SequenceRule {
  ZERO,
  /// The probe's other number: its ack for our seq, its seq for our ack.
  SAME,
  /// That plus one.
  NEXT,
  /// Anything else.
  OTHER;

  /// All alternatives of an S or A expression.
  static SequenceRule[] of(String expression) {
    List<SequenceRule> list = new ArrayList<>();
    for (String part : expression.split("\\|", -1)) {
      list.add(
          switch (part) {
            case "Z" -> ZERO;
            case "A", "S" -> SAME;
            case "A+", "S+" -> NEXT;
            default -> OTHER;
          });
    }
    return list.toArray(new SequenceRule[0]);
  }
}
