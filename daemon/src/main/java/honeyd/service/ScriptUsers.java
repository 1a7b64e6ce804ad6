package honeyd.service;

import honeyd.event.Event.Severity;
import honeyd.model.Template;
import honeyd.sys.Processes;
import honeyd.sys.Warden;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/// The users that scripts run as: the daemon's, and those of templates that have their own.
///
/// Any thread. Closing ends all guardians, which kill what is left.
final class ScriptUsers implements AutoCloseable {
  private final Warden warden;
  private final int maxScripts;
  private final ServiceReports reports;
  private final ScriptUser own;
  private final Map<Ids, ScriptUser> others = new HashMap<>();
  private boolean closed;

  /// -1 for the daemon's.
  private record Ids(int uid, int gid) {}

  /// @throws IOException when no guardian can be started
  ScriptUsers(Warden warden, int maxScripts, ServiceReports reports) throws IOException {
    this.warden = warden;
    this.maxScripts = maxScripts;
    this.reports = reports;
    this.own =
        new ScriptUser(
            AsUser.SELF, new Guardian(AsUser.SELF, maxScripts + Subsystems.MAX_PROGRAMS));
  }

  /// The user for scripts of a template; says so where it should be another and cannot.
  ///
  /// @throws IOException when that user cannot be had
  ScriptUser of(Template template) throws IOException {
    Ids ids =
        new Ids(
            differs(template.uid(), Processes.geteuid()),
            differs(template.gid(), Processes.getegid()));
    if (ids.uid() < 0 && ids.gid() < 0) {
      return own;
    }
    if (!warden.canSwitch()) {
      reports.sayNowAndThen(
          "ids " + template.name(),
          Severity.WARNING,
          "scripts of template "
              + template.name()
              + " run as the daemon's user: it has no right to give them another");
      return own;
    }
    synchronized (others) {
      if (closed) {
        throw new IOException("the daemon is stopping");
      }
      ScriptUser known = others.get(ids);
      if (known == null) {
        AsUser as = work -> warden.as(ids.uid(), ids.gid(), work);
        known = new ScriptUser(as, new Guardian(as, maxScripts));
        others.put(ids, known);
      }
      return known;
    }
  }

  /// The daemon's own.
  ScriptUser own() {
    return own;
  }

  private static int differs(int wanted, int ours) {
    return wanted == ours ? -1 : wanted;
  }

  @Override
  public void close() {
    own.guardian().close();
    synchronized (others) {
      closed = true;
      others.values().forEach(user -> user.guardian().close());
    }
  }
}
