package honeyd.testkit.script;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The numbers that a machine under test chose for itself, so that scripts need not know them.
///
/// In a script, the sequence numbers of the machine count from its SYN, which has 0; those of the
/// other side are as written. `TS … ecr *` in a packet that goes in echoes the last timestamp that
/// came out. Flows without a SYN of the machine, such as resets, have their numbers as they are.
/// One script at a time, one thread.
public final class Sequences {
  private final Map<List<Object>, Integer> initial = new HashMap<>();
  private final Map<List<Object>, Long> lastTsVal = new HashMap<>();

  /// The packet that goes into the machine, with the machine's own numbers in its acknowledgements.
  public PacketSpec outward(PacketSpec written) {
    List<Object> flow = flow(written, Field.DST, Field.DST_PORT, Field.SRC, Field.SRC_PORT);
    int isn = initial.getOrDefault(flow, 0);
    PacketSpec out = written;
    if (written.get(Field.ACK) instanceof Long ack) {
      out = out.with(Field.ACK, Integer.toUnsignedLong((int) (ack + isn)));
    }
    if (written.get(Field.OPTIONS) instanceof TcpOptionList options) {
      out =
          out.with(
              Field.OPTIONS, options.withSackMoved(isn).withEcho(lastTsVal.getOrDefault(flow, 0L)));
    }
    return out;
  }

  /// The packet that came out of the machine, with the script's numbers; a SYN is remembered.
  public PacketSpec inward(PacketSpec seen) {
    if (seen.kind() != PacketSpec.Kind.TCP) {
      return seen;
    }
    List<Object> flow = flow(seen, Field.SRC, Field.SRC_PORT, Field.DST, Field.DST_PORT);
    int seq = (int) seen.number(Field.SEQ, 0);
    if (seen.get(Field.FLAGS) instanceof String flags && flags.contains("S")) {
      initial.put(flow, seq);
    }
    if (seen.get(Field.OPTIONS) instanceof TcpOptionList options) {
      Long tsVal = options.tsVal();
      if (tsVal != null) {
        lastTsVal.put(flow, tsVal);
      }
    }
    int isn = initial.getOrDefault(flow, 0);
    return seen.with(Field.SEQ, Integer.toUnsignedLong(seq - isn));
  }

  private static List<Object> flow(
      PacketSpec spec, Field ours, Field ourPort, Field theirs, Field theirPort) {
    return List.of(
        Objects.requireNonNullElse(spec.get(ours), ""),
        spec.number(ourPort, 0),
        Objects.requireNonNullElse(spec.get(theirs), ""),
        spec.number(theirPort, 0));
  }
}
