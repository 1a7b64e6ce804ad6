package honeyd.base;

/// A piece of work that is done in bounded turns by one thread: a worker, the reporter.
public interface Agent {
  /// One turn: does what is due, up to the agent's own limits, and returns how much that was; zero
  /// means there was nothing to do and the thread may rest.
  int doWork();

  /// The monotonic time of the next thing this agent knows it must do, or `Long.MAX_VALUE`.
  long nextDeadlineNs();

  /// Called once by the agent's thread when it stops; frees what the agent owns.
  void onClose();

  /// Name for threads and messages.
  String roleName();
}
