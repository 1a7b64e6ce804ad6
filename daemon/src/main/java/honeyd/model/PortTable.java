package honeyd.model;

import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Behaviours of the ports that a template names, over sorted arrays. Immutable; [#find] allocates
/// nothing.
public final class PortTable {
  private static final PortTable EMPTY = new PortTable(new TreeMap<>());

  private final char[] ports;
  private final Behaviour[] behaviours;

  private PortTable(SortedMap<Integer, Behaviour> map) {
    ports = new char[map.size()];
    behaviours = new Behaviour[map.size()];
    int i = 0;
    for (Map.Entry<Integer, Behaviour> e : map.entrySet()) {
      ports[i] = (char) (int) e.getKey();
      behaviours[i++] = e.getValue();
    }
  }

  public static PortTable empty() {
    return EMPTY;
  }

  /// A table of these ports, 0 to 65535.
  public static PortTable of(Map<Integer, Behaviour> map) {
    return map.isEmpty() ? EMPTY : new PortTable(new TreeMap<>(map));
  }

  /// What the template says of this port, or null when its default applies.
  public @Nullable Behaviour find(int port) {
    int i = Arrays.binarySearch(ports, (char) port);
    return i >= 0 ? behaviours[i] : null;
  }

  /// All named ports in ascending order.
  public SortedMap<Integer, Behaviour> asMap() {
    TreeMap<Integer, Behaviour> map = new TreeMap<>();
    for (int i = 0; i < ports.length; i++) {
      map.put((int) ports[i], behaviours[i]);
    }
    return map;
  }

  public int size() {
    return ports.length;
  }
}
