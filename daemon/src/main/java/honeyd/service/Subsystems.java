package honeyd.service;

import honeyd.event.Event.Severity;
import honeyd.flow.Flow;
import honeyd.model.SubsystemSite;
import honeyd.sys.Processes;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/// The subsystems that run: `add TMPL subsystem "CMD"`.
///
/// [#adopt] and [#close] by the control thread; [#connect] by any.
public final class Subsystems implements AutoCloseable {
  /// Programs that may run at once: each is a process and a network of its own.
  public static final int MAX_PROGRAMS = 64;

  private record Running(SubsystemProgram program, IsolatedThread network, Thread supervisor) {}

  private final OwnNetworks networks;
  private final FdPoller poller;
  private final Guardian guardian;
  private final ServiceSettings settings;
  private final ServiceReports reports;
  private final Map<String, Running> running = new ConcurrentHashMap<>();
  private volatile BiConsumer<String, Set<ListeningPort>> changed = (_, _) -> {};

  Subsystems(
      OwnNetworks networks,
      FdPoller poller,
      Guardian guardian,
      ServiceSettings settings,
      ServiceReports reports) {
    this.networks = networks;
    this.poller = poller;
    this.guardian = guardian;
    this.settings = settings;
    this.reports = reports;
  }

  /// Ends what is not wanted any more and starts what is new; the rest runs on.
  ///
  /// @param listener hears, on a thread of its own, on which ports the program of a key listens
  public void adopt(List<SubsystemSite> wanted, BiConsumer<String, Set<ListeningPort>> listener) {
    changed = listener;
    List<Running> leaving =
        running.values().stream().filter(each -> !staysIn(wanted, each.program.site())).toList();
    leaving.forEach(each -> running.remove(each.program.site().key()));
    end(leaving);
    for (SubsystemSite site : wanted) {
      if (!running.containsKey(site.key())) {
        start(site);
      }
    }
  }

  private static boolean staysIn(List<SubsystemSite> wanted, SubsystemSite site) {
    return wanted.stream().anyMatch(w -> w.key().equals(site.key()) && w.isSameProgram(site));
  }

  private void start(SubsystemSite site) {
    IsolatedThread network;
    try {
      network = networks.take();
    } catch (IOException e) {
      reports.say(
          Severity.ERROR,
          "subsystem \""
              + site.subsystem().command()
              + "\" does not run, because its network cannot be made any more ("
              + e.getMessage()
              + "); a restart is needed");
      return;
    }
    int uid = site.template().uid();
    if (uid >= 0 && uid != Processes.geteuid()) {
      reports.say(
          Severity.WARNING,
          "subsystem \""
              + site.subsystem().command()
              + "\" runs as the daemon's user: only scripts get their template's");
    }
    SubsystemProgram program =
        new SubsystemProgram(
            site,
            network,
            poller,
            guardian,
            settings,
            reports,
            ports -> changed.accept(site.key(), ports));
    Thread supervisor = Thread.ofVirtual().name("subsystem").unstarted(program);
    running.put(site.key(), new Running(program, network, supervisor));
    supervisor.start();
  }

  private void end(List<Running> leaving) {
    leaving.forEach(each -> each.program.end(each.supervisor));
    for (Running each : leaving) {
      ScriptProcess.joinQuietly(each.supervisor);
      networks.giveBack(each.network);
    }
  }

  /// How many processes run now.
  public int count() {
    return (int) running.values().stream().filter(r -> r.program.pid() != 0).count();
  }

  /// What runs, with its process id, 0 for what is not running now.
  public Map<SubsystemSite, Integer> list() {
    Map<SubsystemSite, Integer> out = new LinkedHashMap<>();
    running.values().forEach(each -> out.put(each.program.site(), each.program.pid()));
    return out;
  }

  /// A connection to the program of this key.
  ///
  /// @throws IOException when it does not listen any more
  SocketChannel connect(String key, Flow flow) throws IOException {
    Running program = running.get(key);
    if (program == null) {
      throw new IOException("the subsystem ended");
    }
    return program.program.connect(flow);
  }

  /// Ends all.
  @Override
  public void close() {
    List<Running> all = List.copyOf(running.values());
    running.clear();
    end(all);
    networks.close();
  }
}
