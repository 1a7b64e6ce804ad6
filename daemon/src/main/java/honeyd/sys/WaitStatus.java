package honeyd.sys;

/// Reads the status word of waitpid(2), as the macros of `sys/wait.h` do.
public final class WaitStatus {
  private WaitStatus() {}

  /// Whether the child ended by itself (`WIFEXITED`).
  public static boolean exited(int status) {
    return (status & 0x7f) == 0;
  }

  /// The exit code of a child that ended by itself (`WEXITSTATUS`).
  public static int exitCode(int status) {
    return (status >> 8) & 0xff;
  }

  /// The signal that killed the child (`WTERMSIG`), 0 where none did.
  public static int signal(int status) {
    return status & 0x7f;
  }
}
