package honeyd.daemon;

import honeyd.model.Extras;
import honeyd.model.Honeynet;
import honeyd.model.Route;
import honeyd.model.Template;
import honeyd.model.topology.Router;
import honeyd.model.topology.Topology;
import honeyd.net.IpAddress;
import honeyd.net.IpRange;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// A honeynet's routers as a drawing wants them: each once, where packets from outside come to it
/// first, with what lies at it. One thread.
final class NetworkPlan {
  /// A line to another router.
  ///
  /// @param networks what is sent over it
  record Branch(Router to, Route.Line line, List<IpRange> networks) {
    /// Two routers may have a line each that are alike in everything.
    @Override
    public boolean equals(@Nullable Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }
  }

  /// A link network and how many hosts are bound in it; routers and real machines do not count.
  record LinkNet(IpRange network, long hosts) {}

  /// A router and everything at it.
  static final class Node {
    final Router router;
    final List<Route.Entry> entries = new ArrayList<>();
    final List<LinkNet> links = new ArrayList<>();
    final List<IpRange> unreachable = new ArrayList<>();
    final List<Route.Tunnel> tunnels = new ArrayList<>();
    final List<Extras.RealHost> machines = new ArrayList<>();
    final List<Branch> branches = new ArrayList<>();

    /// Where the node is drawn: the first branch that leads to it, null for a root.
    @Nullable Node parent;

    @Nullable Branch drawnBy;

    /// Number of routers before it on the way from its root.
    int depth;

    Node(Router router) {
      this.router = router;
    }
  }

  private final Honeynet honeynet;
  private final Topology topology;

  /// Addresses that are no hosts on a link, whatever is bound there.
  private final NavigableSet<IpAddress> noHosts = new TreeSet<>();

  private final List<Node> nodes = new ArrayList<>();
  private final List<Node> entries = new ArrayList<>();
  private final List<Node> lost = new ArrayList<>();

  NetworkPlan(Honeynet honeynet) {
    this.honeynet = honeynet;
    topology = honeynet.topology();
    for (Router router : topology.routers()) {
      nodes.add(new Node(router));
      noHosts.add(router.address());
    }
    honeynet.extras().realHosts().forEach(machine -> noHosts.add(machine.address()));
    Map<Route.NextHop, Branch> branches = new LinkedHashMap<>();
    for (Route route : honeynet.routes()) {
      Router router = topology.router(route.router());
      if (router != null) {
        place(node(router), route, branches);
      }
    }
    for (Extras.RealHost machine : honeynet.extras().realHosts()) {
      Router site = topology.siteOf(machine.address().hi(), machine.address().lo());
      if (site != null) {
        node(site).machines.add(machine);
      }
    }
    spread();
  }

  private void place(Node at, Route route, Map<Route.NextHop, Branch> branches) {
    switch (route) {
      case Route.Entry r -> at.entries.add(r);
      case Route.Link r -> at.links.add(new LinkNet(r.network(), hostsIn(r.network())));
      case Route.Unreachable r -> at.unreachable.add(r.network());
      case Route.Tunnel r -> at.tunnels.add(r);
      case Route.NextHop r -> {
        Router to = topology.router(r.gateway());
        if (to != null) {
          // Statements that differ in their network only mean one line.
          branches
              .computeIfAbsent(
                  new Route.NextHop(r.router(), IpRange.of(r.gateway()), r.gateway(), r.line()),
                  _ -> {
                    Branch branch = new Branch(to, r.line(), new ArrayList<>());
                    at.branches.add(branch);
                    return branch;
                  })
              .networks
              .add(r.network());
        }
      }
    }
  }

  private long hostsIn(IpRange network) {
    long[] hosts = new long[1];
    honeynet
        .bindings()
        .forEachPart(network, (part, template) -> hosts[0] += template == null ? 0 : part.size());
    for (IpAddress other : noHosts.subSet(network.first(), true, network.last(), true)) {
      hosts[0] -= honeynet.bindings().find(other) == null ? 0 : 1;
    }
    return hosts[0];
  }

  /// Finds where each router is drawn: breadth first from the entries, as packets find it; then
  /// what is left, from where nothing leads to it.
  private void spread() {
    Set<Node> drawn = new HashSet<>();
    for (Node node : nodes) {
      if (node.router.isEntry()) {
        drawn.add(node);
        entries.add(node);
      }
    }
    spread(entries, drawn);
    Set<Router> behind = new HashSet<>();
    for (Node node : nodes) {
      if (!drawn.contains(node)) {
        node.branches.forEach(branch -> behind.add(branch.to));
      }
    }
    spreadLost(behind, drawn);
    spreadLost(Set.of(), drawn);
  }

  private void spreadLost(Set<Router> behind, Set<Node> drawn) {
    for (Node node : nodes) {
      if (!behind.contains(node.router) && drawn.add(node)) {
        lost.add(node);
        spread(List.of(node), drawn);
      }
    }
  }

  private void spread(List<Node> roots, Set<Node> drawn) {
    Deque<Node> next = new ArrayDeque<>(roots);
    while (!next.isEmpty()) {
      Node node = next.remove();
      for (Branch branch : node.branches) {
        Node to = node(branch.to);
        if (drawn.add(to)) {
          to.parent = node;
          to.drawnBy = branch;
          to.depth = node.depth + 1;
          next.add(to);
        }
      }
    }
  }

  Node node(Router router) {
    return nodes.get(router.index());
  }

  List<Node> nodes() {
    return nodes;
  }

  /// Routers through which packets come in.
  List<Node> entries() {
    return entries;
  }

  /// Routers that no entry leads to and no other such router either, or one of each circle.
  List<Node> lost() {
    return lost;
  }

  /// Who answers for a router.
  String answerer(Router router) {
    Template template = honeynet.find(router.address().hi(), router.address().lo());
    if (template == null) {
      return "nobody answers";
    }
    // The linker's own template has a blank in its name, which no name in a file has.
    String name =
        template.name().indexOf(' ') >= 0
            ? template.name()
            : "template \"" + template.name() + "\"";
    String written = template.personalityName();
    String personality = written == null ? template.personality().name() : written;
    return name + " (" + personality + ")";
  }

  /// Everything in numbers.
  String summary() {
    int lines = 0;
    int links = 0;
    int tunnels = 0;
    for (Node node : nodes) {
      lines += node.branches.size();
      links += node.links.size();
      tunnels += node.tunnels.size();
    }
    return count(nodes.size(), "router")
        + ", "
        + count(lines, "line")
        + ", "
        + count(links, "link")
        + ", "
        + count(tunnels, "tunnel")
        + ", "
        + count(honeynet.extras().realHosts().size(), "real machine");
  }

  static String count(long number, String word) {
    return number == 0 ? "no " + word + "s" : number == 1 ? "1 " + word : number + " " + word + "s";
  }
}
