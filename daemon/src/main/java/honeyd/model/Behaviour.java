package honeyd.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What stands behind a port, or what a host does with a protocol by default: Honeyd's *action*.
///
/// Immutable.
public sealed interface Behaviour {
  /// `filtered` or `block`: no answer at all.
  record Filtered() implements Behaviour {}

  /// `closed` or `reset`: the answer of a port nobody listens on.
  record Closed() implements Behaviour {}

  /// `open`: connections are accepted, data is read and thrown away.
  record Open() implements Behaviour {}

  /// `"command args"`: a process per flow.
  ///
  /// @param command the command line as written, variables not yet expanded
  record Script(String command) implements Behaviour {
    /// The words of the command line, split on blanks as Honeyd does: no quoting.
    public List<String> words() {
      return List.of(command.strip().split("\\s+"));
    }
  }

  /// `proxy HOST:PORT`; either part may hold a variable.
  ///
  /// @param host address, name or `$ipsrc`
  /// @param port number or `$dport`
  record Proxy(String host, String port) implements Behaviour {}

  /// `internal "name"`: a service inside the daemon.
  ///
  /// @param name as written
  /// @param service what it means; null for a name that means nothing here, whose TCP ports are
  ///   open and silent
  record Internal(String name, @Nullable InternalService service) implements Behaviour {
    public Internal(String name) {
      this(name, InternalService.find(name));
    }
  }

  /// A port on which a subsystem listens now; no statement means it by itself.
  ///
  /// @param key which of the programs that run, see [SubsystemSite]
  /// @param command its command line
  record OfSubsystem(String key, String command) implements Behaviour {}

  /// `tarpit ACTION`: the inner behaviour, as slow as can be; `open` holds the peer for ever.
  record Tarpit(Behaviour inner) implements Behaviour {}
}
