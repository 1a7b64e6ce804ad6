package honeyd.stack.tcp;

import honeyd.model.Behaviour;

/// How willingly a host talks and listens on a connection.
enum Pace {
  /// As its system does.
  NORMAL,

  /// `tarpit` before a service: bytes leave one at a time, acknowledgements late, and a window that
  /// was used up opens by a little now and then.
  SLOW,

  /// `tarpit open`: the window closes for good, and the peer is held.
  HELD;

  /// The pace of a port that does this.
  static Pace of(Behaviour behaviour) {
    return switch (behaviour) {
      case Behaviour.Tarpit t -> TcpConnections.hasService(t.inner()) ? SLOW : HELD;
      case Behaviour.Open _,
          Behaviour.Script _,
          Behaviour.Proxy _,
          Behaviour.Internal _,
          Behaviour.OfSubsystem _,
          Behaviour.Closed _,
          Behaviour.Filtered _ ->
          NORMAL;
    };
  }
}
