package honeyd.flow;

/// A service for a connection that never waits, so that the worker's own thread can run it: it does
/// what can be done now and returns.
///
/// It is given a turn when the connection opens, after bytes came or room was made, after the
/// attacker's FIN, and once more when the connection is gone ([FlowStream#isGone]). A turn costs
/// bounded time and throws nothing; the worker serves everybody else after it.
@FunctionalInterface
public interface StreamTurns {
  /// Does what can be done now, through the `try` methods of the stream. Worker.
  void onTurn(FlowStream stream);
}
