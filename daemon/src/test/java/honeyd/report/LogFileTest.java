package honeyd.report;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.base.Counter;
import honeyd.base.Counters;
import honeyd.event.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {
  private static final long SECOND_NS = 1_000_000_000L;
  private static final String STARTED = "1970-01-01-00:00:00.0000 honeyd log started ------";
  private static final String STOPPED = "1970-01-01-00:00:00.0000 honeyd log stopped ------";

  @TempDir Path dir;

  private final List<String> complaints = new ArrayList<>();
  private final Counters counters = new Counters();
  private final LineBuffer line = new LineBuffer();

  @Test
  void reopen_endsTheMovedFileAndBeginsANewOne() throws IOException {
    Path path = dir.resolve("honeyd.log");
    Path moved = dir.resolve("honeyd.log.1");
    LogFile file = file(path);
    file.open(0);
    append(file, "one");
    file.flush(0, 0);
    Files.move(path, moved);
    append(file, "two");
    file.reopen(0);
    append(file, "three");
    file.close(0);

    assertThat(Files.readAllLines(moved)).containsExactly(STARTED, "one", "two", STOPPED);
    assertThat(Files.readAllLines(path)).containsExactly(STARTED, "three", STOPPED);
    assertThat(complaints).isEmpty();
  }

  @Test
  void deletedFile_isReportedOnceAndBegunAnew() throws IOException {
    Path path = dir.resolve("honeyd.log");
    LogFile file = file(path);
    file.open(0);
    append(file, "one");
    file.flush(0, 0);
    Files.delete(path);
    append(file, "two");
    file.flush(SECOND_NS, 0);
    append(file, "three");
    file.flush(2 * SECOND_NS, 0);
    file.close(0);

    assertThat(Files.readAllLines(path)).containsExactly(STARTED, "three", STOPPED);
    assertThat(complaints)
        .containsExactly("log file \"" + path + "\" was moved or deleted; a new one is begun");
  }

  @Test
  void vanishedDirectory_isReportedOnceAndLinesWaitUntilItIsBack() throws IOException {
    Path sub = Files.createDirectory(dir.resolve("sub"));
    Path path = sub.resolve("honeyd.log");
    LogFile file = file(path);
    file.open(0);
    file.flush(0, 0);
    Files.delete(path);
    Files.delete(sub);
    for (int s = 1; s < 10; s++) {
      file.flush(s * SECOND_NS, 0);
      append(file, "line " + s);
    }
    Files.createDirectory(sub);
    file.flush(10 * SECOND_NS, 0);
    file.close(0);

    assertThat(Files.readAllLines(path))
        .startsWith(STARTED, "line 1", "line 2")
        .endsWith("line 9", STOPPED);
    assertThat(complaints)
        .containsExactly(
            "log file \"" + path + "\" was moved or deleted; a new one is begun",
            "cannot write log file \""
                + path
                + "\": No such file or directory; trying every second",
            "log file \"" + path + "\" is written again; 0 lines are lost");
  }

  @Test
  void fullDisk_isReportedOnceAndTriedEverySecondOnly() {
    Path path = Path.of("/dev/full");
    LogFile file = file(path);
    file.open(0);
    for (int ms = 0; ms < 5_000; ms++) {
      append(file, "line");
      file.flush(ms * 1_000_000L, 0);
    }
    assertThat(complaints)
        .containsExactly(
            "cannot write log file \"/dev/full\": No space left on device; trying every second");
    assertThat(counters.get(Counter.LOG_WRITE_FAILURES)).isBetween(4L, 6L);
    assertThat(counters.get(Counter.LOG_LINES_LOST)).isZero();
    file.close(0);
    assertThat(counters.get(Counter.LOG_LINES_LOST)).isEqualTo(5_002);
  }

  @Test
  void fullDiskForLong_losesWholeLinesAndCountsThem() {
    LogFile file = file(Path.of("/dev/full"));
    file.open(0);
    int lines = 3 * LogFile.MAX_PENDING_BYTES / 100;
    for (int i = 0; i < lines; i++) {
      append(file, "x".repeat(99));
      file.flush(0, 0);
    }
    long waiting = LogFile.MAX_PENDING_BYTES / 100;
    assertThat(counters.get(Counter.LOG_LINES_LOST))
        .isBetween(lines - waiting, lines - waiting + 2);
  }

  @Test
  void linesOfMoreThanTheBuffer_arriveWholeAndInOrder() throws IOException {
    Path path = dir.resolve("honeyd.log");
    LogFile file = file(path);
    file.open(0);
    for (int i = 0; i < 100_000; i++) {
      append(file, "line " + i);
    }
    file.close(0);

    List<String> lines = Files.readAllLines(path);
    assertThat(lines).hasSize(100_002);
    for (int i = 0; i < 100_000; i++) {
      assertThat(lines.get(i + 1)).isEqualTo("line " + i);
    }
  }

  private LogFile file(Path path) {
    return new LogFile(
        path, ZoneOffset.UTC, e -> complaints.add(((Event.Announcement) e).sentence()), counters);
  }

  private void append(LogFile file, String text) {
    file.append(line.clear().text(text).character('\n'));
  }
}
