package honeyd.personality;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A name that says nothing but a system and its version, understood: `Linux 2.4.18 - 2.4.20
/// (X86)`, `Windows 2000 SP2`, `Cisco 7206 running IOS 11.1(24)`. Immutable.
///
/// Only the systems of nmap's first generation (until 2006) are known here. A name with any other
/// word in it is not understood: what is not accounted for must not be guessed.
///
/// @param kind whose name it is
/// @param low the version, or the first of several, as one number that grows with it
/// @param high the last
record FormerSystem(Kind kind, long low, long high) {
  /// A system as both generations name it.
  ///
  /// @param words how names begin, in lower case
  /// @param series how many components of a version must be equal for two versions to be alike
  /// @param last the last version that nmap's first generation could know
  record Kind(Pattern words, int series, long last) {}

  private static final int[] UNITS = {100_000_000, 10_000, 1};
  private static final int MAX_COMPONENT = 9_999;

  private static final List<Kind> KINDS =
      List.of(
          kind("linux( kernel)?", 2, "2.6"),
          kind("freebsd", 1, "6"),
          kind("netbsd", 1, "3"),
          kind("openbsd", 1, "4"),
          kind("(sun )?solaris", 1, "10"),
          kind("(sun )?sunos", 1, "4"),
          kind("(ibm )?aix", 1, "5"),
          kind("(sgi )?irix", 1, "6"),
          kind("hp-?ux( b\\.(?=[0-9]))?", 1, "11"),
          kind("(apple )?mac os x( server)?", 2, "10.4"),
          kind("(apple )?mac os", 1, "9"),
          kind("(novell )?netware", 1, "6"),
          kind("((compaq|hp) )?tru64 unix", 1, "5"),
          kind("((dec|hp|compaq) )?openvms", 1, "8"),
          windows("95"),
          windows("98"),
          windows("nt 4(\\.0)?"),
          windows("2000"),
          windows("xp"),
          windows("(server )?2003"),
          kind("cisco( [0-9]{3,5}[a-z]*| router| running| with|/)* ?[( ]ios", 1, "12"),
          kind("cisco( [0-9]{3,5}[a-z]*| switch| running| with|/)* ?[( ]ios", 1, "12"));

  private static final Pattern VERSION =
      Pattern.compile("v?(\\d{1,4}(?:\\.\\d{1,4}){0,3})(?:-(?:release|stable|rc\\d?|beta\\d?))?");

  /// A release within a version, as Cisco writes it: `12.0(11)`.
  private static final Pattern RELEASE = Pattern.compile("(?<=\\d)\\([0-9a-z]+\\)[a-z0-9]*");

  private static final Pattern BREAK = Pattern.compile("[\\s()/,]+|(?<=\\d)-(?=\\d)");

  /// Words that change nothing about which system is meant.
  private static final Set<String> PLAIN =
      Set.of(
          "-",
          "or",
          "and",
          "to",
          "through",
          "release",
          "version",
          "sp",
          "x86",
          "sparc",
          "i386",
          "ppc",
          "powerpc",
          "alpha",
          "professional",
          "pro",
          "home",
          "edition",
          "server",
          "workstation",
          "advanced",
          "router",
          "switch");

  private static Kind kind(String words, int series, String last) {
    return new Kind(Pattern.compile(words + "(?=[ (0-9])"), series, number(last, MAX_COMPONENT));
  }

  /// A Windows, whose versions are service packs.
  private static Kind windows(String edition) {
    return new Kind(
        Pattern.compile("((microsoft|ms) )?windows " + edition + "(?=[ (]|$)"), 0, Long.MAX_VALUE);
  }

  /// Understands a name, or answers null.
  static @Nullable FormerSystem of(String name) {
    String lower = name.strip().toLowerCase(Locale.ROOT);
    if (lower.length() > 100) {
      return null;
    }
    for (Kind kind : KINDS) {
      Matcher matcher = kind.words.matcher(lower);
      if (matcher.lookingAt()) {
        return versions(kind, RELEASE.matcher(lower.substring(matcher.end())).replaceAll(""));
      }
    }
    return null;
  }

  private static @Nullable FormerSystem versions(Kind kind, String rest) {
    long low = Long.MAX_VALUE;
    long high = -1;
    for (String word : BREAK.split(rest, -1)) {
      // Service packs may touch their letters.
      String digits = kind.series == 0 && word.startsWith("sp") ? word.substring(2) : word;
      Matcher version = VERSION.matcher(digits);
      if (version.matches()) {
        low = Math.min(low, number(version.group(1), 0));
        high = Math.max(high, number(version.group(1), 0));
      } else if (!word.isEmpty() && !PLAIN.contains(word)) {
        return null;
      }
    }
    if (high < 0) {
      return kind.series == 0 ? new FormerSystem(kind, 0, 0) : null;
    }
    return new FormerSystem(kind, low, high);
  }

  private static long number(String version, int rest) {
    String[] parts = version.split("\\.", -1);
    long sum = 0;
    for (int i = 0; i < UNITS.length; i++) {
      sum += (long) UNITS[i] * (i < parts.length ? Integer.parseInt(parts[i]) : rest);
    }
    return sum;
  }

  /// Whether nmap's first generation could know it.
  boolean isFormer() {
    return low <= kind.last;
  }

  /// How far the versions of `other` lie from these, zero where they meet; -1 when it is another
  /// system or another series.
  long distance(FormerSystem other) {
    if (!kind.equals(other.kind)) {
      return -1;
    }
    if (kind.series > 0) {
      long unit = UNITS[kind.series - 1];
      boolean alike = low / unit <= other.high / unit && other.low / unit <= high / unit;
      if (!alike) {
        return -1;
      }
    }
    return Math.max(0, Math.max(other.low - high, low - other.high));
  }

  /// How many versions it spans.
  long width() {
    return high - low;
  }
}
