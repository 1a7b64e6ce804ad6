package honeyd.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What the kernel says a process has used: proc(5).
final class ProcessFigures {
  private static final long TICK_NS = 10_000_000;
  private static final int UTIME = 11;
  private static final int STIME = 12;

  private final Path directory;

  ProcessFigures(long pid) {
    this.directory = Path.of("/proc", Long.toString(pid));
  }

  /// Processor time of all its threads, in user and kernel mode, in nanoseconds (to 10 ms).
  long cpuNs() {
    String stat = read("stat");
    // the command's name may hold blanks; fields are counted from behind it
    List<String> fields = List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
    return (Long.parseLong(fields.get(UTIME)) + Long.parseLong(fields.get(STIME))) * TICK_NS;
  }

  /// Memory that it holds in RAM now, in bytes.
  long rssBytes() {
    return status("VmRSS:");
  }

  private long status(String name) {
    return read("status")
        .lines()
        .filter(line -> line.startsWith(name))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no " + name + " in " + directory));
  }

  private String read(String file) {
    try {
      return Files.readString(directory.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
