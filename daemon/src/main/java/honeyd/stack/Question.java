package honeyd.stack;

/// Something that another thread wants a worker to look at or do between two packets.
@FunctionalInterface
public interface Question {
  /// Called once, by the worker's thread. Must be quick and must not throw.
  void ask(Inspection inspection, long nowNs);
}
