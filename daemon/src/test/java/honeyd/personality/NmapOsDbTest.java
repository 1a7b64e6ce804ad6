package honeyd.personality;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import honeyd.base.Rng;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The catalogue over the database of the installed nmap, and over broken ones.
class NmapOsDbTest {
  @TempDir Path dir;

  private Path file(String text) throws IOException {
    return Files.writeString(dir.resolve("os-db"), text);
  }

  private static NmapOsDb installed() throws IOException {
    return NmapOsDb.load(NmapOsDb.DEFAULT_FILE);
  }

  private List<String> notes(String text) throws IOException {
    return NmapOsDb.load(file(text)).notes().stream()
        .map(n -> n.line() + ": " + n.sentence())
        .toList();
  }

  @Test
  void installedDatabase_loadsWithAllItsNames() throws IOException {
    NmapOsDb db = installed();
    assertThat(db.notes()).isEmpty();
    assertThat(db.names()).hasSizeGreaterThan(3000).contains("Linux 2.4.20");
    Personality linux = Objects.requireNonNull(db.find("Linux 2.4.20"));
    assertThat(linux.traits().family()).isEqualTo(OsFamily.LINUX);
    assertThat(db.find("Linux 2.4.20-x")).isNull();
    assertThat(db.nearest("Linux 2.4.20-x", 3)).contains("Linux 2.4.20").hasSize(3);
  }

  /// Loading reads, indexes and checks every line; it must stay within a small multiple of reading
  /// every byte once, whatever else the machine does.
  @Test
  @SuppressWarnings("SystemOut")
  void warmLoad_isQuick() throws IOException {
    byte[] bytes = Files.readAllBytes(NmapOsDb.DEFAULT_FILE);
    long load = Long.MAX_VALUE;
    long pass = Long.MAX_VALUE;
    long lines = 0;
    for (int i = 0; i < 8; i++) {
      long start = System.nanoTime();
      assertThat(installed().names()).isNotEmpty();
      load = Math.min(load, System.nanoTime() - start);
      start = System.nanoTime();
      for (byte b : bytes) {
        lines += b == '\n' ? 1 : 0;
      }
      pass = Math.min(pass, System.nanoTime() - start);
    }
    System.out.printf(
        "database of %,d bytes: loaded in %.1f ms, one pass %.1f ms%n",
        bytes.length, load / 1e6, pass / 1e6);
    assertThat(lines).isPositive();
    assertThat(load).isLessThan(Math.max(300_000_000L, 100 * pass));
  }

  @Test
  void formerNames_leadToNamesOfToday() throws IOException {
    NmapOsDb db = installed();
    assertThat(FormerNames.all()).allSatisfy(name -> assertThat(db.find(name)).isNotNull());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Linux 2.4.23                          | Linux 2.4.21 - 2.4.27
          Linux 2.4.10 (X86)                    | Linux 2.4.7
          Linux Kernel 2.2.16 - 2.2.20          | Linux 2.2.9
          FreeBSD 4.8-RELEASE                   | FreeBSD 4.9-RELEASE
          OpenBSD 3.1                           | OpenBSD 3.2 (x86)
          Solaris 2.5                           | Sun Solaris 2.5.1 (SPARC)
          Windows 2000 SP5                      | Microsoft Windows 2000 SP4
          Windows XP Professional SP4           | Microsoft Windows XP SP3
          AIX 4.1                               | IBM AIX 4.2
          IRIX 6.4                              | SGI IRIX 6.5
          HP-UX B.11.01                         | HP-UX B.11.00
          Cisco 4000 running IOS 12.1(5)        | Cisco 2500 router (IOS 12.1)
          Cisco IOS 11.0                        | Cisco 2500 router (IOS 11.1)
          """)
  void nameOfTheFirstGeneration_isNearOneOfToday(String former, String today) throws IOException {
    assertThat(installed().lookUp(former, 0))
        .isInstanceOfSatisfying(Lookup.Close.class, c -> assertThat(c.name()).isEqualTo(today));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Linx 2.4.20",
        "Linux",
        "Linux 2.4.2O",
        "Linux 2.4.20-x",
        "Linux 2.3.99",
        "Linux 3.0.5",
        "Linux 9.9",
        "Linux 2.4.23 beside a toaster",
        "Windows 2000 SPX",
        "Windows 7 SP9",
        "Windows",
        "Microsoft Windows",
        "Microsot Windows XP SP9",
        "Cisco IOS",
        "Cisco toaster running IOS 12.1",
        "Cisco IOS 16.1",
        "FreeBSD 99.1",
        "Solaris 2000000000000.1",
        "OpenBSD 1.0",
        "Toaster 2.4",
        "2.4.20",
        "generics",
        " "
      })
  void otherUnknownName_staysUnknown(String name) throws IOException {
    assertThat(installed().lookUp(name, 0)).isInstanceOf(Lookup.Unknown.class);
  }

  @Test
  void openPorts_areKnownBeforeAnEntryIsParsed() throws IOException {
    byte[] bytes = Files.readAllBytes(NmapOsDb.DEFAULT_FILE);
    OsDbParser parser = new OsDbParser(bytes);
    for (List<OsDbEntry> entries : OsDbIndex.of("db", bytes).byName().values()) {
      for (OsDbEntry entry : entries) {
        assertThat(entry.opensPorts())
            .as(entry.name())
            .isEqualTo(new Fingerprint(parser.parse(entry)).opensPorts());
      }
    }
  }

  @Test
  void damagedEntry_isNamedWithItsLineAndTheRestLoads() throws IOException {
    String text =
        """
        # a comment
        MatchPoints
        T5(R=80)

        Fingerprint Broken
        Class A | B | C | D
        T5 R=Y
        T6 R=Y

        Fingerprint Whole
        CPE cpe:/o:x:whole:1 auto
        T5(R=Y%T=40%S=Z%A=S+%F=AR)

        Fingerprint Nothing
        Class A | B | C | D

        Fingerprint Twice
        T5(R=N)
        T5(R=N)

        Fingerprint Letters
        T5(R=Y%T=4x%S=Z%A=S+%F=AR)

        Fingerprint Pair
        T5(R=Y%=40)
        """;
    NmapOsDb db = NmapOsDb.load(file(text));
    assertThat(db.find("Broken")).isNull();
    assertThat(db.lookUp("Broken", 0)).isInstanceOf(Lookup.Damaged.class);
    assertThat(db.lookUp("Broken", 1)).isInstanceOf(Lookup.Damaged.class);
    assertThat(db.find("Whole")).isNotNull();
    assertThat(notes(text))
        .satisfiesExactly(
            p -> assertThat(p).startsWith("7: ").contains("\"Broken\" is skipped", "T5 R=Y"),
            p -> assertThat(p).startsWith("14: ").contains("\"Nothing\" is skipped"),
            p -> assertThat(p).startsWith("19: ").contains("T5 appears twice"),
            p -> assertThat(p).startsWith("22: ").contains("expected numbers", "T=4x"),
            p -> assertThat(p).startsWith("25: ").contains("expected ATTRIBUTE=VALUE", "=40"));
  }

  @Test
  void databaseOfAnotherVersion_loadsWithOneNoteForEachUnknownName() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 50; i++) {
      text.append("Fingerprint Made up ").append(i).append("\n");
      text.append("SEQ(SP=0-5%GCD=1%ISR=C8%TI=I%II=I%TS=U%YY=1)\nXX(R=Y%ZZ=4)\n");
      text.append("T1(R=Y%DF=N%T=40%TOS=0%W=400%S=O%A=S+%F=AS%O=%RD=0%Q=)\n");
      text.append("T2(R=Y%DF=N%T=40%TOS=0%W=0%S=Z%A=S%F=AR%O=%RD=0%Q=)\n");
    }
    NmapOsDb db = NmapOsDb.load(file(text.toString()));
    assertThat(db.names()).hasSize(50).allSatisfy(n -> assertThat(db.find(n)).isNotNull());
    assertThat(notes(text.toString()))
        .satisfiesExactly(
            p -> assertThat(p).startsWith("2: ").contains("attribute \"YY\" of test SEQ"),
            p -> assertThat(p).startsWith("3: ").contains("test \"XX\""),
            p -> assertThat(p).startsWith("4: ").contains("attribute \"TOS\""));
  }

  @Test
  void windowsLineEnds_areNoDifference() throws IOException {
    NmapOsDb db = NmapOsDb.load(file("Fingerprint A B\r\nT1(R=Y%T=40%F=AS)\r\n"));
    assertThat(db.notes()).isEmpty();
    assertThat(Objects.requireNonNull(db.find("A B")).opensPorts()).isTrue();
  }

  @Test
  void thousandsOfBrokenEntries_areCounted() throws IOException {
    StringBuilder text = new StringBuilder("Fingerprint Good\nT1(R=N)\n");
    for (int i = 0; i < 3000; i++) {
      text.append("Fingerprint Bad ").append(i).append("\nT1(\n");
    }
    assertThat(notes(text.toString())).hasSize(21).last().asString().contains("2980 more");
  }

  /// Found by [#bytesChangedAnywhere_neverThrow].
  @Test
  void emptyExpressionOfIdentifications_isACounter() throws IOException {
    Path file =
        Files.writeString(
            dir.resolve("empty"),
            "Fingerprint Empty\nSEQ(SP=1%GCD=1%ISR=1%TI=%CI=%II=%TS=U)\nT1(R=Y%S=O%A=S+%F=AS)\n");
    Personality personality = Objects.requireNonNull(NmapOsDb.load(file).find("Empty"));
    Answers.ofEverything(personality, 1);
  }

  @Test
  void bytesChangedAnywhere_neverThrow() throws IOException {
    long seed = System.nanoTime();
    Rng chance = new Rng(seed);
    byte[] original = Files.readAllBytes(NmapOsDb.DEFAULT_FILE);
    byte[] part = Arrays.copyOfRange(original, 20_000, 120_000);
    for (int round = 0; round < 8; round++) {
      byte[] bytes = part.clone();
      for (int i = 0; i < 150; i++) {
        bytes[chance.nextInt(bytes.length)] =
            (byte) "|%=()-<>SRANYTZ0F\n ".charAt(chance.nextInt(19));
      }
      NmapOsDb db = NmapOsDb.load(Files.write(dir.resolve("changed"), bytes));
      List<Personality> all = new ArrayList<>();
      for (String name : db.names()) {
        Personality found = db.find(name);
        if (found != null) {
          all.add(found);
        }
      }
      assertThat(all).as("seed %d", seed).isNotEmpty();
      for (Personality each : all) {
        Answers.ofEverything(each, chance.nextLong());
      }
    }
  }

  @Test
  void missingFile_saysWhatToInstall() {
    assertThatThrownBy(() -> NmapOsDb.load(dir.resolve("none")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("none does not exist")
        .hasMessageContaining("nmap-common")
        .hasMessageContaining("-p");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "hello\n", "\u0000\u0001\u0002", "MatchPoints\nSEQ(SP=25)\n"})
  void noDatabase_isRefusedWithAdvice(String text) throws IOException {
    Path other = Files.write(dir.resolve("other"), text.getBytes(UTF_8));
    assertThatThrownBy(() -> NmapOsDb.load(other))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(other.toString())
        .hasMessageContaining("nmap-common");
  }

  @Test
  void directory_isRefusedWithAdvice() {
    assertThatThrownBy(() -> NmapOsDb.load(dir))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is a directory")
        .hasMessageContaining("nmap-common");
  }

  @Test
  void firstGeneration_isRefusedWithAdvice() throws IOException {
    Path old = file("Fingerprint Linux 2.0\nClass Linux | Linux | 2.0 | x\nTSeq(Class=C)\n");
    assertThatThrownBy(() -> NmapOsDb.load(old))
        .hasMessageContaining("first generation")
        .hasMessageContaining("nmap-common");
  }

  @Test
  void emptyCatalogue_stillHasAFallback() {
    NmapOsDb db = NmapOsDb.empty();
    assertThat(db.fallback().name()).isEqualTo("generic");
    assertThat(db.names()).isEmpty();
    assertThat(db.random()).isSameAs(db.fallback());
    assertThat(db.lookUp("cpe:/o:microsoft:windows_10", 0)).isInstanceOf(Lookup.Unknown.class);
    assertThat(db.nearest("cpe:/o:microsoft:windows_10", 3)).isEmpty();
  }

  private static Personality hostOf(Lookup lookup, long key) {
    return ((Lookup.Found) lookup).personality().forHost(key);
  }

  @Test
  void variant_isTheEntryAtItsPlaceInTheFile() throws IOException {
    NmapOsDb db = installed();
    String name = "Microsoft Windows XP SP3";
    int entries = ((Lookup.NoSuchVariant) db.lookUp(name, 100_000)).entries();
    assertThat(entries).isGreaterThan(20);
    for (int variant = 1; variant <= entries; variant++) {
      Personality one = hostOf(db.lookUp(name, variant), variant);
      assertThat(one.name()).isEqualTo(name);
      assertThat(one).isSameAs(db.find(name, variant));
    }
    assertThat(db.lookUp(name, entries + 1)).isEqualTo(new Lookup.NoSuchVariant(entries));
    assertThat(db.lookUp("Linux 2.4.18 - 2.4.20 (X86)", 1)).isInstanceOf(Lookup.Found.class);
    assertThat(db.lookUp("No such thing", 1)).isInstanceOf(Lookup.Unknown.class);
  }

  @Test
  void cpe_meansEveryEntryThatItCovers() throws IOException {
    NmapOsDb db = installed();
    Set<String> names = new HashSet<>();
    for (long key = 0; key < 500; key++) {
      Personality host = hostOf(db.lookUp("cpe:/o:microsoft:windows_10", 0), Mix.of(key, 99));
      names.add(host.name());
      assertThat(host.traits().family()).isEqualTo(OsFamily.WINDOWS);
      assertThat(host.opensPorts()).isTrue();
    }
    assertThat(names).hasSizeGreaterThan(5).allSatisfy(n -> assertThat(n).contains("Windows 10"));
    assertThat(hostOf(db.lookUp("cpe:2.3:o:microsoft:windows_10:*:*:*:*:*:*:*:*", 0), 7).name())
        .isEqualTo(hostOf(db.lookUp("cpe:/o:Microsoft:Windows_10", 0), 7).name());
    assertThat(db.lookUp("cpe:/o:microsoft:windows_1", 0)).isInstanceOf(Lookup.Unknown.class);
    assertThat(db.lookUp("cpe:/o", 0)).isInstanceOf(Lookup.Unknown.class);
    assertThat(db.lookUp("cpe:/", 0)).isInstanceOf(Lookup.Unknown.class);
    assertThat(db.nearest("cpe:/o:microsoft:windows_1O", 3))
        .hasSize(3)
        .contains("cpe:/o:microsoft:windows_10");
    assertThat(db.lookUp("cpe:/o:microsoft:windows_10", 1)).isInstanceOf(Lookup.Found.class);
    assertThat(db.lookUp("cpe:/o:microsoft:windows_10", 5000))
        .isInstanceOf(Lookup.NoSuchVariant.class);
  }

  @Test
  void random_drawsOnlySystemsThatOpenPortsAndStaysTheSame() throws IOException {
    PersonalityChoice random = installed().random();
    PersonalityChoice afterRestart = installed().random();
    Set<String> names = new HashSet<>();
    long longestNs = 0;
    for (long i = 0; i < 800; i++) {
      long key = Mix.of(i, 99);
      long before = System.nanoTime();
      Personality host = random.forHost(key);
      longestNs = Math.max(longestNs, System.nanoTime() - before);
      assertThat(host.opensPorts()).as(host.name()).isTrue();
      assertThat(random.forHost(key)).isSameAs(host);
      assertThat(afterRestart.forHost(key).name()).isEqualTo(host.name());
      names.add(host.name());
    }
    assertThat(names).hasSizeGreaterThan(600);
    // The first ones are parsed by code that is not compiled yet.
    assertThat(longestNs).isLessThan(500_000_000L);
  }
}
