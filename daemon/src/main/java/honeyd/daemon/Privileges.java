package honeyd.daemon;

import honeyd.event.Event.Severity;
import honeyd.model.Honeynet;
import honeyd.model.Route;
import honeyd.model.Template;
import honeyd.report.LogOpener;
import honeyd.sys.CallState;
import honeyd.sys.Capability;
import honeyd.sys.Credentials;
import honeyd.sys.Errno;
import honeyd.sys.Processes;
import honeyd.sys.SyscallFilter;
import honeyd.sys.Warden;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// What the daemon may do, from root at its start to next to nothing while it serves: decision
/// 0015.
///
/// ```
///   begin          no-new-privileges for the starting thread and all it makes
///   (root opens links, tunnels, logs, pid file)
///   drop           keeper started · every thread another user · warden keeps what is needed ·
///                  filter of system calls · looked at in /proc, whether it is so
///   (workers, reporter and services are made)
/// ```
///
/// Control thread, but for [#logOpener].
final class Privileges implements AutoCloseable {
  private static final Set<Capability> FOR_USERS =
      EnumSet.of(Capability.CAP_SETUID, Capability.CAP_SETGID);
  private static final Set<Capability> FOR_TUNNELS = EnumSet.of(Capability.CAP_NET_RAW);
  private static final Set<Capability> FOR_ROUTES = EnumSet.of(Capability.CAP_NET_ADMIN);

  /// What the keeper's `install` and `rm` need of root.
  private static final Set<Capability> FOR_KEEPER =
      EnumSet.of(Capability.CAP_CHOWN, Capability.CAP_DAC_OVERRIDE, Capability.CAP_FOWNER);

  private final @Nullable Identity identity;
  private final Warden warden;
  private final CallState state = new CallState();
  private final List<String> kept = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private volatile @Nullable Keeper keeper;
  private boolean dropped;
  private String withoutFilter = "";

  private Privileges(@Nullable Identity identity) {
    this.identity = identity;
    this.warden = Warden.start();
  }

  /// Finds out whom to become.
  ///
  /// @param user name or number, null for nobody
  /// @param group likewise, null for the user's own
  /// @throws StartException when that cannot be
  static Privileges begin(@Nullable String user, @Nullable String group) throws StartException {
    Identity identity = Identity.wanted(user, group);
    Credentials.threadNoNewPrivileges(new CallState());
    return new Privileges(identity);
  }

  /// Opens log files: as root they become the later user's, and later the keeper makes those that
  /// the user may not make. Any thread.
  LogOpener logOpener() {
    return path -> {
      boolean isNew = !Files.exists(path, LinkOption.NOFOLLOW_LINKS);
      FileChannel channel;
      try {
        channel = LogOpener.PLAIN.open(path);
      } catch (AccessDeniedException e) {
        Keeper helper = keeper;
        if (helper == null) {
          throw e;
        }
        helper.makeLogs();
        return LogOpener.PLAIN.open(path);
      }
      Identity owner = identity;
      if (!dropped && owner != null) {
        giveTo(owner, path, isNew);
      }
      return channel;
    };
  }

  /// A file of root's becomes the user's; one of somebody else stays his, and so does a group that
  /// somebody chose.
  private static void giveTo(Identity owner, Path path, boolean isNew) throws IOException {
    boolean regular = Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
    if (!regular || !(isNew || Owner.of(path).uid() == 0)) {
      return;
    }
    Files.setAttribute(path, "unix:uid", owner.uid(), LinkOption.NOFOLLOW_LINKS);
    if (isNew) {
      Files.setAttribute(path, "unix:gid", owner.gid(), LinkOption.NOFOLLOW_LINKS);
    }
  }

  /// Gives up what is not needed any more. Call when everything is open and before any thread
  /// exists that hears of visitors.
  ///
  /// @throws StartException when it cannot be done; the process should end then
  void drop(HoneydOptions options, Setting setting, Honeynet honeynet, Belongings belongings)
      throws StartException {
    Identity to = identity;
    if (to == null) {
      settle(belongings, Set.of(), List.of());
      return;
    }
    Map<String, Boolean> scriptFiles = Reachable.scriptFiles(honeynet);
    List<Path> logs;
    try {
      logs = Reachable.keptLogs(options, to);
    } catch (IOException e) {
      throw cannotBecome(to, e);
    }
    settle(belongings, needed(to, options, honeynet), logs);
    warnings.addAll(Reachable.complaints(to, options, setting, scriptFiles, keeper != null));
  }

  /// The same for a process that needs nothing but what is open.
  ///
  /// @throws StartException when it cannot be done; the process should end then
  void dropAll(Belongings belongings) throws StartException {
    settle(belongings, Set.of(), List.of());
  }

  private void settle(Belongings belongings, Set<Capability> keep, List<Path> logs)
      throws StartException {
    Identity to = identity;
    try {
      if (to != null) {
        become(to, belongings, keep, logs);
      }
      int filtered = SyscallFilter.install(state);
      if (filtered < 0) {
        withoutFilter = Errno.text(filtered);
      }
      if (to != null) {
        ThreadRights.verify(to, Capability.mask(warden.kept()));
      }
    } catch (IOException e) {
      throw cannotBecome(to, e);
    }
    dropped = true;
  }

  private static StartException cannotBecome(@Nullable Identity to, IOException e) {
    return new StartException(
        "cannot become " + to + ": " + e.getMessage() + " (-u 0 lets it stay root)");
  }

  /// What the daemon goes on doing that only root may.
  private static Set<Capability> needed(Identity to, HoneydOptions options, Honeynet honeynet) {
    Set<Capability> keep = EnumSet.noneOf(Capability.class);
    if (!withUsers(honeynet, to).isEmpty()) {
      keep.addAll(FOR_USERS);
    }
    if (!TunnelEnds.tunnels(honeynet).isEmpty()) {
      keep.addAll(FOR_TUNNELS);
    }
    if (options.tun != null) {
      keep.addAll(FOR_ROUTES);
    }
    return keep;
  }

  private void become(Identity to, Belongings belongings, Set<Capability> keep, List<Path> logs)
      throws IOException {
    openClassPath();
    // What this thread makes from here on, programs included, can never have more than this.
    int _ = Credentials.threadBound(state, Capability.mask(FOR_KEEPER));
    if (!belongings.isEmpty() || !logs.isEmpty()) {
      Keeper started = Keeper.start(belongings, logs, to);
      belongings.pidFile().leaveTo(started);
      keeper = logs.isEmpty() ? null : started;
    }
    int _ = Credentials.threadBound(state, 0);
    warden.demote(to.uid(), to.gid(), keep);
    if (warden.canSwitch()) {
      kept.add("CAP_SETUID and CAP_SETGID for the scripts' users");
    }
    if (warden.kept().containsAll(FOR_TUNNELS)) {
      kept.add("CAP_NET_RAW for tunnels");
    }
    if (warden.kept().containsAll(FOR_ROUTES)) {
      kept.add("CAP_NET_ADMIN for the routes into the device");
    }
  }

  /// Classes are read when they are first needed, from jars that are opened then; the later user
  /// may not be able to. A name that nobody has makes the loader open them all.
  private static void openClassPath() {
    Privileges.class.getClassLoader().getResource("honeyd/nothing");
  }

  private static List<Template> withUsers(Honeynet honeynet, Identity daemon) {
    List<Template> out = new ArrayList<>();
    for (Template template : honeynet.templates().values()) {
      boolean otherUser = template.uid() >= 0 && template.uid() != daemon.uid();
      boolean otherGroup = template.gid() >= 0 && template.gid() != daemon.gid();
      if (otherUser || otherGroup) {
        out.add(template);
      }
    }
    return out;
  }

  /// Gives scripts users of their own, where there is a right to.
  Warden warden() {
    return warden;
  }

  /// Says what became of the rights, in one line that begins with Honeyd's words, and what will not
  /// work without them.
  ///
  /// @param say takes severity and sentence
  void announce(BiConsumer<Severity, String> say) {
    Identity now = identity;
    if (now != null) {
      say.accept(
          Severity.NOTICE,
          "Demoting process privileges to "
              + now
              + (kept.isEmpty()
                  ? "; no capability is kept"
                  : "; kept by one thread: " + String.join(", ", kept)));
    } else if (Processes.geteuid() == 0) {
      say.accept(Severity.WARNING, "Running with root privileges.");
    } else {
      say.accept(
          Severity.NOTICE,
          "running as uid " + Processes.geteuid() + ", with the privileges it was started with");
    }
    if (!withoutFilter.isEmpty()) {
      say.accept(Severity.WARNING, "this kernel takes no filter of system calls: " + withoutFilter);
    }
    warnings.forEach(sentence -> say.accept(Severity.WARNING, sentence));
  }

  /// Says what another network asks for that was given up at the start.
  void announceMissing(Honeynet honeynet, Announcer announcer) {
    Identity now = identity;
    if (now == null || warden.canSwitch()) {
      return;
    }
    for (Template template : withUsers(honeynet, now)) {
      announcer.say(
          Severity.WARNING,
          "scripts of template "
              + template.name()
              + " run as the daemon's user: at the start no template had a user of its own, so the"
              + " right to change users was given up; a restart is needed");
    }
  }

  /// Why routes cannot be served with the rights that are left, or null.
  @Nullable String objection(List<Route> routes) {
    boolean tunnels = routes.stream().anyMatch(Route.Tunnel.class::isInstance);
    return identity != null && tunnels && !warden.kept().containsAll(FOR_TUNNELS)
        ? "a tunnel needs CAP_NET_RAW, which was given up at the start, when there was none; a"
            + " restart is needed"
        : null;
  }

  @Override
  public void close() {
    warden.close();
  }
}
