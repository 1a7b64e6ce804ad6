package honeyd.testkit.oracle;

import honeyd.testkit.script.Field;
import honeyd.testkit.script.PacketScript.Step;
import honeyd.testkit.script.PacketSpec;
import honeyd.testkit.script.PacketSpec.Kind;
import honeyd.testkit.script.TcpOptionList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What one machine sent in answer to a script, without what differs by nature: sequence numbers
/// count from the machine's SYN, identifications and clocks are told by how they grow.
///
/// An identification is written `id 0`, `id next` (one more than the last of its flow) or `id any`;
/// a TSval `*` where it grew by about a thousand a second since the first of its flow.
final class Trace {
  private static final long TICK_NS = 1_000_000;
  private static final long CLOCK_TOLERANCE = 60;

  /// One packet.
  ///
  /// @param line the script's line of the last step before it
  /// @param step that step, as text
  /// @param afterNs how long after it
  /// @param text what it is
  record Seen(int line, String step, long afterNs, String text) {}

  private record FirstStamp(long tsVal, long atNs) {}

  private final OracleScript script;
  private final List<Seen> packets = new ArrayList<>();
  private final Map<String, Long> lastId = new HashMap<>();
  private final Map<String, FirstStamp> firstStamp = new HashMap<>();
  private @Nullable Step step;

  Trace(OracleScript script) {
    this.script = script;
  }

  OracleScript script() {
    return script;
  }

  List<Seen> packets() {
    return packets;
  }

  void next(Step taken) {
    step = taken;
  }

  /// Something about the step itself.
  void addNote(String text) {
    Step last = Objects.requireNonNull(step);
    packets.add(new Seen(last.line(), shorter(last.toString()), 0, text));
  }

  void add(PacketSpec packet, long afterNs, long sinceStartNs) {
    Step last = Objects.requireNonNull(step);
    String flow =
        packet.kind() + " " + packet.get(Field.SRC_PORT) + " " + packet.get(Field.DST_PORT);
    PacketSpec plain = stamps(ids(packet, flow), flow, sinceStartNs);
    packets.add(new Seen(last.line(), shorter(last.toString()), afterNs, shorter(text(plain))));
  }

  private PacketSpec ids(PacketSpec packet, String flow) {
    long id = packet.number(Field.ID, 0);
    Long last = lastId.put(flow, id);
    String word = "any";
    if (id == 0) {
      word = "0";
    } else if (last != null
        && last != 0
        && packet.kind() == Kind.TCP
        && id == (last + 1 & 0xffff)) {
      word = "next";
    }
    return packet.without(Field.ID).with(Field.REASON, word);
  }

  private PacketSpec stamps(PacketSpec packet, String flow, long atNs) {
    if (packet.kind() == Kind.ICMP && packet.get(Field.ORIGINATE) != null) {
      return packet.with(Field.RECEIVE, 0L).with(Field.TRANSMIT, 0L);
    }
    if (!(packet.get(Field.OPTIONS) instanceof TcpOptionList options)) {
      return packet;
    }
    Long tsVal = options.tsVal();
    if (tsVal == null) {
      return packet;
    }
    FirstStamp first = firstStamp.computeIfAbsent(flow, _ -> new FirstStamp(tsVal, atNs));
    long grown = (int) (tsVal - first.tsVal);
    long expected = (atNs - first.atNs) / TICK_NS;
    boolean regular = Math.abs(grown - expected) <= CLOCK_TOLERANCE + expected / 20;
    List<String> items = new ArrayList<>();
    for (String item : options.items()) {
      items.add(
          item.startsWith("TS val ")
              ? item.replaceFirst("val \\d+", regular ? "val *" : "val +" + grown)
              : item);
    }
    return packet.with(Field.OPTIONS, new TcpOptionList(items));
  }

  private static String text(PacketSpec packet) {
    String id = "id " + packet.get(Field.REASON);
    String text = packet.without(Field.REASON).toString();
    return text.endsWith("}")
        ? text.substring(0, text.length() - 1) + ", " + id + "}"
        : text + " {" + id + "}";
  }

  private String shorter(String text) {
    return text.replace(script.client(), "C")
        .replace(OracleScript.HOST, "H")
        .replaceAll("\"x{9,}\"", "\"x...\"");
  }
}
