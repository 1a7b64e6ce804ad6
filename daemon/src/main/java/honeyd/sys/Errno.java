package honeyd.sys;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// Error numbers of Linux (the generic table, which x86-64 and aarch64 share) and their texts.
public final class Errno {
  public static final int EPERM = 1;
  public static final int ENOENT = 2;
  public static final int ESRCH = 3;
  public static final int EINTR = 4;
  public static final int EIO = 5;
  public static final int ENXIO = 6;
  public static final int ENOEXEC = 8;
  public static final int EBADF = 9;
  public static final int ECHILD = 10;
  public static final int EAGAIN = 11;
  public static final int ENOMEM = 12;
  public static final int EACCES = 13;
  public static final int EBUSY = 16;
  public static final int EEXIST = 17;
  public static final int ENODEV = 19;
  public static final int EINVAL = 22;
  public static final int EMFILE = 24;
  public static final int EPIPE = 32;
  public static final int ENOPROTOOPT = 92;
  public static final int EMSGSIZE = 90;
  public static final int EADDRNOTAVAIL = 99;
  public static final int ENETDOWN = 100;
  public static final int ECONNRESET = 104;
  public static final int ENOBUFS = 105;

  private static final long MAX_TEXT_BYTES = 1024;
  private static final MethodHandle STRERROR =
      Symbol.STRERROR.plain(FunctionDescriptor.of(ADDRESS, JAVA_INT));

  private Errno() {}

  /// strerror(3) of a positive error number, or of the negative result of a call.
  @SuppressWarnings("restricted") // the C library returns a bare pointer
  public static String text(int errnoOrResult) {
    try {
      MemorySegment text = (MemorySegment) STRERROR.invokeExact(Math.abs(errnoOrResult));
      return text.reinterpret(MAX_TEXT_BYTES).getString(0);
    } catch (Throwable t) {
      throw new AssertionError("strerror", t);
    }
  }
}
