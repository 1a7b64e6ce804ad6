package honeyd.personality.passive;

import honeyd.personality.passive.P0fRule.Payload;
import honeyd.personality.passive.SynSignature.Form;
import honeyd.personality.passive.SynSignature.Wanted;
import honeyd.wire.TcpOptionCursor;
import honeyd.wire.TcpOptionKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the signatures of SYNs from a `p0f.fp` of p0f 3 (p0f's README, section 5). What is wrong
/// is noted and left out. One thread.
final class P0fReader {
  private static final String SYNS = "tcp:request";

  // Of these only the first is of interest here.
  private static final List<String> SECTIONS =
      List.of(SYNS, "tcp:response", "mtu", "http:request", "http:response");

  private static final int FIELDS = 8;

  private final DatabaseText out;
  private List<String> classes = List.of();
  private boolean inSyns;
  private @Nullable SourceSystem system;
  private boolean generic;
  private boolean labelled;

  P0fReader(DatabaseText out) {
    this.out = out;
  }

  void line(String text) {
    if (text.startsWith("[")) {
      section(text);
      return;
    }
    int equals = text.indexOf('=');
    if (equals < 0) {
      out.note("neither section nor assignment: " + text);
      return;
    }
    String key = text.substring(0, equals).strip();
    String value = text.substring(equals + 1).strip();
    if (key.equals("classes")) {
      classes = words(value);
    } else if (inSyns) {
      switch (key) {
        case "label" -> label(value);
        case "sys" -> runsOn(value);
        case "sig" -> signature(value);
        default -> out.note("unknown word " + key);
      }
    }
  }

  private void section(String text) {
    String name = text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
    if (!SECTIONS.contains(name)) {
      out.note("unknown section " + text);
    }
    inSyns = name.equals(SYNS);
    system = null;
    labelled = false;
  }

  private static List<String> words(String text) {
    return Arrays.stream(text.split(",", -1)).map(String::strip).filter(w -> !w.isEmpty()).toList();
  }

  private void label(String value) {
    labelled = true;
    system = null;
    String[] parts = value.split(":", 4);
    if (parts.length != 4) {
      out.note("a label is TYPE:CLASS:NAME:FLAVOUR, not " + value);
      return;
    }
    String type = parts[0];
    String group = parts[1];
    boolean program = group.equals("!");
    if (!type.equals("s") && !type.equals("g")) {
      out.note("the type of a label is s or g, not " + type);
    } else if (!program && !classes.contains(group)) {
      out.note("class " + group + " is not among the classes at the beginning");
    } else if (parts[2].isBlank()) {
      out.note("the label has no name");
    } else {
      generic = type.equals("g");
      system = SourceSystem.ofP0f(group, parts[2].strip(), parts[3].strip(), program, List.of());
    }
  }

  private void runsOn(String value) {
    SourceSystem label = system;
    if (label != null) {
      system =
          SourceSystem.ofP0f(
              label.group(), label.name(), label.flavour(), label.program(), words(value));
    }
  }

  private void signature(String value) {
    SourceSystem label = system;
    if (label == null) {
      if (!labelled) {
        out.note("a signature before any label");
      }
      return;
    }
    String[] parts = value.split(":", -1);
    if (parts.length != FIELDS) {
      out.note("a signature has " + FIELDS + " fields, not " + parts.length);
      return;
    }
    try {
      Layout layout = layout(parts[5]);
      out.add(label, generic, layout.kinds, rule(parts, layout.padding));
    } catch (IllegalArgumentException e) {
      out.note(String.valueOf(e.getMessage()));
    }
  }

  private static P0fRule rule(String[] parts, int padding) {
    int version =
        switch (parts[0]) {
          case "4" -> 4;
          case "6" -> 6;
          case "*" -> 0;
          default -> throw wrong("version", parts[0]);
        };
    String ttl = parts[1];
    boolean anyLower = ttl.endsWith("-");
    String[] window = parts[4].split(",", -1);
    if (window.length != 2) {
      throw wrong("window and scale", parts[4]);
    }
    return new P0fRule(
        version,
        ttl(anyLower ? ttl.substring(0, ttl.length() - 1) : ttl),
        anyLower,
        number("length of the IP options", parts[2], 255),
        wanted("segment size", parts[3], 65_535, false),
        window(window[0]),
        wanted("window scale", window[1], 255, false),
        padding,
        quirks(parts[6]),
        switch (parts[7]) {
          case "0" -> Payload.NONE;
          case "+" -> Payload.SOME;
          case "*" -> Payload.ANY;
          default -> throw wrong("class of payload", parts[7]);
        });
  }

  /// `N`, or what was seen and the distance, `N+N`.
  private static int ttl(String text) {
    int plus = text.indexOf('+');
    int ttl =
        plus < 0
            ? number("TTL", text, 255)
            : number("TTL", text.substring(0, plus), 255)
                + number("distance", text.substring(plus + 1), 255);
    if (ttl < 1 || ttl > 255) {
      throw wrong("TTL", text);
    }
    return ttl;
  }

  private static Wanted window(String text) {
    Wanted segments = Wanted.multiple(text, "mss*", Form.SEGMENTS);
    if (segments != null) {
      return segments;
    }
    Wanted packets = Wanted.multiple(text, "mtu*", Form.PACKETS);
    return packets != null ? packets : wanted("window", text, 65_535, true);
  }

  private static Wanted wanted(String what, String text, int largest, boolean mayBeDivisible) {
    Wanted out = Wanted.parse(text, largest);
    if (out == null || (out.form() == Form.DIVISIBLE && !mayBeDivisible)) {
      throw wrong(what, text);
    }
    return out;
  }

  private static int quirks(String text) {
    int out = 0;
    for (String word : words(text)) {
      Quirk quirk = Quirk.find(word);
      if (quirk == null) {
        throw wrong("quirk", word);
      }
      out |= quirk.bit();
    }
    return out;
  }

  /// Kinds of the options, and the bytes behind their end or -1.
  @SuppressWarnings("ArrayRecordComponent") // handed on at once
  private record Layout(byte[] kinds, int padding) {}

  private static Layout layout(String text) {
    List<String> words = words(text);
    List<Byte> kinds = new ArrayList<>();
    for (String word : words) {
      if (word.startsWith("eol+")) {
        int padding = number("padding", word.substring(4), TcpOptionCursor.MAX_OPTIONS_BYTES);
        if (kinds.size() != words.size() - 1) {
          throw new IllegalArgumentException("options behind their end: " + text);
        }
        return new Layout(bytes(kinds), padding);
      }
      kinds.add((byte) kind(word));
    }
    return new Layout(bytes(kinds), -1);
  }

  private static int kind(String word) {
    return switch (word) {
      case "nop" -> TcpOptionKind.NOP;
      case "mss" -> TcpOptionKind.MSS;
      case "ws" -> TcpOptionKind.WINDOW_SCALE;
      case "sok" -> TcpOptionKind.SACK_PERMITTED;
      case "sack" -> TcpOptionKind.SACK;
      case "ts" -> TcpOptionKind.TIMESTAMPS;
      default -> {
        if (!word.startsWith("?")) {
          throw wrong("option", word);
        }
        yield number("option", word.substring(1), 255);
      }
    };
  }

  private static byte[] bytes(List<Byte> kinds) {
    byte[] out = new byte[kinds.size()];
    for (int i = 0; i < out.length; i++) {
      out[i] = kinds.get(i);
    }
    return out;
  }

  private static int number(String what, String text, int largest) {
    int n = Numbers.parse(text, largest);
    if (n < 0) {
      throw wrong(what, text);
    }
    return n;
  }

  private static IllegalArgumentException wrong(String what, String text) {
    return new IllegalArgumentException("not understood as " + what + ": \"" + text + "\"");
  }
}
