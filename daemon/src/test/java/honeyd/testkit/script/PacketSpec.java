package honeyd.testkit.script;

import honeyd.wire.PacketPrinter;
import java.lang.foreign.MemorySegment;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A pattern of one packet: the fields that are set are required, the others are not cared about.
///
/// A spec [#ofIp] or [#ofEthernet] bytes has every field that the packet shows. Immutable.
///
/// @param kind which form the packet has
/// @param fields what is said about it
public record PacketSpec(Kind kind, Map<Field, Object> fields) {
  /// The forms of [PacketPrinter].
  public enum Kind {
    TCP,
    UDP,
    ICMP,
    ARP,
    /// What it carries is another packet.
    GRE,
    /// An IP packet that is not looked into: a fragment or another protocol.
    IP,
    /// Bytes as they are.
    RAW,
    /// The beginning of a packet, as quoted by an ICMP error.
    QUOTE,
    /// No matter which; a pattern only.
    ANY
  }

  public PacketSpec {
    EnumMap<Field, Object> copy = new EnumMap<>(Field.class);
    copy.putAll(fields);
    fields = Collections.unmodifiableMap(copy);
  }

  /// Reads a packet in the notation, with its addresses.
  ///
  /// @throws IllegalArgumentException with the text and what is wrong with it
  public static PacketSpec parse(String text) {
    return new PacketTextReader(text).packet(null);
  }

  /// Everything that the IP packet in `packet` shows.
  public static PacketSpec ofIp(byte[] packet) {
    return parse(
        PacketPrinter.unabridged()
            .printIp(new StringBuilder(), MemorySegment.ofArray(packet), 0, packet.length)
            .toString());
  }

  /// Everything that the Ethernet frame in `frame` shows.
  public static PacketSpec ofEthernet(byte[] frame) {
    return parse(
        PacketPrinter.unabridged()
            .printEthernet(new StringBuilder(), MemorySegment.ofArray(frame), 0, frame.length)
            .toString());
  }

  /// The field's value, or null where nothing is said about it.
  public @Nullable Object get(Field field) {
    return fields.get(field);
  }

  /// The field's value, or `otherwise` where nothing is said about it.
  public long number(Field field, long otherwise) {
    return fields.get(field) instanceof Long value ? value : otherwise;
  }

  public boolean isSet(Field field) {
    return Boolean.TRUE.equals(fields.get(field));
  }

  /// The same with one field changed.
  public PacketSpec with(Field field, Object value) {
    EnumMap<Field, Object> copy = new EnumMap<>(Field.class);
    copy.putAll(fields);
    copy.put(field, value);
    return new PacketSpec(kind, copy);
  }

  /// The same in another form.
  public PacketSpec withKind(Kind kind) {
    return new PacketSpec(kind, fields);
  }

  /// The same with nothing said about one field.
  public PacketSpec without(Field field) {
    EnumMap<Field, Object> copy = new EnumMap<>(Field.class);
    copy.putAll(fields);
    copy.remove(field);
    return new PacketSpec(kind, copy);
  }

  /// What is different about the IP packet in `packet`, or null when it is as required.
  public @Nullable String mismatchIp(byte[] packet) {
    return mismatch(ofIp(packet));
  }

  /// What is different about the Ethernet frame in `frame`, or null when it is as required.
  public @Nullable String mismatchEthernet(byte[] frame) {
    return mismatch(ofEthernet(frame));
  }

  /// What is different about `seen`, or null when it is as required: a sentence for each field and
  /// both packets in the notation. Wrong checksums are different unless asked for.
  public @Nullable String mismatch(PacketSpec seen) {
    String differences = differences(seen);
    return differences.isEmpty()
        ? null
        : differences + "  expected: " + this + "\n  seen:     " + seen;
  }

  private String differences(PacketSpec seen) {
    if (kind != seen.kind && kind != Kind.ANY) {
      return "expected " + word(kind) + ", seen " + word(seen.kind) + "\n";
    }
    StringBuilder out = new StringBuilder();
    fields.forEach((field, want) -> {
      Object have = seen.fields.get(field);
      if (!matches(field, want, have, seen)) {
        out.append(name(field)).append(": expected ").append(want).append(", seen ");
        out.append(have == null ? "nothing" : have).append('\n');
      }
    });
    for (Field sum : new Field[] {Field.BAD_IP_SUM, Field.BAD_SUM}) {
      if (seen.isSet(sum) && !fields.containsKey(sum)) {
        out.append("checksum is wrong: ").append(name(sum)).append('\n');
      }
    }
    return out.toString();
  }

  private static boolean matches(Field field, Object want, @Nullable Object have, PacketSpec seen) {
    if (field == Field.PAYLOAD_START) {
      return seen.fields.getOrDefault(Field.PAYLOAD, "").toString().startsWith(want.toString());
    }
    if (have == null) {
      // The printer leaves out what is zero or empty.
      return want.equals(0L)
          || want.equals(false)
          || want.equals("")
          || (want instanceof TcpOptionList list && list.items().isEmpty());
    }
    if (want instanceof PacketSpec quote && have instanceof PacketSpec quoted) {
      return quote.differences(quoted).isEmpty();
    }
    if (want instanceof TcpOptionList options && have instanceof TcpOptionList list) {
      return options.matches(list);
    }
    return want.equals(have);
  }

  static String word(Kind kind) {
    return kind.name().toLowerCase(java.util.Locale.ROOT);
  }

  static String name(Field field) {
    return field.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
  }

  /// An IP packet with these fields and usual values for the others; for [Kind#RAW] the bytes
  /// themselves. See [PacketBytes].
  public byte[] toIp() {
    return PacketBytes.ip(this);
  }

  /// An Ethernet frame. Addresses that the spec sets win over the arguments.
  public byte[] toEthernet(long srcMac, long dstMac) {
    return PacketBytes.ethernet(this, srcMac, dstMac);
  }

  /// The notation, with all fields that are set.
  @Override
  public String toString() {
    return PacketTextWriter.text(this);
  }
}
