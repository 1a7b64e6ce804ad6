package honeyd.flow;

/// A service for datagrams that never waits, so that the worker's own thread can run it.
///
/// A turn costs bounded time and throws nothing; the worker serves everybody else after it.
@FunctionalInterface
public interface DatagramTurns {
  /// Takes what came with [FlowDatagrams#pollReceived] and answers with [FlowDatagrams#trySend].
  /// Worker.
  void onTurn(FlowDatagrams datagrams);
}
