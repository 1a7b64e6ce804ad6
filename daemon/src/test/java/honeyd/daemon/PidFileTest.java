package honeyd.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PidFileTest {
  @TempDir Path directory = Path.of("");

  @Test
  void pidFile_namesThisProcessAndGoesWithIt() throws IOException {
    Path path = directory.resolve("honeyd.pid");
    try (PidFile file = PidFile.at(path)) {
      file.write();
      assertThat(Files.readString(path)).isEqualTo(ProcessHandle.current().pid() + "\n");
    }
    assertThat(path).doesNotExist();
  }

  @Test
  void noFile_isWrittenAndRemovedNowhere() throws IOException {
    PidFile.NONE.write();
    PidFile.NONE.close();
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void fileOfAProcessThatIsGone_isTakenOver() throws IOException {
    Path path = directory.resolve("honeyd.pid");
    // Process ids end at 2^22.
    Files.writeString(path, "4194999\n");
    try (PidFile file = PidFile.at(path)) {
      file.write();
    }
    assertThat(path).doesNotExist();
  }

  @Test
  void fileThatAnotherDaemonTookOver_isLeftAlone() throws IOException {
    Path path = directory.resolve("honeyd.pid");
    PidFile file = PidFile.at(path);
    file.write();
    Files.writeString(path, "1\n");
    file.close();
    assertThat(path).hasContent("1");
  }
}
