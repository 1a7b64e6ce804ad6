package honeyd.personality;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The catalogue over the database of the installed nmap, and over broken ones.
class NmapOsDbTest {
  @TempDir Path dir;

  private Path file(String text) throws IOException {
    return Files.writeString(dir.resolve("os-db"), text);
  }

  @Test
  void installedDatabase_loadsWithAllItsNames() throws IOException {
    NmapOsDb db = NmapOsDb.load(NmapOsDb.DEFAULT_FILE);
    assertThat(db.names()).hasSizeGreaterThan(3000).contains("Linux 2.4.20");
    Personality linux = Objects.requireNonNull(db.find("Linux 2.4.20"));
    assertThat(linux.traits().family()).isEqualTo(OsFamily.LINUX);
    assertThat(db.find("Linux 2.4.20-x")).isNull();
    assertThat(db.nearest("Linux 2.4.20-x", 3)).contains("Linux 2.4.20").hasSize(3);
  }

  @Test
  void formerNames_leadToNamesOfToday() throws IOException {
    NmapOsDb db = NmapOsDb.load(NmapOsDb.DEFAULT_FILE);
    assertThat(FormerNames.all()).allSatisfy(name -> assertThat(db.find(name)).isNotNull());
  }

  @Test
  void malformedEntry_isNamedWithItsLineAndTheRestLoads() throws IOException {
    NmapOsDb db =
        NmapOsDb.load(
            file(
                """
                Fingerprint Broken
                Class A | B | C | D
                T5 R=Y

                Fingerprint Whole
                T5(R=Y%T=40%S=Z%A=S+%F=AR)
                XX(R=Y)
                """));
    assertThat(db.find("Broken")).isNull();
    assertThat(db.find("Whole")).isNotNull();
    assertThat(db.problems())
        .satisfiesExactly(
            p -> assertThat(p).contains("os-db:3:").contains("skipped"),
            p -> assertThat(p).contains("line 7").contains("XX"));
  }

  @Test
  void missingFile_saysWhatToInstall() {
    assertThatThrownBy(() -> NmapOsDb.load(dir.resolve("none")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("nmap-common")
        .hasMessageContaining("-p");
  }

  @Test
  void firstGeneration_isRefusedWithAdvice() throws IOException {
    Path old = file("Fingerprint Linux 2.0\nClass Linux | Linux | 2.0 | x\nTSeq(Class=C)\n");
    assertThatThrownBy(() -> NmapOsDb.load(old)).hasMessageContaining("first generation");
    Path other = Files.write(dir.resolve("other"), "hello\n".getBytes(UTF_8));
    assertThatThrownBy(() -> NmapOsDb.load(other)).hasMessageContaining("no fingerprint");
  }

  @Test
  void emptyCatalogue_stillHasAFallback() {
    assertThat(NmapOsDb.empty().fallback().name()).isEqualTo("generic");
    assertThat(NmapOsDb.empty().names()).isEmpty();
  }
}
