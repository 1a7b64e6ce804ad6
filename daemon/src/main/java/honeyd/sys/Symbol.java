package honeyd.sys;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Every C function this program calls; the constant's name in lower case is the symbol's.
///
/// Linking is lazy (one class of calls at a time), looking up is not: [#check] tells at start-up of
/// everything that is missing, in one message.
public enum Symbol {
  BIND,
  CAPGET,
  CAPSET,
  CLOSE,
  CLOSELOG,
  DUP2,
  EPOLL_CREATE1,
  EPOLL_CTL,
  EPOLL_PWAIT2,
  EPOLL_WAIT,
  EVENTFD,
  EVENTFD_WRITE,
  FCNTL,
  FTRUNCATE,
  GETEGID,
  GETEUID,
  GETGID,
  GETGRNAM,
  GETPID,
  GETPPID,
  GETPWNAM,
  GETPWUID,
  GETRANDOM,
  GETRLIMIT,
  GETSOCKOPT,
  GETUID,
  IOCTL,
  KILL,
  MEMFD_CREATE,
  MMAP,
  MUNMAP,
  OPEN,
  OPENLOG,
  PIPE2,
  POLL,
  POSIX_SPAWN,
  POSIX_SPAWN_FILE_ACTIONS_ADDCLOSE,
  POSIX_SPAWN_FILE_ACTIONS_ADDCLOSEFROM_NP,
  POSIX_SPAWN_FILE_ACTIONS_ADDDUP2,
  POSIX_SPAWN_FILE_ACTIONS_ADDOPEN,
  POSIX_SPAWN_FILE_ACTIONS_DESTROY,
  POSIX_SPAWN_FILE_ACTIONS_INIT,
  POSIX_SPAWNATTR_DESTROY,
  POSIX_SPAWNATTR_INIT,
  POSIX_SPAWNATTR_SETFLAGS,
  POSIX_SPAWNATTR_SETPGROUP,
  POSIX_SPAWNATTR_SETSIGDEFAULT,
  POSIX_SPAWNATTR_SETSIGMASK,
  PRCTL,
  PRLIMIT,
  READ,
  RECV,
  SENDMMSG,
  SENDTO,
  SETGROUPS,
  SETPRIORITY,
  SETRESGID,
  SETRESUID,
  SETRLIMIT,
  SETSID,
  SETSOCKOPT,
  SHUTDOWN,
  SIGADDSET,
  SIGEMPTYSET,
  SIGFILLSET,
  SOCKET,
  SOCKETPAIR,
  STRERROR,
  SYSCALL,
  SYSLOG,
  UMASK,
  UNSHARE,
  WAITID,
  WAITPID,
  WRITE;

  /// The name in the C library.
  public String symbolName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Looks every symbol up.
  ///
  /// @throws UnsatisfiedLinkError that names all missing ones and the machine
  public static void check() {
    List<String> missing = new ArrayList<>();
    for (Symbol symbol : values()) {
      if (symbol.find().isEmpty()) {
        missing.add(symbol.symbolName());
      }
    }
    if (!missing.isEmpty()) {
      throw new UnsatisfiedLinkError(
          "the C library of this system ("
              + System.getProperty("os.name")
              + " "
              + System.getProperty("os.arch")
              + ") lacks: "
              + String.join(", ", missing)
              + "; Honeyd needs Linux on x86-64 or aarch64 with the GNU C library");
    }
  }

  private Optional<MemorySegment> find() {
    return Linker.nativeLinker().defaultLookup().find(symbolName());
  }

  /// A handle that also takes a capture segment for `errno`, first.
  MethodHandle capturing(FunctionDescriptor type) {
    return link(type, Linker.Option.captureCallState("errno"));
  }

  /// As [#capturing], for a function whose arguments from `firstVariadic` on are variadic.
  MethodHandle capturingVariadic(int firstVariadic, FunctionDescriptor type) {
    return link(
        type,
        Linker.Option.captureCallState("errno"),
        Linker.Option.firstVariadicArg(firstVariadic));
  }

  /// A handle for a function that does not tell of failures through `errno`.
  MethodHandle plain(FunctionDescriptor type) {
    return link(type);
  }

  /// As [#plain], variadic from `firstVariadic` on.
  MethodHandle plainVariadic(int firstVariadic, FunctionDescriptor type) {
    return link(type, Linker.Option.firstVariadicArg(firstVariadic));
  }

  @SuppressWarnings("restricted") // the one place where calls are linked
  private MethodHandle link(FunctionDescriptor type, Linker.Option... options) {
    Optional<MemorySegment> address = find();
    if (address.isPresent()) {
      return Linker.nativeLinker().downcallHandle(address.get(), type, options);
    }
    // One missing call must not make its whole class unusable: only calling it fails.
    MethodType handleType = type.toMethodType();
    for (Linker.Option option : options) {
      if (option.equals(Linker.Option.captureCallState("errno"))) {
        handleType = handleType.insertParameterTypes(0, MemorySegment.class);
      }
    }
    MethodHandle thrower =
        MethodHandles.throwException(handleType.returnType(), UnsatisfiedLinkError.class)
            .bindTo(new UnsatisfiedLinkError("the C library lacks " + symbolName()));
    return MethodHandles.dropArguments(thrower, 0, handleType.parameterList());
  }
}
