package honeyd.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretKeyTest {
  @TempDir Path directory = Path.of("");

  @Test
  void keyFile_isMadeOnceForTheOwnerOnlyAndReadAgain() throws IOException {
    Path file = directory.resolve("lib/honeyd/key");
    long first = SecretKey.ofFile(file).apply(0, 1, 2);
    assertThat(SecretKey.ofFile(file).apply(0, 1, 2)).isEqualTo(first);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void otherContent_isRefusedWithWhatToDo() throws IOException {
    Path file = directory.resolve("key");
    Files.writeString(file, "secret\n");
    assertThatThrownBy(() -> SecretKey.ofFile(file))
        .hasMessageContaining(file.toString())
        .hasMessageContaining("remove it");
  }

  @Test
  void sameSeed_isTheSameNetwork() {
    assertThat(SecretKey.ofSeed(5).apply(0, 1, 2)).isEqualTo(SecretKey.ofSeed(5).apply(0, 1, 2));
    assertThat(SecretKey.ofSeed(5).apply(0, 1, 2)).isNotEqualTo(SecretKey.ofSeed(6).apply(0, 1, 2));
  }
}
