package honeyd.stack;

/// The step that takes packets of one IP protocol: TCP, UDP or ICMP. One worker.
public interface TransportInput {
  /// Makes a transport for a worker's stack.
  @FunctionalInterface
  interface Factory {
    TransportInput create(StackContext context);
  }

  /// Takes one packet; counts, logs and answers it. The packet may not be kept.
  void onPacket(IncomingPacket packet, long nowNs);

  /// Ends all flows because the worker stops: their ends are logged, their services told.
  void close(long nowNs);
}
