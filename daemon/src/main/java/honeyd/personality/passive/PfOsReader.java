package honeyd.personality.passive;

import honeyd.personality.passive.SynSignature.Form;
import honeyd.personality.passive.SynSignature.Wanted;
import honeyd.wire.TcpOptionKind;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/// Reads a `pf.os`, the format that Honeyd knows, which OpenBSD and nftables still have:
/// `window:ttl:df:size:options:class:version:subtype:details` (the comments of that file). What is
/// wrong is noted and left out. One thread.
final class PfOsReader {
  private static final int FIELDS = 9;
  private static final int LARGEST = 65_535;

  private final DatabaseText out;

  PfOsReader(DatabaseText out) {
    this.out = out;
  }

  void line(String text) {
    String[] parts = text.split(":", FIELDS);
    if (parts.length != FIELDS) {
      out.note("a signature has " + FIELDS + " fields, not " + parts.length);
      return;
    }
    for (int i = 0; i < parts.length; i++) {
      parts[i] = parts[i].strip();
    }
    try {
      // "*", "-" and "@" before the class: a program's own packets, nothing real, an approximation.
      String name = parts[5];
      boolean program = false;
      boolean generic = false;
      while (!name.isEmpty() && "*-@".indexOf(name.charAt(0)) >= 0) {
        generic |= name.charAt(0) == '@';
        program |= name.charAt(0) != '@';
        name = name.substring(1);
      }
      if (name.isEmpty()) {
        throw new IllegalArgumentException("the signature has no class");
      }
      Options options = new Options(parts[4]);
      out.add(
          SourceSystem.ofPfOs(name, parts[6], parts[7], program),
          generic,
          options.kinds.toByteArray(),
          rule(parts, options));
    } catch (IllegalArgumentException e) {
      out.note(String.valueOf(e.getMessage()));
    }
  }

  private static PfOsRule rule(String[] parts, Options options) {
    int ttl = Numbers.parse(parts[1], 255);
    if (ttl < 1) {
      throw wrong("TTL", parts[1]);
    }
    boolean df =
        switch (parts[2]) {
          case "0" -> false;
          case "1" -> true;
          default -> throw wrong("DF", parts[2]);
        };
    return new PfOsRule(
        window(parts[0]),
        ttl,
        df,
        wanted("size", parts[3]),
        options.mss,
        options.scale,
        options.zeroTimestamp);
  }

  private static Wanted window(String text) {
    Wanted segments = Wanted.multiple(text, "S", Form.SEGMENTS);
    if (segments != null) {
      return segments;
    }
    Wanted packets = Wanted.multiple(text, "T", Form.PACKETS);
    return packets != null ? packets : wanted("window", text);
  }

  private static Wanted wanted(String what, String text) {
    return wanted(what, text, Wanted.parse(text, LARGEST));
  }

  private static Wanted wanted(String what, String text, @Nullable Wanted found) {
    if (found == null) {
      throw wrong(what, text);
    }
    return found;
  }

  /// The list of options.
  private static final class Options {
    final ByteArrayOutputStream kinds = new ByteArrayOutputStream();
    Wanted mss = Wanted.ANYTHING;
    Wanted scale = Wanted.ANYTHING;
    boolean zeroTimestamp;

    Options(String text) {
      if (!text.equals(".")) {
        for (String word : text.split("[,\\s]+", -1)) {
          add(word);
        }
      }
    }

    private void add(String word) {
      switch (word.isEmpty() ? ' ' : word.charAt(0)) {
        case 'M' -> {
          kinds.write(TcpOptionKind.MSS);
          mss = wanted("segment size", word.substring(1));
        }
        case 'W' -> {
          kinds.write(TcpOptionKind.WINDOW_SCALE);
          scale = wanted("window scale", word.substring(1));
        }
        case 'N' -> plain(word, "N", TcpOptionKind.NOP);
        case 'S' -> plain(word, "S", TcpOptionKind.SACK_PERMITTED);
        case 'T' -> {
          zeroTimestamp = word.equals("T0");
          plain(word, zeroTimestamp ? "T0" : "T", TcpOptionKind.TIMESTAMPS);
        }
        default -> throw wrong("option", word);
      }
    }

    private void plain(String word, String wanted, int kind) {
      if (!word.equals(wanted)) {
        throw wrong("option", word);
      }
      kinds.write(kind);
    }
  }

  private static IllegalArgumentException wrong(String what, String text) {
    return new IllegalArgumentException("not understood as " + what + ": \"" + text + "\"");
  }
}
