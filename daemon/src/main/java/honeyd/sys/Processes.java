package honeyd.sys;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// Processes, signals and limits: sections 2 and 3 of the Linux manual.
///
/// Results are 0 or more on success and `-errno` on failure. `waitpid` without [#WNOHANG] blocks
/// its thread. Any thread, each with its own [CallState].
public final class Processes {
  public static final int POSIX_SPAWN_SETPGROUP = 0x02;
  public static final int POSIX_SPAWN_SETSIGDEF = 0x04;
  public static final int POSIX_SPAWN_SETSIGMASK = 0x08;
  public static final int POSIX_SPAWN_SETSID = 0x80;
  public static final int WNOHANG = 1;
  public static final int WEXITED = 4;
  public static final int WNOWAIT = 0x01000000;
  public static final int P_PID = 1;
  public static final int PRIO_PROCESS = 0;
  public static final int PRIO_PGRP = 1;
  public static final int PR_SET_PDEATHSIG = 1;
  public static final int PR_SET_KEEPCAPS = 8;
  public static final int PR_CAPBSET_DROP = 24;
  public static final int PR_SET_NO_NEW_PRIVS = 38;
  public static final int PR_CAP_AMBIENT = 47;
  public static final int PR_CAP_AMBIENT_CLEAR_ALL = 4;
  public static final int RLIMIT_CPU = 0;
  public static final int RLIMIT_CORE = 4;
  public static final int RLIMIT_NPROC = 6;
  public static final int RLIMIT_NOFILE = 7;
  public static final int RLIMIT_AS = 9;
  // Bytes of the opaque types, the same with the GNU library on x86-64 and aarch64.
  public static final int POSIX_SPAWN_FILE_ACTIONS_T_BYTES = 80;
  public static final int POSIX_SPAWNATTR_T_BYTES = 336;
  public static final int SIGSET_T_BYTES = 128;
  public static final int SIGINFO_T_BYTES = 128;

  /// Where waitid(2) leaves the child's id in `siginfo_t` on 64-bit Linux.
  public static final int SIGINFO_SI_PID = 16;

  private static final MethodHandle POSIX_SPAWN =
      Symbol.POSIX_SPAWN.plain(
          FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS));
  private static final MethodHandle POSIX_SPAWN_FILE_ACTIONS_INIT =
      Symbol.POSIX_SPAWN_FILE_ACTIONS_INIT.plain(FunctionDescriptor.of(JAVA_INT, ADDRESS));
  private static final MethodHandle POSIX_SPAWN_FILE_ACTIONS_DESTROY =
      Symbol.POSIX_SPAWN_FILE_ACTIONS_DESTROY.plain(FunctionDescriptor.of(JAVA_INT, ADDRESS));
  private static final MethodHandle POSIX_SPAWN_FILE_ACTIONS_ADDDUP2 =
      Symbol.POSIX_SPAWN_FILE_ACTIONS_ADDDUP2.plain(
          FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
  private static final MethodHandle POSIX_SPAWN_FILE_ACTIONS_ADDCLOSE =
      Symbol.POSIX_SPAWN_FILE_ACTIONS_ADDCLOSE.plain(
          FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle POSIX_SPAWN_FILE_ACTIONS_ADDCLOSEFROM_NP =
      Symbol.POSIX_SPAWN_FILE_ACTIONS_ADDCLOSEFROM_NP.plain(
          FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle POSIX_SPAWN_FILE_ACTIONS_ADDOPEN =
      Symbol.POSIX_SPAWN_FILE_ACTIONS_ADDOPEN.plain(
          FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
  private static final MethodHandle POSIX_SPAWNATTR_INIT =
      Symbol.POSIX_SPAWNATTR_INIT.plain(FunctionDescriptor.of(JAVA_INT, ADDRESS));
  private static final MethodHandle POSIX_SPAWNATTR_DESTROY =
      Symbol.POSIX_SPAWNATTR_DESTROY.plain(FunctionDescriptor.of(JAVA_INT, ADDRESS));
  private static final MethodHandle POSIX_SPAWNATTR_SETFLAGS =
      Symbol.POSIX_SPAWNATTR_SETFLAGS.plain(FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_SHORT));
  private static final MethodHandle POSIX_SPAWNATTR_SETPGROUP =
      Symbol.POSIX_SPAWNATTR_SETPGROUP.plain(FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle POSIX_SPAWNATTR_SETSIGDEFAULT =
      Symbol.POSIX_SPAWNATTR_SETSIGDEFAULT.plain(FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
  private static final MethodHandle POSIX_SPAWNATTR_SETSIGMASK =
      Symbol.POSIX_SPAWNATTR_SETSIGMASK.plain(FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
  private static final MethodHandle SIGEMPTYSET =
      Symbol.SIGEMPTYSET.capturing(FunctionDescriptor.of(JAVA_INT, ADDRESS));
  private static final MethodHandle SIGFILLSET =
      Symbol.SIGFILLSET.capturing(FunctionDescriptor.of(JAVA_INT, ADDRESS));
  private static final MethodHandle SIGADDSET =
      Symbol.SIGADDSET.capturing(FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle WAITPID =
      Symbol.WAITPID.capturing(FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle WAITID =
      Symbol.WAITID.capturing(
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle SETPRIORITY =
      Symbol.SETPRIORITY.capturing(FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle KILL =
      Symbol.KILL.capturing(FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle GETPID = Symbol.GETPID.plain(FunctionDescriptor.of(JAVA_INT));
  private static final MethodHandle GETPPID = Symbol.GETPPID.plain(FunctionDescriptor.of(JAVA_INT));
  private static final MethodHandle SETSID =
      Symbol.SETSID.capturing(FunctionDescriptor.of(JAVA_INT));
  private static final MethodHandle PRCTL =
      Symbol.PRCTL.capturingVariadic(
          1, FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));
  private static final MethodHandle PRLIMIT =
      Symbol.PRLIMIT.capturing(
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
  private static final MethodHandle GETRLIMIT =
      Symbol.GETRLIMIT.capturing(FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));
  private static final MethodHandle SETRLIMIT =
      Symbol.SETRLIMIT.capturing(FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));
  private static final MethodHandle GETRANDOM =
      Symbol.GETRANDOM.capturing(FunctionDescriptor.of(JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_INT));

  /// A new network namespace, for [#unshare].
  public static final int CLONE_NEWNET = 0x4000_0000;

  private static final MethodHandle UNSHARE =
      Symbol.UNSHARE.capturing(FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle UMASK =
      Symbol.UMASK.plain(FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle GETUID = Symbol.GETUID.plain(FunctionDescriptor.of(JAVA_INT));
  private static final MethodHandle GETEUID = Symbol.GETEUID.plain(FunctionDescriptor.of(JAVA_INT));
  private static final MethodHandle GETGID = Symbol.GETGID.plain(FunctionDescriptor.of(JAVA_INT));
  private static final MethodHandle GETEGID = Symbol.GETEGID.plain(FunctionDescriptor.of(JAVA_INT));

  private Processes() {}

  /// posix_spawn(3): 0, or `-errno`. `pid` takes the child's process id (an `int`); `argv` and
  /// `envp` are arrays of C strings that end in a null pointer; `path` is not looked up in PATH.
  public static int posix_spawn(
      MemorySegment pid,
      MemorySegment path,
      MemorySegment fileActions,
      MemorySegment attributes,
      MemorySegment argv,
      MemorySegment envp) {
    try {
      return -(int) POSIX_SPAWN.invokeExact(pid, path, fileActions, attributes, argv, envp);
    } catch (Throwable t) {
      throw new AssertionError("posix_spawn", t);
    }
  }

  /// posix_spawn_file_actions_init(3): 0, or `-errno`.
  public static int posix_spawn_file_actions_init(MemorySegment actions) {
    try {
      return -(int) POSIX_SPAWN_FILE_ACTIONS_INIT.invokeExact(actions);
    } catch (Throwable t) {
      throw new AssertionError("posix_spawn_file_actions_init", t);
    }
  }

  /// posix_spawn_file_actions_destroy(3): 0, or `-errno`.
  public static int posix_spawn_file_actions_destroy(MemorySegment actions) {
    try {
      return -(int) POSIX_SPAWN_FILE_ACTIONS_DESTROY.invokeExact(actions);
    } catch (Throwable t) {
      throw new AssertionError("posix_spawn_file_actions_destroy", t);
    }
  }

  /// posix_spawn_file_actions_adddup2(3): 0, or `-errno`. Where both are the same the C library
  /// clears close-on-exec.
  public static int posix_spawn_file_actions_adddup2(MemorySegment actions, int fd, int newFd) {
    try {
      return -(int) POSIX_SPAWN_FILE_ACTIONS_ADDDUP2.invokeExact(actions, fd, newFd);
    } catch (Throwable t) {
      throw new AssertionError("posix_spawn_file_actions_adddup2", t);
    }
  }

  /// posix_spawn_file_actions_addclose(3): 0, or `-errno`.
  public static int posix_spawn_file_actions_addclose(MemorySegment actions, int fd) {
    try {
      return -(int) POSIX_SPAWN_FILE_ACTIONS_ADDCLOSE.invokeExact(actions, fd);
    } catch (Throwable t) {
      throw new AssertionError("posix_spawn_file_actions_addclose", t);
    }
  }

  /// posix_spawn_file_actions_addclosefrom_np(3): 0, or `-errno`. Closes `fd` and all above it;
  /// since version 2.34 of the GNU library.
  public static int posix_spawn_file_actions_addclosefrom_np(MemorySegment actions, int fd) {
    try {
      return -(int) POSIX_SPAWN_FILE_ACTIONS_ADDCLOSEFROM_NP.invokeExact(actions, fd);
    } catch (Throwable t) {
      throw new AssertionError("posix_spawn_file_actions_addclosefrom_np", t);
    }
  }

  /// posix_spawn_file_actions_addopen(3): 0, or `-errno`.
  public static int posix_spawn_file_actions_addopen(
      MemorySegment actions, int fd, MemorySegment path, int flags, int mode) {
    try {
      return -(int) POSIX_SPAWN_FILE_ACTIONS_ADDOPEN.invokeExact(actions, fd, path, flags, mode);
    } catch (Throwable t) {
      throw new AssertionError("posix_spawn_file_actions_addopen", t);
    }
  }

  /// posix_spawnattr_init(3): 0, or `-errno`.
  public static int posix_spawnattr_init(MemorySegment attributes) {
    try {
      return -(int) POSIX_SPAWNATTR_INIT.invokeExact(attributes);
    } catch (Throwable t) {
      throw new AssertionError("posix_spawnattr_init", t);
    }
  }

  /// posix_spawnattr_destroy(3): 0, or `-errno`.
  public static int posix_spawnattr_destroy(MemorySegment attributes) {
    try {
      return -(int) POSIX_SPAWNATTR_DESTROY.invokeExact(attributes);
    } catch (Throwable t) {
      throw new AssertionError("posix_spawnattr_destroy", t);
    }
  }

  /// posix_spawnattr_setflags(3) with `POSIX_SPAWN_…` flags: 0, or `-errno`.
  public static int posix_spawnattr_setflags(MemorySegment attributes, short flags) {
    try {
      return -(int) POSIX_SPAWNATTR_SETFLAGS.invokeExact(attributes, flags);
    } catch (Throwable t) {
      throw new AssertionError("posix_spawnattr_setflags", t);
    }
  }

  /// posix_spawnattr_setpgroup(3): 0, or `-errno`. Zero makes the child its own group's leader.
  public static int posix_spawnattr_setpgroup(MemorySegment attributes, int group) {
    try {
      return -(int) POSIX_SPAWNATTR_SETPGROUP.invokeExact(attributes, group);
    } catch (Throwable t) {
      throw new AssertionError("posix_spawnattr_setpgroup", t);
    }
  }

  /// posix_spawnattr_setsigdefault(3): 0, or `-errno`.
  public static int posix_spawnattr_setsigdefault(MemorySegment attributes, MemorySegment signals) {
    try {
      return -(int) POSIX_SPAWNATTR_SETSIGDEFAULT.invokeExact(attributes, signals);
    } catch (Throwable t) {
      throw new AssertionError("posix_spawnattr_setsigdefault", t);
    }
  }

  /// posix_spawnattr_setsigmask(3): 0, or `-errno`.
  public static int posix_spawnattr_setsigmask(MemorySegment attributes, MemorySegment signals) {
    try {
      return -(int) POSIX_SPAWNATTR_SETSIGMASK.invokeExact(attributes, signals);
    } catch (Throwable t) {
      throw new AssertionError("posix_spawnattr_setsigmask", t);
    }
  }

  /// sigemptyset(3): 0, or `-errno`.
  public static int sigemptyset(CallState state, MemorySegment signals) {
    try {
      int result = (int) SIGEMPTYSET.invokeExact(state.segment(), signals);
      return state.result(result);
    } catch (Throwable t) {
      throw new AssertionError("sigemptyset", t);
    }
  }

  /// sigfillset(3): 0, or `-errno`.
  public static int sigfillset(CallState state, MemorySegment signals) {
    try {
      int result = (int) SIGFILLSET.invokeExact(state.segment(), signals);
      return state.result(result);
    } catch (Throwable t) {
      throw new AssertionError("sigfillset", t);
    }
  }

  /// sigaddset(3): 0, or `-errno`.
  public static int sigaddset(CallState state, MemorySegment signals, int signal) {
    try {
      int result = (int) SIGADDSET.invokeExact(state.segment(), signals, signal);
      return state.result(result);
    } catch (Throwable t) {
      throw new AssertionError("sigaddset", t);
    }
  }

  /// waitpid(2): the child's id, 0 when [#WNOHANG] found none that changed, or `-errno`. `status`
  /// takes an `int`, read by [WaitStatus].
  public static int waitpid(CallState state, int pid, MemorySegment status, int options) {
    try {
      int result = (int) WAITPID.invokeExact(state.segment(), pid, status, options);
      return state.result(result);
    } catch (Throwable t) {
      throw new AssertionError("waitpid", t);
    }
  }

  /// waitid(2): 0, or `-errno`. `siginfo` takes [#SIGINFO_T_BYTES]; with [#WNOHANG] its
  /// [#SIGINFO_SI_PID] stays zero while no child changed, so clear it before. With [#WNOWAIT] the
  /// child can be waited for again.
  public static int waitid(
      CallState state, int idType, int id, MemorySegment siginfo, int options) {
    try {
      int result = (int) WAITID.invokeExact(state.segment(), idType, id, siginfo, options);
      return state.result(result);
    } catch (Throwable t) {
      throw new AssertionError("waitid", t);
    }
  }

  /// setpriority(2): 0, or `-errno`.
  public static int setpriority(CallState state, int which, int who, int priority) {
    try {
      int result = (int) SETPRIORITY.invokeExact(state.segment(), which, who, priority);
      return state.result(result);
    } catch (Throwable t) {
      throw new AssertionError("setpriority", t);
    }
  }

  /// kill(2): 0, or `-errno`. A negative `pid` is a process group.
  public static int kill(CallState state, int pid, int signal) {
    try {
      int result = (int) KILL.invokeExact(state.segment(), pid, signal);
      return state.result(result);
    } catch (Throwable t) {
      throw new AssertionError("kill", t);
    }
  }

  /// getpid(2).
  public static int getpid() {
    try {
      return (int) GETPID.invokeExact();
    } catch (Throwable t) {
      throw new AssertionError("getpid", t);
    }
  }

  /// getppid(2).
  public static int getppid() {
    try {
      return (int) GETPPID.invokeExact();
    } catch (Throwable t) {
      throw new AssertionError("getppid", t);
    }
  }

  /// setsid(2): the session's id, or `-errno`.
  public static int setsid(CallState state) {
    try {
      int result = (int) SETSID.invokeExact(state.segment());
      return state.result(result);
    } catch (Throwable t) {
      throw new AssertionError("setsid", t);
    }
  }

  /// prctl(2): 0 or more, or `-errno`.
  public static int prctl(CallState state, int option, long arg2, long arg3, long arg4, long arg5) {
    try {
      int result = (int) PRCTL.invokeExact(state.segment(), option, arg2, arg3, arg4, arg5);
      return state.result(result);
    } catch (Throwable t) {
      throw new AssertionError("prctl", t);
    }
  }

  /// prlimit(2): 0, or `-errno`. `newLimit` or `oldLimit` may be null pointers; `pid` 0 is this
  /// process.
  public static int prlimit(
      CallState state, int pid, int resource, MemorySegment newLimit, MemorySegment oldLimit) {
    try {
      int result = (int) PRLIMIT.invokeExact(state.segment(), pid, resource, newLimit, oldLimit);
      return state.result(result);
    } catch (Throwable t) {
      throw new AssertionError("prlimit", t);
    }
  }

  /// getrlimit(2) into a [NetStructs#RLIMIT]: 0, or `-errno`.
  public static int getrlimit(CallState state, int resource, MemorySegment limit) {
    try {
      int result = (int) GETRLIMIT.invokeExact(state.segment(), resource, limit);
      return state.result(result);
    } catch (Throwable t) {
      throw new AssertionError("getrlimit", t);
    }
  }

  /// setrlimit(2) from a [NetStructs#RLIMIT]: 0, or `-errno`.
  public static int setrlimit(CallState state, int resource, MemorySegment limit) {
    try {
      int result = (int) SETRLIMIT.invokeExact(state.segment(), resource, limit);
      return state.result(result);
    } catch (Throwable t) {
      throw new AssertionError("setrlimit", t);
    }
  }

  /// getrandom(2): bytes written, or `-errno`.
  public static long getrandom(CallState state, MemorySegment bytes, int flags) {
    try {
      long result = (long) GETRANDOM.invokeExact(state.segment(), bytes, bytes.byteSize(), flags);
      return state.result(result);
    } catch (Throwable t) {
      throw new AssertionError("getrandom", t);
    }
  }

  /// unshare(2), for the calling thread: 0, or `-errno`.
  public static int unshare(CallState state, int flags) {
    try {
      int result = (int) UNSHARE.invokeExact(state.segment(), flags);
      return state.result(result);
    } catch (Throwable t) {
      throw new AssertionError("unshare", t);
    }
  }

  /// umask(2): the mask before.
  public static int umask(int mask) {
    try {
      return (int) UMASK.invokeExact(mask);
    } catch (Throwable t) {
      throw new AssertionError("umask", t);
    }
  }

  /// getuid(2).
  public static int getuid() {
    try {
      return (int) GETUID.invokeExact();
    } catch (Throwable t) {
      throw new AssertionError("getuid", t);
    }
  }

  /// geteuid(2).
  public static int geteuid() {
    try {
      return (int) GETEUID.invokeExact();
    } catch (Throwable t) {
      throw new AssertionError("geteuid", t);
    }
  }

  /// getgid(2).
  public static int getgid() {
    try {
      return (int) GETGID.invokeExact();
    } catch (Throwable t) {
      throw new AssertionError("getgid", t);
    }
  }

  /// getegid(2).
  public static int getegid() {
    try {
      return (int) GETEGID.invokeExact();
    } catch (Throwable t) {
      throw new AssertionError("getegid", t);
    }
  }
}
