package honeyd.sys;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;

/// Where a call leaves its `errno`: captured by the linker before the JVM can overwrite it.
///
/// Belongs to one thread, which passes it to every call it makes.
public final class CallState {
  private static final StructLayout LAYOUT = Linker.Option.captureStateLayout();
  private static final long ERRNO = LAYOUT.byteOffset(PathElement.groupElement("errno"));

  private final MemorySegment segment = Arena.ofAuto().allocate(LAYOUT);

  MemorySegment segment() {
    return segment;
  }

  /// `result` where the call succeeded, else `-errno`.
  int result(int result) {
    return result >= 0 ? result : -segment.get(ValueLayout.JAVA_INT, ERRNO);
  }

  /// `result` where the call succeeded, else `-errno`.
  long result(long result) {
    return result >= 0 ? result : -segment.get(ValueLayout.JAVA_INT, ERRNO);
  }
}
