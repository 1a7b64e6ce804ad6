package honeyd.daemon;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// The file that names the running daemon. Opened at start, as whoever the daemon is then, written
/// when it serves, and removed at the end if it is still ours: by the [Keeper], where there is one.
final class PidFile implements AutoCloseable {
  /// No file at all.
  static final PidFile NONE = new PidFile(null);

  private final @Nullable Path path;
  private @Nullable FileChannel channel;
  private @Nullable Keeper keeper;
  private final String content = ProcessHandle.current().pid() + "\n";

  private PidFile(@Nullable Path path) {
    this.path = path;
  }

  /// The file at this path, empty as yet.
  ///
  /// @throws IOException when it names another daemon that runs, or cannot be made
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
    PidFile file = new PidFile(path);
    file.channel =
        FileChannel.open(
            path,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    return file;
  }

  /// The absolute path, or empty where there is no file.
  String pathText() {
    return path == null ? "" : path.toAbsolutePath().toString();
  }

  /// Has this one remove the file in the end.
  void leaveTo(Keeper newKeeper) {
    keeper = newKeeper;
  }

  /// Writes this process's id, when the daemon serves.
  void write() throws IOException {
    FileChannel opened = channel;
    if (opened != null) {
      opened.write(ByteBuffer.wrap(content.getBytes(StandardCharsets.US_ASCII)));
      opened.close();
      channel = null;
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
    write(); // one that never served leaves no empty file either
    Keeper helper = keeper;
    if (helper != null) {
      helper.close();
    } else if (path != null
        && Files.exists(path)
        && Files.readString(path, StandardCharsets.US_ASCII).equals(content)) {
      Files.delete(path);
    }
  }
}
