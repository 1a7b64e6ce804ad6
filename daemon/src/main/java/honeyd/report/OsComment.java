package honeyd.report;

import org.jspecify.annotations.Nullable;

/// What passive fingerprinting says of a source: the part in brackets of the packet log.
///
/// Called by the reporter's thread.
@FunctionalInterface
public interface OsComment {
  /// Class, version and subtype with blanks between, as in `Linux 2.6 `, or null when nothing is
  /// known at that time. The source is the two halves of an [honeyd.net.IpAddress].
  @Nullable String of(long sourceHi, long sourceLo, long epochMicros);

  /// Knows nothing of anybody.
  static OsComment none() {
    return (hi, lo, epochMicros) -> null;
  }
}
