package honeyd.daemon;

import honeyd.config.LineText;
import honeyd.daemon.NetworkPlan.Branch;
import honeyd.daemon.NetworkPlan.LinkNet;
import honeyd.daemon.NetworkPlan.Node;
import honeyd.model.Extras;
import honeyd.model.Route;
import honeyd.net.IpRange;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A [NetworkPlan] as a tree of text. One thread.
///
/// ```
/// 10.0.0.1  entry for all networks, template "edge" (Cisco 2811 router (IOS 15.1))
/// |   link 10.0.0.0/24, 3 hosts
/// +-- 10.1.0.1  built-in router (cpe:/o:cisco:ios)
///         over latency 8ms bandwidth 10Mbps
///         for 10.1.0.0/16
///         link 10.1.0.0/24, 1 host
/// ```
final class TopologyText {
  /// Deeper routers are drawn in a tree of their own: lines stay as long as a screen is wide.
  private static final int MAX_DEPTH = 12;

  private static final int WIDTH = 100;

  /// Something still to be drawn.
  ///
  /// @param branch the line that leads there, null for the root of a tree
  /// @param indent what stands before its own line, and before those below it
  private record Item(Node node, @Nullable Branch branch, String indent, boolean last) {}

  private final NetworkPlan plan;
  private final StringBuilder out = new StringBuilder();
  private final Deque<Item> stack = new ArrayDeque<>();
  private final Deque<Node> later = new ArrayDeque<>();

  private TopologyText(NetworkPlan plan) {
    this.plan = plan;
  }

  static String of(NetworkPlan plan) {
    TopologyText text = new TopologyText(plan);
    text.draw();
    return text.out.toString();
  }

  private void draw() {
    if (plan.entries().isEmpty()) {
      out.append("There is no route entry: the network is flat, every host is next to who asks.\n");
    }
    drawTrees(plan.entries());
    if (!plan.lost().isEmpty()) {
      out.append("\nNo entry leads to these routers:\n");
      drawTrees(plan.lost());
    }
    out.append('\n').append(plan.summary()).append('\n');
  }

  private void drawTrees(List<Node> roots) {
    for (Node root : roots) {
      drawTree(root, root.router.isEntry() ? entry(root) + ", " : "");
      for (Node node = later.poll(); node != null; node = later.poll()) {
        drawTree(node, "continued after " + node.depth + " routers, ");
      }
    }
  }

  private static String entry(Node node) {
    StringBuilder out = new StringBuilder("entry for ");
    for (int i = 0; i < node.entries.size(); i++) {
      IpRange network = node.entries.get(i).network();
      out.append(i == 0 ? "" : ", ").append(network == null ? "all other networks" : network);
    }
    return out.toString();
  }

  private void drawTree(Node root, String title) {
    if (!out.isEmpty()) {
      out.append('\n');
    }
    out.append(root.router).append("  ").append(title).append(plan.answerer(root.router));
    out.append('\n');
    stack.push(new Item(root, null, "", true));
    int top = root.depth;
    while (!stack.isEmpty()) {
      drawItem(stack.pop(), top);
    }
  }

  private void drawItem(Item item, int top) {
    Node node = item.node;
    Branch branch = item.branch;
    String below = item.indent;
    boolean here = true;
    if (branch != null) {
      below += item.last ? "    " : "|   ";
      here = branch.equals(node.drawnBy);
      out.append(item.indent).append("+-- ").append(node.router).append("  ");
      boolean deep = node.depth - top >= MAX_DEPTH;
      if (!here) {
        out.append('(').append(whereDrawn(node)).append(')');
      } else {
        out.append(plan.answerer(node.router));
        if (deep) {
          out.append(" (goes on below)");
          later.add(node);
          here = false;
        }
      }
      out.append('\n');
    }
    String own = below + (here && !node.branches.isEmpty() ? "|   " : "    ");
    if (branch != null) {
      out.append(own).append("over ").append(LineText.properties(branch.line())).append('\n');
      networks(own, branch.networks());
    }
    if (here) {
      details(own, node);
      for (int i = node.branches.size() - 1; i >= 0; i--) {
        Branch next = node.branches.get(i);
        boolean last = i == node.branches.size() - 1;
        stack.push(new Item(plan.node(next.to()), next, below, last));
      }
    }
  }

  private static String whereDrawn(Node node) {
    Node parent = node.parent;
    return parent == null ? "at the root of a tree" : "drawn under " + parent.router;
  }

  private void details(String indent, Node node) {
    for (LinkNet link : node.links) {
      out.append(indent).append("link ").append(link.network()).append(", ");
      out.append(NetworkPlan.count(link.hosts(), "host")).append('\n');
    }
    for (Extras.RealHost machine : node.machines) {
      out.append(indent).append("real machine ").append(machine.address());
      out.append(" behind ").append(machine.interfaceName()).append('\n');
    }
    for (IpRange network : node.unreachable) {
      out.append(indent).append("unreach ").append(network).append('\n');
    }
    for (Route.Tunnel tunnel : node.tunnels) {
      out.append(indent).append("tunnel for ").append(tunnel.network()).append(", from ");
      out.append(tunnel.source()).append(" to ").append(tunnel.destination());
      out.append(tunnel.checksum() ? "" : ", no checksum").append('\n');
    }
  }

  private void networks(String indent, List<IpRange> networks) {
    int start = out.length();
    out.append(indent).append("for ");
    for (int i = 0; i < networks.size(); i++) {
      String network = networks.get(i) + (i == networks.size() - 1 ? "" : ", ");
      if (out.length() - start + network.length() > WIDTH) {
        out.setLength(out.length() - 1);
        out.append('\n');
        start = out.length();
        out.append(indent).append("    ");
      }
      out.append(network);
    }
    out.append('\n');
  }
}
