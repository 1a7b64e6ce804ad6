package honeyd.daemon;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// What the threads of this process may do, as the kernel tells it in `/proc/self/task`.
final class ThreadRights {
  private static final Path TASKS = Path.of("/proc/self/task");

  private ThreadRights() {}

  /// Looks whether every thread has these ids, and none but one a capability.
  ///
  /// @param mask what one thread may have
  /// @throws IOException that names the thread that has more
  static void verify(Identity identity, long mask) throws IOException {
    int withRights = 0;
    List<Path> tasks;
    try (Stream<Path> listed = Files.list(TASKS)) {
      tasks = listed.toList();
    }
    for (Path task : tasks) {
      List<String> status;
      try {
        status = Files.readAllLines(task.resolve("status"), StandardCharsets.ISO_8859_1);
      } catch (IOException _) {
        continue; // it ended meanwhile
      }
      String ids = field(status, "Uid:") + " " + field(status, "Gid:");
      long permitted = Long.parseUnsignedLong(field(status, "CapPrm:"), 16);
      String wanted = (identity.uid() + " ").repeat(4) + (identity.gid() + " ").repeat(4).strip();
      withRights += permitted == 0 ? 0 : 1;
      if (!ids.equals(wanted) || (permitted & ~mask) != 0 || withRights > 1) {
        throw new IOException(
            "thread "
                + field(status, "Name:")
                + " still has "
                + ids
                + " and capabilities "
                + permitted);
      }
    }
  }

  private static String field(List<String> status, String name) {
    for (String line : status) {
      if (line.startsWith(name)) {
        return line.substring(name.length()).strip().replaceAll("\\s+", " ");
      }
    }
    return "";
  }
}
