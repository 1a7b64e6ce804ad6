package honeyd.personality.passive;

import java.util.List;

/// What passive fingerprinting takes the sender of a SYN for. Immutable.
///
/// @param group p0f's class, such as `unix`; empty for programs and in databases without classes
/// @param name such as `Linux`
/// @param flavour version or variety, such as `3.11 and newer`; may be empty
/// @param text how logs and scripts name it, as their users know it from the database
/// @param program whether it is a program that makes its own packets, and tells nothing sure of the
///   system below
/// @param runsOn names, or classes behind `@`, of the systems that such a program is known on
public record SourceSystem(
    String group, String name, String flavour, String text, boolean program, List<String> runsOn) {
  public SourceSystem {
    runsOn = List.copyOf(runsOn);
  }

  /// A label of p0f 3, `TYPE:CLASS:NAME:FLAVOUR`, shown as name and flavour.
  static SourceSystem ofP0f(
      String group, String name, String flavour, boolean program, List<String> runsOn) {
    String text = flavour.isEmpty() ? name : name + " " + flavour;
    return new SourceSystem(program ? "" : group, name, flavour, text, program, runsOn);
  }

  /// A line of a `pf.os`, shown as Honeyd does: with a blank behind the version even where there is
  /// no subtype.
  static SourceSystem ofPfOs(String name, String version, String subtype, boolean program) {
    String flavour = (version + " " + subtype).strip();
    String text = name + " " + version + " " + subtype;
    return new SourceSystem("", name, flavour, text, program, List.of());
  }

  /// Whether the text of a condition `source os = "TEXT"` means this system: its class, its name,
  /// or its name with as much of the flavour as one cares to write, up to the end of a number or
  /// word; classes and labels in p0f's notation with colons likewise. Upper and lower case are the
  /// same. Allocates nothing.
  ///
  /// `Linux`, `linux 2.6` and `unix` mean `unix:Linux:2.6.x`; `Linux 2` does too, `Linux 2.` and
  /// `Lin` do not.
  public boolean matches(String condition) {
    int end = condition.length();
    while (end > 0 && condition.charAt(end - 1) == ' ') {
      end--;
    }
    if (end == 0) {
      return false;
    }
    if (end == group.length() && condition.regionMatches(true, 0, group, 0, end)) {
      return true;
    }
    int at = 0;
    int first = condition.indexOf(':');
    if (first < 0) {
      return begins(condition, 0, end, ' ');
    }
    // [TYPE:]CLASS:NAME[:FLAVOUR]
    int second = condition.indexOf(':', first + 1);
    if (first == 1 && second > 0) {
      at = 2;
      first = second;
    }
    String ownGroup = program ? "!" : group;
    return first - at == ownGroup.length()
        && condition.regionMatches(true, at, ownGroup, 0, ownGroup.length())
        && begins(condition, first + 1, end, ':');
  }

  /// Whether the condition's text from `from` to `end` is the name, or the name and the beginning
  /// of the flavour with `between` between them.
  private boolean begins(String condition, int from, int end, char between) {
    int length = end - from;
    if (!condition.regionMatches(true, from, name, 0, Math.min(name.length(), length))
        || length < name.length()) {
      return false;
    }
    int at = from + name.length();
    if (at == end) {
      return true;
    }
    if (condition.charAt(at) != between) {
      return false;
    }
    int of = end - at - 1;
    if (of == 0) {
      return between == ':' && flavour.isEmpty();
    }
    return of <= flavour.length()
        && condition.regionMatches(true, at + 1, flavour, 0, of)
        && (of == flavour.length() || isBorder(flavour, of));
  }

  /// Whether a word or number of `text` ends before `at`.
  private static boolean isBorder(String text, int at) {
    return Character.isLetterOrDigit(text.charAt(at - 1))
        && !Character.isLetterOrDigit(text.charAt(at));
  }

  /// Whether this program is known to run on that system.
  public boolean isKnownOn(SourceSystem system) {
    for (int i = 0; i < runsOn.size(); i++) {
      String each = runsOn.get(i);
      if (each.startsWith("@")
          ? each.regionMatches(true, 1, system.group, 0, Math.max(each.length() - 1, 1))
              && each.length() - 1 == system.group.length()
          : each.equalsIgnoreCase(system.name)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String toString() {
    return (program ? "!" : group) + ":" + name + ":" + flavour;
  }
}
