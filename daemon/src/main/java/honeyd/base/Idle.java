package honeyd.base;

/// How an agent's thread rests when it has nothing to do.
public interface Idle {
  /// Rests until woken, until a packet arrives, or for `maxNs`. Called by the agent's thread only.
  void idle(long maxNs);

  /// Ends a rest that is under way, or makes the next one return at once. Any thread.
  void wakeup();
}
