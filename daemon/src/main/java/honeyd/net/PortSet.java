package honeyd.net;

import java.util.BitSet;

/// A set of ports, written `80,443,8000-8100`.
///
/// Immutable. Ports are 0 to 65535.
public final class PortSet {
  private final BitSet ports;

  private PortSet(BitSet ports) {
    this.ports = ports;
  }

  public static PortSet of(int port) {
    BitSet set = new BitSet();
    set.set(port);
    return new PortSet(set);
  }

  /// Reads numbers and `first-last` ranges with commas between.
  ///
  /// @throws IllegalArgumentException with the text and what is wrong with it
  public static PortSet parse(String text) {
    BitSet set = new BitSet();
    for (String part : text.split(",", -1)) {
      int dash = part.indexOf('-');
      int first = port(dash < 0 ? part : part.substring(0, dash), text);
      int last = dash < 0 ? first : port(part.substring(dash + 1), text);
      if (last < first) {
        throw new IllegalArgumentException("\"" + text + "\": " + first + " is above " + last);
      }
      set.set(first, last + 1);
    }
    return new PortSet(set);
  }

  private static int port(String digits, String whole) {
    if (digits.isEmpty()
        || digits.length() > 5
        || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new IllegalArgumentException("\"" + whole + "\": \"" + digits + "\" is not a port");
    }
    int port = Integer.parseInt(digits);
    if (port > 65535) {
      throw new IllegalArgumentException("\"" + whole + "\": ports end at 65535");
    }
    return port;
  }

  public boolean contains(int port) {
    return ports.get(port);
  }

  public int size() {
    return ports.cardinality();
  }

  /// All ports in ascending order.
  public int[] toArray() {
    return ports.stream().toArray();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PortSet that && ports.equals(that.ports);
  }

  @Override
  public int hashCode() {
    return ports.hashCode();
  }

  @Override
  public String toString() {
    StringBuilder out = new StringBuilder();
    for (int first = ports.nextSetBit(0); first >= 0; ) {
      int end = ports.nextClearBit(first);
      if (!out.isEmpty()) {
        out.append(',');
      }
      out.append(first);
      if (end - 1 > first) {
        out.append('-').append(end - 1);
      }
      first = ports.nextSetBit(end);
    }
    return out.toString();
  }
}
