package honeyd.personality;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Checks test lines, `TEST(ATTRIBUTE=VALUE%…)`, in place: their form, their names, and what T1
/// says of open ports. Allocates nothing for a line that is right. One thread.
final class OsDbLine {
  /// The attributes of each test (nmap's book, "Nmap OS Fingerprinting Database").
  private static final Map<String, String> KNOWN =
      Map.ofEntries(
          Map.entry("SEQ", "R SP GCD ISR TI CI II SS TS"),
          Map.entry("OPS", "R O1 O2 O3 O4 O5 O6"),
          Map.entry("WIN", "R W1 W2 W3 W4 W5 W6"),
          Map.entry("ECN", "R DF T TG W O CC Q"),
          Map.entry("T1", "R DF T TG W S A F O RD Q"),
          Map.entry("T2", "R DF T TG W S A F O RD Q"),
          Map.entry("T3", "R DF T TG W S A F O RD Q"),
          Map.entry("T4", "R DF T TG W S A F O RD Q"),
          Map.entry("T5", "R DF T TG W S A F O RD Q"),
          Map.entry("T6", "R DF T TG W S A F O RD Q"),
          Map.entry("T7", "R DF T TG W S A F O RD Q"),
          Map.entry("U1", "R DF T TG IPL UN RIPL RID RIPCK RUCK RUD"),
          Map.entry("IE", "R DFI T TG CD"));

  /// Attributes whose values are numbers and ranges and nothing else.
  private static final List<String> NUMERIC =
      List.of("SP", "GCD", "ISR", "T", "TG", "W", "W1", "W2", "W3", "W4", "W5", "W6", "IPL", "UN");

  /// More unknown names than this are no database of nmap's.
  private static final int MAX_UNKNOWN = 100;

  private static final int MAX_SHOWN = 60;

  /// A name that was left out.
  ///
  /// @param line where it stands first
  record UnknownName(int line, String sentence) {}

  /// A test and its attributes as numbers.
  private static final class Test {
    final String text;
    final long name;
    final long[] attributes;
    final boolean[] numeric;

    Test(String text) {
      String[] words = KNOWN.getOrDefault(text, "").split(" ", -1);
      this.text = text;
      name = code(text);
      attributes = new long[words.length];
      numeric = new boolean[words.length];
      for (int i = 0; i < words.length; i++) {
        attributes[i] = code(words[i]);
        numeric[i] = NUMERIC.contains(words[i]);
      }
    }
  }

  private final byte[] bytes;
  private final Test[] tests;
  private final long firstTest;
  private final Map<Long, UnknownName> unknown = new HashMap<>();
  private final List<UnknownName> inOrder = new ArrayList<>();
  private int seen;
  private int expected;
  private boolean opensPorts;

  OsDbLine(byte[] bytes) {
    this.bytes = bytes;
    tests = NmapEntryParser.TESTS.stream().map(Test::new).toArray(Test[]::new);
    firstTest = code("T1");
  }

  /// Forgets the last entry.
  void beginEntry() {
    seen = 0;
    expected = 0;
    opensPorts = false;
  }

  /// Whether the entry's T1 line has an answer that is not always a reset.
  boolean opensPorts() {
    return opensPorts;
  }

  /// Names that were left out, in the order of their first lines.
  List<UnknownName> unknown() {
    return inOrder;
  }

  /// What is wrong with the line between two offsets, or null.
  @Nullable String problemOf(int from, int to, int line) {
    int open = from;
    while (open < to && isNameByte(bytes[open])) {
      open++;
    }
    if (open == from || open == to || bytes[open] != '(' || bytes[to - 1] != ')') {
      return "expected TEST(ATTRIBUTE=VALUE%…), found: " + shown(from, to);
    }
    long name = code(from, open);
    int index = indexOf(name);
    if (index < 0) {
      note(name, line, "the test \"" + shown(from, open) + "\"", "");
      return null;
    }
    if ((seen & 1 << index) != 0) {
      return "the test " + shown(from, open) + " appears twice";
    }
    seen |= 1 << index;
    expected = index + 1;
    return pairs(tests[index], open + 1, to - 1, line);
  }

  private @Nullable String pairs(Test test, int from, int to, int line) {
    boolean first = test.name == firstTest;
    boolean answers = from < to;
    boolean accepts = true;
    int attribute = 0;
    int at = from;
    while (at < to) {
      int end = at;
      int equals = -1;
      while (end < to && bytes[end] != '%') {
        byte b = bytes[end];
        if (b <= ' ' || b == '(' || b == ')') {
          return "there is no such value as in: " + shown(at, to);
        }
        equals = b == '=' && equals < 0 ? end : equals;
        end++;
      }
      if (end > at) {
        if (equals <= at) {
          return "expected ATTRIBUTE=VALUE, found: " + shown(at, end);
        }
        long name = code(at, equals);
        attribute = find(test.attributes, name, attribute);
        if (attribute < 0) {
          note(name, line, "the attribute \"" + shown(at, equals) + "\"", " of test " + test.text);
          attribute = 0;
        } else if (test.numeric[attribute] && !isNumeric(equals + 1, end)) {
          return "expected numbers, found: " + shown(at, end);
        }
        if (first && equals == at + 1 && bytes[at] == 'R') {
          answers &= end != equals + 2 || bytes[equals + 1] != 'N';
        } else if (first && equals == at + 1 && bytes[at] == 'F') {
          accepts &= holds('S', equals + 1, end);
        } else if (first && equals == at + 1 && bytes[at] == 'A') {
          // an acknowledgement of something else belongs to a connection left half open
          accepts &= end != equals + 2 || bytes[equals + 1] != 'O';
        }
      }
      at = end + 1;
    }
    opensPorts |= first && answers && accepts;
    return null;
  }

  private boolean holds(char letter, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] == letter) {
        return true;
      }
    }
    return false;
  }

  private boolean isNumeric(int from, int to) {
    for (int i = from; i < to; i++) {
      byte b = bytes[i];
      boolean fits = Character.digit(b, 16) >= 0 || b == '|' || b == '-' || b == '<' || b == '>';
      if (!fits) {
        return false;
      }
    }
    return true;
  }

  private void note(long name, int line, String what, String where) {
    if (unknown.size() >= MAX_UNKNOWN || unknown.containsKey(name)) {
      return;
    }
    UnknownName note =
        new UnknownName(
            line, what + where + " is not known to this version and left out wherever it stands");
    unknown.put(name, note);
    inOrder.add(note);
  }

  /// Tests and attributes come in the same order in nearly every entry.
  private int indexOf(long name) {
    for (int i = 0; i < tests.length; i++) {
      int k = (expected + i) % tests.length;
      if (tests[k].name == name) {
        return k;
      }
    }
    return -1;
  }

  private static int find(long[] names, long name, int start) {
    for (int i = 0; i < names.length; i++) {
      int k = (start + i) % names.length;
      if (names[k] == name) {
        return k;
      }
    }
    return -1;
  }

  private static boolean isNameByte(byte b) {
    return b > ' ' && b != '(' && b != ')' && b != '=' && b != '%';
  }

  /// A name of up to eight bytes as a number; of a longer one the last eight, which no known name
  /// has.
  private long code(int from, int to) {
    long code = 0;
    for (int i = from; i < to; i++) {
      code = code << 8 | (bytes[i] & 0xff);
    }
    return code;
  }

  private static long code(String name) {
    long code = 0;
    for (byte b : name.getBytes(StandardCharsets.ISO_8859_1)) {
      code = code << 8 | b;
    }
    return code;
  }

  /// Part of the file for a message, without what would play with a terminal.
  private String shown(int from, int to) {
    int end = Math.min(to, from + MAX_SHOWN);
    StringBuilder out = new StringBuilder();
    for (int i = from; i < end; i++) {
      out.append(bytes[i] >= ' ' && bytes[i] < 0x7f ? (char) bytes[i] : '?');
    }
    return end < to ? out.append('…').toString() : out.toString();
  }
}
