package honeyd.daemon;

import honeyd.config.Diagnostic;
import honeyd.config.Editor;
import honeyd.config.Loaded;
import honeyd.model.Honeynet;
import honeyd.model.Route;
import honeyd.model.Template;
import honeyd.net.IpAddress;
import honeyd.service.ListeningPort;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The network as it is to be: what the configuration says, what was changed since, and the hosts
/// that lease their addresses. [Daemon#adopt] puts it in force. Control thread.
final class LiveNetwork {
  private final Setting setting;
  private final Map<IpAddress, Template> leased = new LinkedHashMap<>();
  private final Map<String, Set<ListeningPort>> listening = new HashMap<>();
  private Editor editor;

  /// What the editor has, to spare linking it again.
  private @Nullable Honeynet unchanged;

  private LiveNetwork(Setting setting, Editor editor) {
    this.setting = setting;
    this.editor = editor;
    this.unchanged = editor.loaded().honeynet();
  }

  /// Reads the configuration.
  ///
  /// @throws StartException when a database turns out to be none
  static LiveNetwork read(Setting setting) throws StartException {
    return new LiveNetwork(setting, DaemonCommand.load(setting));
  }

  /// What the last reading that could be used found.
  Loaded loaded() {
    return editor.loaded();
  }

  Setting setting() {
    return setting;
  }

  /// Reads the configuration again; when it cannot be used, everything stays as it was.
  ///
  /// @param objection as for [Editor#apply]
  /// @throws StartException as [#read], and with the objection to what was read
  Loaded reload(Function<List<Route>, @Nullable String> objection) throws StartException {
    Editor next = DaemonCommand.load(setting);
    Honeynet honeynet = next.loaded().honeynet();
    if (honeynet != null) {
      String why = objection.apply(honeynet.routes());
      if (why != null) {
        throw new StartException(why);
      }
      editor = next;
      unchanged = honeynet;
    }
    return next.loaded();
  }

  /// Changes it by a line of the configuration language.
  ///
  /// @param name of where the line comes from
  /// @param objection as for [Editor#apply]
  /// @return what is to be said of it, see [Editor#apply]
  List<Diagnostic> apply(
      String name, String line, Function<List<Route>, @Nullable String> objection) {
    unchanged = null;
    return editor.apply(name, line, objection);
  }

  /// Binds an address that was leased.
  void lease(IpAddress address, Template template) {
    leased.put(address, template);
  }

  /// Takes the binding of a leased address away.
  void giveUp(IpAddress address) {
    leased.remove(address);
  }

  /// Notes on which ports the program of a subsystem listens now; whether that is news.
  boolean listens(String key, Set<ListeningPort> ports) {
    return !ports.equals(ports.isEmpty() ? listening.remove(key) : listening.put(key, ports));
  }

  /// Forgets the ports of programs that are not to run any more.
  void retainListening(Set<String> keys) {
    listening.keySet().retainAll(keys);
  }

  /// The addresses that are leased now.
  Set<IpAddress> leased() {
    return leased.keySet();
  }

  /// All of it as one model.
  Honeynet honeynet() {
    Honeynet ofEditor = unchanged;
    if (ofEditor == null) {
      ofEditor = editor.honeynet();
      unchanged = ofEditor;
    }
    return SubsystemPlan.withPorts(ofEditor.withBound(leased), listening);
  }
}
