package honeyd.testkit.script;

import honeyd.wire.TcpOptionWriter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/// TCP options in order, each as its words: `mss 1460`, `nop`, `wscale 7`, `sackOK`, `sack 1:5
/// 9:12`, `TS val 1 ecr 0`, `eol`, `kind 19 a1b2`, `bad 0500`, `pad 0000`. A number written `*`
/// matches any.
///
/// @param items the options
public record TcpOptionList(List<String> items) {
  public TcpOptionList {
    items = List.copyOf(items);
  }

  /// Reads what stands between the angle brackets.
  public static TcpOptionList parse(String text) {
    List<String> items = new ArrayList<>();
    for (String item : text.split(",", -1)) {
      String words = item.strip().replaceAll("\\s+", " ");
      if (!words.isEmpty()) {
        items.add(words);
      }
    }
    TcpOptionList list = new TcpOptionList(items);
    list.toBytes();
    return list;
  }

  /// Reads the way nmap's operating system database writes options, with blanks between: `M5B4 N W8
  /// S T L`. Numbers are hexadecimal; `T` is any timestamp.
  public static TcpOptionList parseNmap(String text) {
    List<String> items = new ArrayList<>();
    for (String word : text.isBlank() ? new String[0] : text.strip().split("\\s+", -1)) {
      String rest = word.substring(1);
      items.add(
          switch (word.charAt(0)) {
            case 'M' -> "mss " + (rest.isEmpty() ? "*" : Integer.parseInt(rest, 16));
            case 'N' -> "nop";
            case 'L' -> "eol";
            case 'W' -> "wscale " + (rest.isEmpty() ? "*" : Integer.parseInt(rest, 16));
            case 'S' -> "sackOK";
            case 'T' -> "TS val * ecr *";
            default -> throw new IllegalArgumentException("\"" + word + "\" in \"" + text + "\"");
          });
    }
    return new TcpOptionList(items);
  }

  /// Whether `seen` is this list, `*` standing for any number.
  public boolean matches(TcpOptionList seen) {
    if (items.size() != seen.items.size()) {
      return false;
    }
    for (int i = 0; i < items.size(); i++) {
      String[] want = items.get(i).split("[ :]", -1);
      String[] have = seen.items.get(i).split("[ :]", -1);
      if (want.length != have.length) {
        return false;
      }
      for (int w = 0; w < want.length; w++) {
        if (!want[w].equals("*") && !want[w].equals(have[w])) {
          return false;
        }
      }
    }
    return true;
  }

  /// The value of the timestamp, or null.
  public @Nullable Long tsVal() {
    for (String item : items) {
      if (item.startsWith("TS val ") && !item.startsWith("TS val *")) {
        return Long.valueOf(item.split(" ", -1)[2]);
      }
    }
    return null;
  }

  /// The same with `ecr *` filled in.
  public TcpOptionList withEcho(long tsEcr) {
    return new TcpOptionList(items.stream().map(i -> i.replace("ecr *", "ecr " + tsEcr)).toList());
  }

  /// The same with `by` added to both ends of every SACK block.
  public TcpOptionList withSackMoved(int by) {
    List<String> moved = new ArrayList<>();
    for (String item : items) {
      if (!item.startsWith("sack ")) {
        moved.add(item);
        continue;
      }
      StringJoiner blocks = new StringJoiner(" ", "sack ", "");
      for (String block : item.substring(5).split(" ", -1)) {
        String[] ends = block.split(":", -1);
        blocks.add(move(ends[0], by) + ":" + move(ends[1], by));
      }
      moved.add(blocks.toString());
    }
    return new TcpOptionList(moved);
  }

  private static String move(String number, int by) {
    return number.equals("*")
        ? number
        : Long.toString(Integer.toUnsignedLong(Integer.parseUnsignedInt(number) + by));
  }

  /// The options as bytes, filled up to a multiple of four with zeroes; `*` becomes 0.
  ///
  /// @throws IllegalArgumentException for an item that cannot be read
  public byte[] toBytes() {
    TcpOptionWriter writer = new TcpOptionWriter();
    byte[] out = new byte[40];
    writer.begin(out);
    for (String item : items) {
      try {
        write(writer, item.split(" ", -1));
      } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
        throw new IllegalArgumentException("\"" + item + "\" is not a TCP option", e);
      }
    }
    return java.util.Arrays.copyOf(out, writer.finish());
  }

  private static void write(TcpOptionWriter writer, String[] words) {
    switch (words[0]) {
      case "mss" -> writer.mss(number(words[1]));
      case "nop" -> writer.nop();
      case "eol" -> writer.eol();
      case "wscale" -> writer.windowScale(number(words[1]));
      case "sackOK" -> writer.sackPermitted();
      case "TS" -> writer.timestamps(number(words[2]), number(words[4]));
      case "sack" -> {
        int blocks = words.length - 1;
        int[] left = new int[blocks];
        int[] right = new int[blocks];
        for (int i = 0; i < blocks; i++) {
          String[] ends = words[i + 1].split(":", -1);
          left[i] = number(ends[0]);
          right[i] = number(ends[1]);
        }
        writer.sack(left, right, blocks);
      }
      case "kind" -> {
        byte[] value = words.length > 2 ? HexFormat.of().parseHex(words[2]) : new byte[0];
        byte[] option = new byte[value.length + 2];
        option[0] = (byte) number(words[1]);
        option[1] = (byte) option.length;
        System.arraycopy(value, 0, option, 2, value.length);
        writer.raw(option);
      }
      case "bad", "pad" -> writer.raw(HexFormat.of().parseHex(words[1]));
      default -> throw new IllegalArgumentException("unknown word " + words[0]);
    }
  }

  private static int number(String text) {
    return text.equals("*") ? 0 : Integer.parseUnsignedInt(Objects.requireNonNull(text));
  }

  @Override
  public String toString() {
    return "<" + String.join(",", items) + ">";
  }
}
