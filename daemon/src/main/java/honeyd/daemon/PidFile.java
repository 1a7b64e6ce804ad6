package honeyd.daemon;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The file that names the running daemon. Written at start, removed at the end if it is still
/// ours.
final class PidFile implements AutoCloseable {
  /// No file at all.
  static final PidFile NONE = new PidFile(null);

  private final @Nullable Path path;
  private final String content = ProcessHandle.current().pid() + "\n";

  private PidFile(@Nullable Path path) {
    this.path = path;
  }

  /// The file at this path, not written yet.
  ///
  /// @throws IOException when it names another daemon that runs
  static PidFile at(Path path) throws IOException {
    if (Files.exists(path)) {
      String old = Files.readString(path, StandardCharsets.US_ASCII).strip();
      if (old.matches("\\d{1,10}")
          && Long.parseLong(old) != ProcessHandle.current().pid()
          && isHoneyd(Long.parseLong(old))) {
        throw new IOException(
            path
                + ": a honeyd with process id "
                + old
                + " runs already; stop it or use --pid-file");
      }
    }
    return new PidFile(path);
  }

  /// Writes this process's id, when the daemon serves.
  void write() throws IOException {
    if (path != null) {
      Files.writeString(path, content, StandardCharsets.US_ASCII);
    }
  }

  /// A process id may have been used again by something else: only a JVM that runs us counts.
  private static boolean isHoneyd(long pid) {
    try {
      String line = Files.readString(Path.of("/proc/" + pid + "/cmdline"), StandardCharsets.UTF_8);
      return line.contains("honeyd");
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    if (path != null
        && Files.exists(path)
        && Files.readString(path, StandardCharsets.US_ASCII).equals(content)) {
      Files.delete(path);
    }
  }
}
