package honeyd.report;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// Opens a log file for appending, making it where there is none.
///
/// Called by the thread that starts the reporter, then by the reporter's.
public interface LogOpener {
  /// As whoever this process is. A new file is for its owner to write and for his group to read
  /// (0640, narrowed by the umask): it names visitors.
  LogOpener PLAIN =
      path ->
          FileChannel.open(
              path,
              Set.of(
                  StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----")));

  /// Opens the file.
  ///
  /// @throws IOException when it cannot be opened
  FileChannel open(Path path) throws IOException;
}
