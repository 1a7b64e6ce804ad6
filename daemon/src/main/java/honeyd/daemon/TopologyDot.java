package honeyd.daemon;

import honeyd.config.LineText;
import honeyd.daemon.NetworkPlan.Branch;
import honeyd.daemon.NetworkPlan.LinkNet;
import honeyd.daemon.NetworkPlan.Node;
import honeyd.model.Extras;
import honeyd.model.Route;
import honeyd.net.IpRange;
import java.util.stream.Collectors;

/// A [NetworkPlan] as a graph in the language of Graphviz
/// (https://graphviz.org/doc/info/lang.html). One thread.
final class TopologyDot {
  private final NetworkPlan plan;
  private final StringBuilder out = new StringBuilder();
  private int leaves;

  private TopologyDot(NetworkPlan plan) {
    this.plan = plan;
  }

  static String of(NetworkPlan plan) {
    TopologyDot dot = new TopologyDot(plan);
    dot.draw();
    return dot.out.toString();
  }

  private void draw() {
    line("digraph honeynet {");
    line("  rankdir=LR;");
    line("  node [fontname=\"sans-serif\", fontsize=11];");
    line("  edge [fontname=\"sans-serif\", fontsize=9];");
    if (!plan.entries().isEmpty()) {
      line("  outside [shape=plaintext, label=\"outside\"];");
    }
    for (Node node : plan.nodes()) {
      String label = node.router + "\n" + plan.answerer(node.router);
      line("  " + id(node) + " [shape=box, label=" + quote(label) + "];");
    }
    for (Node node : plan.nodes()) {
      edges(node);
    }
    line("}");
  }

  private void edges(Node node) {
    for (Route.Entry entry : node.entries) {
      IpRange network = entry.network();
      String label = network == null ? "all other networks" : network.toString();
      line("  outside -> " + id(node) + " [label=" + quote(label) + "];");
    }
    for (Branch branch : node.branches) {
      String networks =
          branch.networks().stream().map(IpRange::toString).collect(Collectors.joining("\n"));
      String label = LineText.properties(branch.line()) + "\n" + networks;
      line(
          "  " + id(node) + " -> " + id(plan.node(branch.to())) + " [label=" + quote(label) + "];");
    }
    for (LinkNet link : node.links) {
      leaf(
          node,
          link.network() + "\n" + NetworkPlan.count(link.hosts(), "host"),
          "shape=ellipse",
          "dir=none");
    }
    for (Extras.RealHost machine : node.machines) {
      leaf(
          node,
          machine.address() + "\nreal machine behind " + machine.interfaceName(),
          "shape=box3d",
          "dir=none");
    }
    for (IpRange network : node.unreachable) {
      leaf(node, network + "\nunreachable", "shape=ellipse, style=dashed", "style=dashed");
    }
    for (Route.Tunnel tunnel : node.tunnels) {
      String label =
          "tunnel from "
              + tunnel.source()
              + "\nto "
              + tunnel.destination()
              + (tunnel.checksum() ? "" : "\nno checksum");
      leaf(
          node,
          tunnel.network().toString(),
          "shape=ellipse, style=bold",
          "style=bold, label=" + quote(label));
    }
  }

  private void leaf(Node node, String label, String shape, String edge) {
    String id = "n" + leaves++;
    line("  " + id + " [" + shape + ", label=" + quote(label) + "];");
    line("  " + id(node) + " -> " + id + " [" + edge + "];");
  }

  private static String id(Node node) {
    return "r" + node.router.index();
  }

  private void line(String text) {
    out.append(text).append('\n');
  }

  /// A quoted string: in labels a backslash begins an escape of Graphviz's own.
  static String quote(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
  }
}
