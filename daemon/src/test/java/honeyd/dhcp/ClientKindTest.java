package honeyd.dhcp;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.personality.NmapOsDb;
import honeyd.personality.Personality;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which client a personality of the installed database speaks DHCP with.
class ClientKindTest {
  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "Microsoft Windows 10 1703, WINDOWS_10",
    "Microsoft Windows 7 SP1, WINDOWS_6",
    "Microsoft Windows XP SP3, WINDOWS_NT5",
    "Linux 4.15 - 5.6, SYSTEMD",
    "Linux 2.4.20, DHCLIENT",
    "OpenBSD 4.0, OPENBSD",
  })
  void personality_hasItsSystemsClient(String name, ClientKind kind) throws IOException {
    Personality personality =
        Objects.requireNonNull(NmapOsDb.load(NmapOsDb.DEFAULT_FILE).find(name), name);
    assertThat(ClientKind.of(personality.traits())).isEqualTo(kind);
  }

  @Test
  void everyClient_isSomePersonalitys() throws IOException {
    NmapOsDb db = NmapOsDb.load(NmapOsDb.DEFAULT_FILE);
    Set<ClientKind> seen = EnumSet.noneOf(ClientKind.class);
    for (String name : db.names()) {
      Personality personality = db.find(name);
      if (personality != null) {
        seen.add(ClientKind.of(personality.traits()));
      }
    }
    assertThat(EnumSet.complementOf(EnumSet.copyOf(seen))).isSubsetOf(Set.of(ClientKind.PLAIN));
  }
}
