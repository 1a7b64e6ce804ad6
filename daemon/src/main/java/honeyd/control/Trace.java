package honeyd.control;

import java.time.Duration;
import java.util.List;

/// Packets of some addresses as they come and go, until closed.
///
/// One thread takes them; workers never wait for it.
public interface Trace extends AutoCloseable {
  /// A frame.
  ///
  /// @param epochMicros when it was worked on: microseconds since 1970-01-01T00:00Z
  /// @param text the interface, `<` for those that came in and `>` for those that went out, and the
  ///   packet in the notation of the packet scripts
  record Packet(long epochMicros, String text) {}

  /// Takes what there is, waiting for the first for some time; none when the time is over.
  List<Packet> take(Duration limit) throws InterruptedException;

  /// How many packets came that were not taken in time and are lost.
  long leftOut();

  /// Ends it. Any thread.
  @Override
  void close();
}
