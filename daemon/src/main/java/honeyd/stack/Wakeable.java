package honeyd.stack;

/// What a service can call its worker's attention to: a connection, a UDP flow.
public interface Wakeable {
  /// Called by the worker some time after its wake was run by another thread.
  void onWake(long nowNs);
}
