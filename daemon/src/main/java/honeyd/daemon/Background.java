package honeyd.daemon;

import honeyd.sys.CallState;
import honeyd.sys.Errno;
import honeyd.sys.Files;
import honeyd.sys.Processes;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Going to the background. A JVM cannot fork, so the process the user started begins another one
/// with the same command line, waits until that one serves, and ends with its verdict.
///
/// The new process keeps standard error until it is ready, so that what goes wrong at start is
/// seen.
final class Background {
  /// What the child writes on standard output when it serves.
  static final String READY = "ready";

  /// Option that tells the child what it is.
  static final String DETACHED = "--detached";

  private Background() {}

  /// Starts the child and waits for its word; returns the exit code for this process.
  ///
  /// @throws IOException when the child cannot be started
  static int start() throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(ownCommandLine());
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    Process child = builder.start();
    try (InputStream out = child.getInputStream()) {
      String said = new String(out.readNBytes(READY.length()), StandardCharsets.US_ASCII);
      if (said.equals(READY)) {
        return 0;
      }
    }
    return child.waitFor();
  }

  /// Lets go of the terminal: the three standard streams become /dev/null, the process a session of
  /// its own. Child only, after it has said [#READY].
  static void detach() throws IOException {
    CallState state = new CallState();
    try (Arena arena = Arena.ofConfined()) {
      int fd = Files.open(state, arena.allocateFrom("/dev/null"), Files.O_RDWR, 0);
      check("open /dev/null", fd);
      for (int standard = 0; standard <= 2; standard++) {
        check("dup2", Files.dup2(state, fd, standard));
      }
      check("close", Files.close(state, fd));
      check("setsid", Processes.setsid(state));
    }
  }

  private static void check(String call, int result) throws IOException {
    if (result < 0) {
      throw new IOException(call + ": " + Errno.text(-result));
    }
  }

  /// The running JVM's own command line with [#DETACHED] added. `/proc/self/cmdline` has every
  /// argument as it was given, JVM flags included.
  private static List<String> ownCommandLine() throws IOException {
    String raw =
        java.nio.file.Files.readString(Path.of("/proc/self/cmdline"), StandardCharsets.UTF_8);
    List<String> words = new ArrayList<>(List.of(raw.split("\0", -1)));
    words.removeLast();
    words.set(0, Path.of("/proc/self/exe").toRealPath().toString());
    words.add(words.indexOf(Main.class.getName()) + 1, DETACHED);
    return words;
  }
}
