package honeyd.personality;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which vendors' network cards a system is found on.
class MacChoiceTest {
  @TempDir Path dir;

  private MacPrefixes prefixes() throws IOException {
    Path file = dir.resolve("prefixes");
    Files.writeString(
        file,
        """
        00000C Cisco Systems
        000393 Apple
        0001E6 Hewlett Packard
        00065B Dell
        0012F0 Intel Corporate
        001787 Brother Industries
        0000F0 Samsung Electronics
        525400 QEMU Virtual NIC
        0014D1 Trendnet
        """);
    return MacPrefixes.load(file);
  }

  private static OsTraits traits(String line) {
    return OsFamilies.of(List.of(line));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          Cisco | IOS | 12.X | router                     ; 00000c
          Apple | macOS | 10.14.X | general purpose       ; 000393
          HP | embedded | | printer                       ; 0001e6
          Brother | embedded | | printer                  ; 001787
          TRENDnet | embedded | | WAP                     ; 0014d1
          Google | Android | 5.X | phone                  ; 0000f0
          Linux | Linux | 3.X | phone                     ; 0000f0
          Microsoft | Windows | 10 | general purpose      ; 00065b 0001e6 0012f0
          Linux | Linux | 4.X | general purpose           ; 00065b 0001e6 0012f0
          Grandstream | embedded | | VoIP phone           ; 00065b 0001e6 0012f0
          """)
  void system_isFoundOnMachinesOfItsMaker(String line, String ouis) throws IOException {
    List<String> found =
        MacChoice.prefixes(traits(line), prefixes()).stream()
            .map(oui -> String.format("%06x", oui))
            .toList();
    assertThat(found).containsExactly(ouis.split(" "));
  }

  @Test
  void noVendorAtAll_leavesAPrefixThatFitsAnyComputer() throws IOException {
    Path file = dir.resolve("few");
    Files.writeString(file, "525400 Dell\n");
    // Locally administered: no machine is sold with that.
    assertThat(
            MacChoice.prefixes(
                traits("Linux | Linux | 4.X | general purpose"), MacPrefixes.load(file)))
        .containsExactly(0x001b21);
  }

  @Test
  void hosts_areSpreadOverTheVendors() throws IOException {
    List<Integer> ouis =
        MacChoice.prefixes(traits("Linux | Linux | 4.X | general purpose"), prefixes());
    Set<Integer> seen = new HashSet<>();
    for (long key = 1; key <= 100; key++) {
      int oui = MacChoice.pick(ouis, key);
      assertThat(MacChoice.pick(ouis, key)).isEqualTo(oui);
      seen.add(oui);
    }
    assertThat(seen).hasSameSizeAs(ouis);
  }
}
