package honeyd.sys;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/// Users and groups by name and number, wherever this machine keeps them: getpwnam(3) and its like.
///
/// One thread at a time, as the C library keeps one answer.
public final class Users {
  private static final long MAX_NAME_BYTES = 256;
  private static final MethodHandle GETPWNAM =
      Symbol.GETPWNAM.plain(FunctionDescriptor.of(ADDRESS, ADDRESS));
  private static final MethodHandle GETPWUID =
      Symbol.GETPWUID.plain(FunctionDescriptor.of(ADDRESS, JAVA_INT));
  private static final MethodHandle GETGRNAM =
      Symbol.GETGRNAM.plain(FunctionDescriptor.of(ADDRESS, ADDRESS));

  private Users() {}

  /// A user with his own group.
  public record User(String name, int uid, int gid) {}

  /// The user of this name, or null.
  public static @Nullable User byName(String name) {
    try (Arena arena = Arena.ofConfined()) {
      return user((MemorySegment) GETPWNAM.invokeExact(arena.allocateFrom(name)));
    } catch (Throwable t) {
      throw new AssertionError("getpwnam", t);
    }
  }

  /// The user of this number, or null where nobody has it.
  public static @Nullable User byId(int uid) {
    try {
      return user((MemorySegment) GETPWUID.invokeExact(uid));
    } catch (Throwable t) {
      throw new AssertionError("getpwuid", t);
    }
  }

  /// The number of the group of this name, or -1.
  @SuppressWarnings("restricted") // the C library returns a bare pointer
  public static int groupByName(String name) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment found = (MemorySegment) GETGRNAM.invokeExact(arena.allocateFrom(name));
      if (found.address() == 0) {
        return -1;
      }
      return found
          .reinterpret(NetStructs.GROUP.byteSize())
          .get(JAVA_INT, NetStructs.offset(NetStructs.GROUP, "gr_gid"));
    } catch (Throwable t) {
      throw new AssertionError("getgrnam", t);
    }
  }

  @SuppressWarnings("restricted") // the C library returns a bare pointer
  private static @Nullable User user(MemorySegment found) {
    if (found.address() == 0) {
      return null;
    }
    MemorySegment entry = found.reinterpret(NetStructs.PASSWD.byteSize());
    MemorySegment name = entry.get(ADDRESS, NetStructs.offset(NetStructs.PASSWD, "pw_name"));
    return new User(
        name.reinterpret(MAX_NAME_BYTES).getString(0),
        entry.get(JAVA_INT, NetStructs.offset(NetStructs.PASSWD, "pw_uid")),
        entry.get(JAVA_INT, NetStructs.offset(NetStructs.PASSWD, "pw_gid")));
  }
}
