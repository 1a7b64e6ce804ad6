package honeyd.sys;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// The C library's connection to the system log: syslog(3).
///
/// Any thread; the C library locks. A call may block where the log daemon is behind, so only
/// threads that may wait call it.
public final class Syslog {
  public static final int LOG_CRIT = 2;
  public static final int LOG_ERR = 3;
  public static final int LOG_WARNING = 4;
  public static final int LOG_NOTICE = 5;
  public static final int LOG_INFO = 6;
  public static final int LOG_DEBUG = 7;
  public static final int LOG_DAEMON = 3 << 3;
  public static final int LOG_PID = 0x01;
  public static final int LOG_CONS = 0x02;
  public static final int LOG_NDELAY = 0x08;
  public static final int LOG_PERROR = 0x20;

  private static final MethodHandle OPENLOG =
      Symbol.OPENLOG.plain(FunctionDescriptor.ofVoid(ADDRESS, JAVA_INT, JAVA_INT));
  private static final MethodHandle SYSLOG =
      Symbol.SYSLOG.plainVariadic(2, FunctionDescriptor.ofVoid(JAVA_INT, ADDRESS, ADDRESS));
  private static final MethodHandle CLOSELOG = Symbol.CLOSELOG.plain(FunctionDescriptor.ofVoid());
  private static final MemorySegment FORMAT = Arena.global().allocateFrom("%s");

  private Syslog() {}

  /// openlog(3). The C library keeps the pointer to `ident`, so its few bytes are never freed.
  public static void openlog(String ident, int options, int facility) {
    try {
      OPENLOG.invokeExact(Arena.global().allocateFrom(ident), options, facility);
    } catch (Throwable t) {
      throw new AssertionError("openlog", t);
    }
  }

  /// syslog(3) of one finished line; `%` in it has no meaning.
  public static void syslog(int priority, String line) {
    try (Arena arena = Arena.ofConfined()) {
      SYSLOG.invokeExact(priority, FORMAT, arena.allocateFrom(line.replace('\0', '?')));
    } catch (Throwable t) {
      throw new AssertionError("syslog", t);
    }
  }

  /// closelog(3).
  public static void closelog() {
    try {
      CLOSELOG.invokeExact();
    } catch (Throwable t) {
      throw new AssertionError("closelog", t);
    }
  }
}
