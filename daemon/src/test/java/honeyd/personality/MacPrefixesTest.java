package honeyd.personality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class MacPrefixesTest {
  @Test
  void words_findAVendorInAnyCase() throws IOException {
    MacPrefixes prefixes = MacPrefixes.load(MacPrefixes.DEFAULT_FILE);
    assertThat(prefixes.find("Cisco Systems")).isEqualTo(0x00000C);
    assertThat(prefixes.find("cisco")).isEqualTo(prefixes.find("CISCO")).isNotNegative();
    assertThat(prefixes.find("no such vendor")).isEqualTo(-1);
    assertThat(prefixes.find("  ")).isEqualTo(-1);
    assertThat(MacPrefixes.empty().find("cisco")).isEqualTo(-1);
  }

  @Test
  void missingFile_saysWhatToInstall() {
    assertThatThrownBy(() -> MacPrefixes.load(Path.of("/no/such/file")))
        .hasMessageContaining("nmap-common");
  }
}
