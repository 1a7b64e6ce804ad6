package honeyd.daemon;

import honeyd.base.Clock;
import honeyd.base.Counters;
import honeyd.base.KeyedHash;
import honeyd.base.Rng;
import honeyd.dhcp.LeaseAgent;
import honeyd.dhcp.LeaseListener;
import honeyd.dhcp.LeasedHost;
import honeyd.event.Event.Severity;
import honeyd.link.KernelFilter;
import honeyd.model.Extras.DhcpHost;
import honeyd.model.Honeynet;
import honeyd.model.Template;
import honeyd.net.IpAddress;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The hosts that lease their address: an agent for each interface that has some, and the addresses
/// they have now, which are laid over the network of the configuration (decision 0016).
///
/// Belongs to the control thread; what agents tell comes to it as work.
final class Leases implements AutoCloseable {
  /// Where the addresses are laid. Control thread.
  interface Ground {
    /// Binds an address.
    void lease(IpAddress address, Template template);

    /// Takes the binding of an address away.
    void giveUp(IpAddress address);

    /// Puts what was bound and taken away in force.
    void adopt();
  }

  private final KeyedHash hash;
  private final long seed;
  private final Clock clock;
  private final Announcer announcer;
  private final SideAgent.Setting setting;
  private final Consumer<Runnable> control;
  private final Ground ground;
  private final LeaseFile file;
  private final Counters counters = new Counters();
  private final Map<String, SideAgent<LeaseAgent>> agents = new LinkedHashMap<>();
  private final Map<LeasedHost, IpAddress> addresses = new LinkedHashMap<>();
  private final Map<LeasedHost, IpAddress> leased = new LinkedHashMap<>();
  private List<DhcpHost> statements = List.of();
  private List<LeasedHost> hosts = List.of();

  /// @param hash by which hosts are individual
  /// @param seed of chance that is not secret
  /// @param control does work on the control thread, in order; any thread calls it
  Leases(
      KeyedHash hash,
      long seed,
      Clock clock,
      Announcer announcer,
      SideAgent.Setting setting,
      Consumer<Runnable> control,
      Ground ground,
      LeaseFile file) {
    this.hash = hash;
    this.seed = seed;
    this.clock = clock;
    this.announcer = announcer;
    this.setting = setting;
    this.control = control;
    this.ground = ground;
    this.file = file;
  }

  /// Opens the interfaces of a network's hosts; those that another network has hosts on need a
  /// restart.
  ///
  /// @throws IOException when one cannot be opened
  void open(Honeynet honeynet) throws IOException {
    for (DhcpHost each : honeynet.extras().dhcp()) {
      String name = each.interfaceName();
      if (!agents.containsKey(name)) {
        agents.put(
            name,
            SideAgent.open(
                name,
                KernelFilter.of(List.of()),
                counters,
                setting,
                (link, idle) ->
                    new LeaseAgent(
                        link,
                        clock,
                        idle,
                        new Rng(seed ^ name.hashCode()),
                        counters,
                        new Listener(),
                        announcer::say)));
      }
    }
  }

  /// Begins to serve the hosts of a network.
  void start(Honeynet honeynet) {
    agents.values().forEach(SideAgent::start);
    follow(honeynet);
  }

  /// Serves the hosts of another network: those that were served before keep their address, those
  /// that are gone give it back. What is bound by that is not put in force.
  void follow(Honeynet honeynet) {
    if (honeynet.extras().dhcp().equals(statements)) {
      return;
    }
    statements = honeynet.extras().dhcp();
    hosts = LeasedHost.of(honeynet, hash);
    addresses.forEach((host, address) -> {
      LeasedHost now = now(host);
      if (now == null) {
        ground.giveUp(address);
      } else {
        ground.lease(address, now.template());
      }
    });
    addresses.keySet().removeIf(host -> now(host) == null);
    if (leased.keySet().removeIf(host -> now(host) == null)) {
      writeFile();
    }
    agents.forEach((name, agent) ->
        agent
            .agent()
            .serve(hosts.stream().filter(host -> host.interfaceName().equals(name)).toList()));
  }

  /// Passes on to the control thread what an agent tells.
  private final class Listener implements LeaseListener {
    @Override
    public void leased(LeasedHost host, IpAddress address, Origin origin) {
      control.accept(() -> had(host, address, origin));
    }

    @Override
    public void lost(LeasedHost host) {
      control.accept(() -> had(host, null, Origin.LEASE));
    }
  }

  private void had(LeasedHost host, @Nullable IpAddress address, LeaseListener.Origin origin) {
    addresses
        .entrySet()
        .removeIf(entry -> {
          boolean gone = entry.getKey().isSameAs(host);
          if (gone) {
            ground.giveUp(entry.getValue());
          }
          return gone;
        });
    boolean listed = leased.keySet().removeIf(host::isSameAs);
    // One that a reload took away meanwhile has given its address back already.
    LeasedHost now = now(host);
    if (address != null && now != null) {
      addresses.put(now, address);
      ground.lease(address, now.template());
      if (origin == LeaseListener.Origin.LEASE) {
        leased.put(now, address);
        listed = true;
      }
    }
    ground.adopt();
    if (listed) {
      writeFile();
    }
  }

  /// A host as the network in force has it, or null when it is there no more.
  private @Nullable LeasedHost now(LeasedHost host) {
    for (LeasedHost each : hosts) {
      if (each.isSameAs(host)) {
        return each;
      }
    }
    return null;
  }

  private void writeFile() {
    try {
      file.write(leased);
    } catch (IOException e) {
      announcer.say(Severity.ERROR, "file of leases: " + e.getMessage());
    }
  }

  Counters counters() {
    return counters;
  }

  /// Has all leases given back and the file emptied.
  @Override
  public void close() {
    agents.values().forEach(SideAgent::close);
    agents.clear();
    try {
      file.close();
    } catch (IOException e) {
      announcer.say(Severity.ERROR, "file of leases: " + e.getMessage());
    }
  }
}
