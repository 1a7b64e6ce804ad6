package honeyd.sys;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// Whose rights a thread has: credentials(7) and capabilities(7).
///
/// In Linux all of this belongs to each thread. The C library's calls change the ids of every
/// thread of the process; those whose names begin with `thread` go to the kernel past it and change
/// the calling thread alone. Capabilities are always the calling thread's, and a new thread has
/// those of the one that made it. Results are 0 or more on success and `-errno` on failure.
public final class Credentials {
  /// linux/capability.h, `_LINUX_CAPABILITY_VERSION_3`.
  private static final int VERSION = 0x2008_0522;

  private static final int WORDS = 2;
  private static final int SECCOMP_SET_MODE_FILTER = 1;
  private static final int SECCOMP_FILTER_FLAG_TSYNC = 1;
  private static final int MOST_CAPABILITIES = 64;

  private static final MethodHandle CAPGET =
      Symbol.CAPGET.capturing(FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
  private static final MethodHandle CAPSET =
      Symbol.CAPSET.capturing(FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
  private static final MethodHandle SETGROUPS =
      Symbol.SETGROUPS.capturing(FunctionDescriptor.of(JAVA_INT, JAVA_LONG, ADDRESS));
  private static final MethodHandle SETRESGID =
      Symbol.SETRESGID.capturing(FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle SETRESUID =
      Symbol.SETRESUID.capturing(FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle SYSCALL =
      Symbol.SYSCALL.capturingVariadic(
          1, FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));
  private static final MethodHandle SYSCALL_ADDRESS =
      Symbol.SYSCALL.capturingVariadic(
          1, FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, ADDRESS));

  private Credentials() {}

  /// Takes all supplementary groups from every thread: 0, or `-errno`.
  public static int clearGroups(CallState state) {
    try {
      int result = (int) SETGROUPS.invokeExact(state.segment(), 0L, MemorySegment.NULL);
      return state.result(result);
    } catch (Throwable t) {
      throw new AssertionError("setgroups", t);
    }
  }

  /// setresgid(2) of every thread, all three to one: 0, or `-errno`.
  public static int setresgid(CallState state, int gid) {
    try {
      int result = (int) SETRESGID.invokeExact(state.segment(), gid, gid, gid);
      return state.result(result);
    } catch (Throwable t) {
      throw new AssertionError("setresgid", t);
    }
  }

  /// setresuid(2) of every thread, all three to one: 0, or `-errno`. Threads that leave user 0 lose
  /// their capabilities, but for what `PR_SET_KEEPCAPS` lets them keep as permitted.
  public static int setresuid(CallState state, int uid) {
    try {
      int result = (int) SETRESUID.invokeExact(state.segment(), uid, uid, uid);
      return state.result(result);
    } catch (Throwable t) {
      throw new AssertionError("setresuid", t);
    }
  }

  /// Takes all supplementary groups from the calling thread: 0, or `-errno`.
  static int threadClearGroups(CallState state) {
    return threadCall(state, SystemCall.SETGROUPS, 0, 0, 0);
  }

  /// setresgid(2) of the calling thread, all three to one: 0, or `-errno`.
  static int threadSetresgid(CallState state, int gid) {
    return threadCall(state, SystemCall.SETRESGID, gid, gid, gid);
  }

  /// setresuid(2) of the calling thread, all three to one: 0, or `-errno`.
  static int threadSetresuid(CallState state, int uid) {
    return threadCall(state, SystemCall.SETRESUID, uid, uid, uid);
  }

  /// Calls the kernel past the C library: its result, or `-errno`.
  static int threadCall(CallState state, SystemCall call, long a, long b, long c) {
    try {
      long result = (long) SYSCALL.invokeExact(state.segment(), (long) call.number(), a, b, c);
      return (int) state.result(result);
    } catch (Throwable t) {
      throw new AssertionError("syscall " + call, t);
    }
  }

  /// What the calling thread has and may use: one bit for each capability.
  static long threadEffective(CallState state) {
    return threadSet(state, "effective");
  }

  /// What the calling thread has, used or not: one bit for each capability.
  static long threadPermitted(CallState state) {
    return threadSet(state, "permitted");
  }

  private static long threadSet(CallState state, String set) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment header = header(arena);
      MemorySegment data = arena.allocate(NetStructs.USER_CAP_DATA, WORDS);
      int result = (int) CAPGET.invokeExact(state.segment(), header, data);
      if (state.result(result) < 0) {
        return 0;
      }
      long at = NetStructs.offset(NetStructs.USER_CAP_DATA, set);
      long low = Integer.toUnsignedLong(data.get(JAVA_INT, at));
      long high =
          Integer.toUnsignedLong(data.get(JAVA_INT, NetStructs.USER_CAP_DATA.byteSize() + at));
      return (high << 32) | low;
    } catch (Throwable t) {
      throw new AssertionError("capget", t);
    }
  }

  /// Leaves the calling thread these capabilities, in force, and none that a program it executes
  /// would inherit: 0, or `-errno`.
  static int threadCapabilities(CallState state, long mask) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment header = header(arena);
      MemorySegment data = arena.allocate(NetStructs.USER_CAP_DATA, WORDS);
      for (int i = 0; i < WORDS; i++) {
        MemorySegment word =
            data.asSlice(i * NetStructs.USER_CAP_DATA.byteSize(), NetStructs.USER_CAP_DATA);
        int bits = (int) (mask >>> (32 * i));
        word.set(JAVA_INT, NetStructs.offset(NetStructs.USER_CAP_DATA, "effective"), bits);
        word.set(JAVA_INT, NetStructs.offset(NetStructs.USER_CAP_DATA, "permitted"), bits);
      }
      int result = (int) CAPSET.invokeExact(state.segment(), header, data);
      return state.result(result);
    } catch (Throwable t) {
      throw new AssertionError("capset", t);
    }
  }

  private static MemorySegment header(Arena arena) {
    MemorySegment header = arena.allocate(NetStructs.USER_CAP_HEADER);
    header.set(JAVA_INT, NetStructs.offset(NetStructs.USER_CAP_HEADER, "version"), VERSION);
    return header;
  }

  /// Takes from what programs could ever gain when this thread, or one it makes, executes them:
  /// everything but `mask`. 0, or `-errno`.
  public static int threadBound(CallState state, long mask) {
    for (int number = 0; number < MOST_CAPABILITIES; number++) {
      if (((mask >> number) & 1) == 0) {
        int result = Processes.prctl(state, Processes.PR_CAPBSET_DROP, number, 0, 0, 0);
        if (result == -Errno.EINVAL) {
          return 0; // the kernel knows no more of them
        }
        if (result < 0) {
          return result;
        }
      }
    }
    return 0;
  }

  /// Takes what programs would keep over their execution from the calling thread, so that those it
  /// starts have no capabilities: 0, or `-errno`.
  public static int threadClearAmbient(CallState state) {
    return Processes.prctl(
        state, Processes.PR_CAP_AMBIENT, Processes.PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
  }

  /// Puts a filter of system calls before every thread of the process, for good, and with it
  /// no-new-privileges, which the calling thread must have: 0, or `-errno`; more than 0 is a thread
  /// that could not be reached.
  static int filterAllThreads(CallState state, MemorySegment program) {
    try {
      long result =
          (long)
              SYSCALL_ADDRESS.invokeExact(
                  state.segment(),
                  (long) SystemCall.SECCOMP.number(),
                  (long) SECCOMP_SET_MODE_FILTER,
                  (long) SECCOMP_FILTER_FLAG_TSYNC,
                  program);
      return (int) state.result(result);
    } catch (Throwable t) {
      throw new AssertionError("seccomp", t);
    }
  }

  /// Keeps the calling thread, and programs it executes, from ever gaining rights: 0, or `-errno`.
  public static int threadNoNewPrivileges(CallState state) {
    return Processes.prctl(state, Processes.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  }
}
