package honeyd.flow;

import honeyd.model.Behaviour;

/// What the stack calls when a flow needs a service: implemented above, called by workers.
///
/// Calls must return at once. The service runs on a thread of its own and talks through the stream
/// or datagram flow it was given; one that never waits may ask for turns on the worker's thread
/// instead ([StreamTurns], [DatagramTurns]).
public interface FlowAcceptor {
  /// A TCP connection to a port with a service reached ESTABLISHED.
  void opened(FlowStream stream, Behaviour behaviour);

  /// A first datagram came for a UDP port with a service; it waits in `datagrams`.
  void opened(FlowDatagrams datagrams, Behaviour behaviour);
}
