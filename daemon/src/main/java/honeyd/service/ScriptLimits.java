package honeyd.service;

import honeyd.sys.CallState;
import honeyd.sys.NetStructs;
import honeyd.sys.Processes;
import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/// What a script may use of the machine.
///
/// @param files files it may have open
/// @param processes how many its user may have in all before it can start no more: an end to fork
///   bombs, not a share
record ScriptLimits(int files, int processes) {
  /// How far a script steps back behind the daemon's own work, as in Honeyd.
  static final int NICE = 10;

  private static final VarHandle RLIM_CUR =
      NetStructs.RLIMIT.varHandle(PathElement.groupElement("rlim_cur"));
  private static final VarHandle RLIM_MAX =
      NetStructs.RLIMIT.varHandle(PathElement.groupElement("rlim_max"));

  /// Limits a process that was just started, as its user. It may run already; a limit below what it
  /// has only keeps it from having more.
  void apply(CallState state, int pid) {
    Processes.setpriority(state, Processes.PRIO_PROCESS, pid, NICE);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment limit = arena.allocate(NetStructs.RLIMIT);
      set(state, pid, Processes.RLIMIT_NOFILE, files, limit);
      set(state, pid, Processes.RLIMIT_NPROC, processes, limit);
      set(state, pid, Processes.RLIMIT_CORE, 0, limit);
    }
  }

  private static void set(CallState state, int pid, int resource, long value, MemorySegment limit) {
    RLIM_CUR.set(limit, 0L, value);
    RLIM_MAX.set(limit, 0L, value);
    Processes.prlimit(state, pid, resource, limit, MemorySegment.NULL);
  }
}
