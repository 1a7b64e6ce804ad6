package honeyd.sys;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// Sockets: section 2 of the Linux manual.
///
/// Results are 0 or more on success and `-errno` on failure. Any thread, each with its own
/// [CallState].
public final class Sockets {
  public static final int AF_UNIX = 1;
  public static final int AF_INET = 2;
  public static final int AF_NETLINK = 16;
  public static final int AF_PACKET = 17;
  public static final int SOCK_STREAM = 1;
  public static final int SOCK_DGRAM = 2;
  public static final int SOCK_RAW = 3;
  public static final int SOCK_NONBLOCK = 0x800;
  public static final int SOCK_CLOEXEC = 0x80000;
  public static final int IPPROTO_GRE = 47;
  public static final int SOL_SOCKET = 1;
  public static final int SO_ERROR = 4;
  public static final int SO_SNDBUF = 7;
  public static final int SO_RCVBUF = 8;
  public static final int SO_ATTACH_FILTER = 26;
  public static final int SO_SNDBUFFORCE = 32;
  public static final int SO_RCVBUFFORCE = 33;
  public static final int SHUT_RD = 0;
  public static final int SHUT_WR = 1;
  public static final int SHUT_RDWR = 2;
  public static final int MSG_DONTWAIT = 0x40;
  public static final int MSG_NOSIGNAL = 0x4000;

  private static final MethodHandle SOCKET =
      Symbol.SOCKET.capturing(FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle SOCKETPAIR =
      Symbol.SOCKETPAIR.capturing(
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
  private static final MethodHandle BIND =
      Symbol.BIND.capturing(FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle SETSOCKOPT =
      Symbol.SETSOCKOPT.capturing(
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle GETSOCKOPT =
      Symbol.GETSOCKOPT.capturing(
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
  private static final MethodHandle SENDTO =
      Symbol.SENDTO.capturing(
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle SENDMMSG =
      Symbol.SENDMMSG.capturing(
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
  private static final MethodHandle RECV =
      Symbol.RECV.capturing(
          FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
  private static final MethodHandle SHUTDOWN =
      Symbol.SHUTDOWN.capturing(FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));

  private Sockets() {}

  /// socket(2): a file descriptor, or `-errno`.
  public static int socket(CallState state, int domain, int type, int protocol) {
    try {
      int result = (int) SOCKET.invokeExact(state.segment(), domain, type, protocol);
      return state.result(result);
    } catch (Throwable t) {
      throw new AssertionError("socket", t);
    }
  }

  /// socketpair(2): 0, or `-errno`; `fds` takes two `int`s.
  public static int socketpair(
      CallState state, int domain, int type, int protocol, MemorySegment fds) {
    try {
      int result = (int) SOCKETPAIR.invokeExact(state.segment(), domain, type, protocol, fds);
      return state.result(result);
    } catch (Throwable t) {
      throw new AssertionError("socketpair", t);
    }
  }

  /// bind(2): 0, or `-errno`.
  public static int bind(CallState state, int fd, MemorySegment address) {
    try {
      int result = (int) BIND.invokeExact(state.segment(), fd, address, (int) address.byteSize());
      return state.result(result);
    } catch (Throwable t) {
      throw new AssertionError("bind", t);
    }
  }

  /// setsockopt(2): 0, or `-errno`.
  public static int setsockopt(CallState state, int fd, int level, int name, MemorySegment value) {
    try {
      int result =
          (int)
              SETSOCKOPT.invokeExact(
                  state.segment(), fd, level, name, value, (int) value.byteSize());
      return state.result(result);
    } catch (Throwable t) {
      throw new AssertionError("setsockopt", t);
    }
  }

  /// getsockopt(2): 0, or `-errno`. `length` is an `int`, in and out.
  public static int getsockopt(
      CallState state, int fd, int level, int name, MemorySegment value, MemorySegment length) {
    try {
      int result = (int) GETSOCKOPT.invokeExact(state.segment(), fd, level, name, value, length);
      return state.result(result);
    } catch (Throwable t) {
      throw new AssertionError("getsockopt", t);
    }
  }

  /// sendto(2): bytes sent, or `-errno`. `address` may be a null pointer.
  public static long sendto(
      CallState state, int fd, MemorySegment bytes, int flags, MemorySegment address) {
    try {
      long result =
          (long)
              SENDTO.invokeExact(
                  state.segment(),
                  fd,
                  bytes,
                  bytes.byteSize(),
                  flags,
                  address,
                  (int) address.byteSize());
      return state.result(result);
    } catch (Throwable t) {
      throw new AssertionError("sendto", t);
    }
  }

  /// sendmmsg(2): messages sent, or `-errno` when the first could not be. `messages` is an array of
  /// [NetStructs#MMSGHDR].
  public static int sendmmsg(
      CallState state, int fd, MemorySegment messages, int count, int flags) {
    try {
      int result = (int) SENDMMSG.invokeExact(state.segment(), fd, messages, count, flags);
      return state.result(result);
    } catch (Throwable t) {
      throw new AssertionError("sendmmsg", t);
    }
  }

  /// recv(2): bytes received, or `-errno`.
  public static long recv(CallState state, int fd, MemorySegment bytes, int flags) {
    try {
      long result = (long) RECV.invokeExact(state.segment(), fd, bytes, bytes.byteSize(), flags);
      return state.result(result);
    } catch (Throwable t) {
      throw new AssertionError("recv", t);
    }
  }

  /// shutdown(2): 0, or `-errno`.
  public static int shutdown(CallState state, int fd, int how) {
    try {
      int result = (int) SHUTDOWN.invokeExact(state.segment(), fd, how);
      return state.result(result);
    } catch (Throwable t) {
      throw new AssertionError("shutdown", t);
    }
  }
}
