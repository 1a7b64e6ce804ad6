package honeyd.testkit.fidelity;

import java.util.ArrayList;
import java.util.List;

/// What lies between the attacker and the hosts of 10.3.0.0/16: nothing, or an entry router and
/// others in a row behind it, with lines of 5, 10, 15 … ms between them.
///
/// @param lines how many lines; 0 for a flat network
public record Way(int lines) {
  /// No routers at all.
  public static final Way FLAT = new Way(0);

  private static final int STEP_MS = 5;

  public Way {
    if (lines < 0 || lines > 200) {
      throw new IllegalArgumentException("lines: " + lines);
    }
  }

  /// The routers in order.
  public List<String> routers() {
    List<String> routers = new ArrayList<>();
    for (int i = 0; lines > 0 && i <= lines; i++) {
      routers.add("10.2." + i + ".1");
    }
    return routers;
  }

  /// How many hops away a traceroute sees a host.
  public int distance() {
    return routers().size() + 1;
  }

  /// The statements that make it; empty for a flat network.
  String configuration() {
    List<String> routers = routers();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < routers.size(); i++) {
      String router = routers.get(i);
      if (i == 0) {
        text.append("route entry %s%n".formatted(router));
      }
      text.append("route %s link 10.2.%d.0/24%n".formatted(router, i));
      if (i < lines) {
        // both networks lie further on, but for the link here, which is more specific
        text.append(
            "route %s add net 10.2.0.0/15 %s latency %dms%n"
                .formatted(router, routers.get(i + 1), STEP_MS * (i + 1)));
      } else {
        text.append("route %s link 10.3.0.0/16%n".formatted(router));
      }
    }
    return text.toString();
  }
}
