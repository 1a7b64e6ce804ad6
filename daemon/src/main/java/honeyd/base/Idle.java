package honeyd.base;

/// How an agent's thread rests when it has nothing to do.
public interface Idle {
  /// Rests until woken, until a packet arrives, or for `maxNs`. Called by the agent's thread only.
  void idle(long maxNs);

  /// Rests until woken or for `ns`, even if packets arrive: several are then taken at once. Called
  /// by the agent's thread only. The same as [#idle] where no packet ends a rest.
  default void pause(long ns) {
    idle(ns);
  }

  /// Ends a rest or pause that is under way, or makes the next one return at once. Any thread.
  void wakeup();
}
