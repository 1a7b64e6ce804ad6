package honeyd.personality.passive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import honeyd.personality.DatabaseNote;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PassiveCatalogTest {
  private static final String OURS =
      """
      ; made for this test
      classes = unix,win

      [mtu]
      label = Ethernet
      sig   = 1500

      [tcp:request]
      label = g:unix:Penguin:any
      sig   = *:64:0:*:*,*:mss,sok,ts,nop,ws:df,id+:0

      label = s:unix:Penguin:3.11 and newer
      sig   = *:64:0:*:mss*20,7:mss,sok,ts,nop,ws:df,id+:0
      label = s:unix:Penguin:2.6.x
      sig   = *:64:0:*:mss*4,6:mss,sok,ts,nop,ws:df,id+:0

      label = s:win:Panes:7 or 8
      sig   = *:128:0:*:8192,8:mss,nop,ws,nop,nop,sok:df,id+:0
      label = s:unix:Fruit:
      sig   = *:64:0:*:65535,4:mss,nop,ws,nop,nop,ts,sok,eol+1:df,id+:0
      label = s:unix:Packet:counts packets
      sig   = 4:64:0:1400:mtu*2,0:mss,nop,ws::0
      label = s:unix:Modulo:a
      sig   = *:100:0:0:%8192,0:::*

      label = s:!:Scanner:half open
      sys   = @unix,Panes
      sig   = *:64-:0:1460:1024,0:mss::0

      [tcp:response]
      label = s:unix:Penguin:answers
      sig   = *:64:0:*:1024,0:mss::0
      """;

  private final PassiveCatalog catalog = PassiveCatalog.parse("ours.fp", OURS);

  @Test
  void onlySynsAreTaken_andNothingIsWrong() {
    assertThat(catalog.notes()).isEmpty();
    assertThat(catalog.size()).isEqualTo(8);
    assertThat(catalog.systems()).extracting(SourceSystem::text).contains("Fruit", "Panes 7 or 8");
  }

  @ParameterizedTest(name = "{1}: {0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # specific before generic, wherever they stand
          S 1:1(0) win 29200 <mss 1460,sackOK,TS val 9 ecr 0,nop,wscale 7> {ttl 64, df, id 7} | unix:Penguin:3.11 and newer
          S 1:1(0) win 5840 <mss 1460,sackOK,TS val 9 ecr 0,nop,wscale 6> {ttl 64, df, id 7} | unix:Penguin:2.6.x
          S 1:1(0) win 64240 <mss 1460,sackOK,TS val 9 ecr 0,nop,wscale 7> {ttl 64, df, id 7} | unix:Penguin:any
          # 35 routers between are believed
          S 1:1(0) win 5840 <mss 1460,sackOK,TS val 9 ecr 0,nop,wscale 6> {ttl 29, df, id 7} | unix:Penguin:2.6.x
          S 1:1(0) win 8192 <mss 1460,nop,wscale 8,nop,nop,sackOK> {ttl 93, df, id 7} | win:Panes:7 or 8
          # fuzzy: TTL too low or too high, df and id+ gone, id- or ecn come
          S 1:1(0) win 8192 <mss 1460,nop,wscale 8,nop,nop,sackOK> {ttl 60, df, id 7} | win:Panes:7 or 8
          S 1:1(0) win 8192 <mss 1460,nop,wscale 8,nop,nop,sackOK> {ttl 255, df, id 7} | win:Panes:7 or 8
          S 1:1(0) win 8192 <mss 1460,nop,wscale 8,nop,nop,sackOK> {ttl 128, id 7} | win:Panes:7 or 8
          S 1:1(0) win 8192 <mss 1460,nop,wscale 8,nop,nop,sackOK> {ttl 128, df, id 0} | win:Panes:7 or 8
          S 1:1(0) win 8192 <mss 1460,nop,wscale 8,nop,nop,sackOK> {ttl 128, id 0} | win:Panes:7 or 8
          SEW 1:1(0) win 8192 <mss 1460,nop,wscale 8,nop,nop,sackOK> {ttl 128, df, id 7} | win:Panes:7 or 8
          # other quirks are never forgiven
          S 0:0(0) win 8192 <mss 1460,nop,wscale 8,nop,nop,sackOK> {ttl 128, df, id 7} | -
          SP 1:1(0) win 8192 <mss 1460,nop,wscale 8,nop,nop,sackOK> {ttl 128, df, id 7} | -
          # scale, window, order of options, payload, padding, IP options
          S 1:1(0) win 8192 <mss 1460,nop,wscale 7,nop,nop,sackOK> {ttl 128, df, id 7} | -
          S 1:1(0) win 8193 <mss 1460,nop,wscale 8,nop,nop,sackOK> {ttl 128, df, id 7} | -
          S 1:1(0) win 8192 <mss 1460,nop,wscale 8,nop,sackOK,nop> {ttl 128, df, id 7} | -
          S 1:5(4) win 8192 <mss 1460,nop,wscale 8,nop,nop,sackOK> "abcd" {ttl 128, df, id 7} | -
          S 1:1(0) win 8192 <mss 1460,nop,wscale 8,nop,nop,sackOK> {ttl 128, df, id 7, ipopts 01010100} | -
          S 1:1(0) win 65535 <mss 1460,nop,wscale 4,nop,nop,TS val 9 ecr 0,sackOK,eol> {ttl 64, df, id 7} | unix:Fruit:
          S 1:1(0) win 65535 <mss 1460,nop,wscale 4,nop,nop,TS val 9 ecr 0,sackOK,nop,eol> {ttl 64, df, id 7} | -
          # packets of the largest size, a fixed segment size, multiples of a number, any payload
          S 1:1(0) win 2880 <mss 1400,nop,wscale 0> {ttl 64, id 7} | unix:Packet:counts packets
          S 1:1(0) win 2800 <mss 1400,nop,wscale 0> {ttl 64, id 7} | -
          S 1:1(0) win 3000 <mss 1460,nop,wscale 0> {ttl 64, id 7} | -
          S 1:1(0) win 24576 {ttl 100, id 7} | unix:Modulo:a
          S 1:3(2) win 8192 "ab" {ttl 100, id 7} | unix:Modulo:a
          S 1:1(0) win 8200 {ttl 100, id 7} | -
          # a program's random TTL is anything below, and programs are never guessed
          S 1:1(0) win 1024 <mss 1460> {ttl 37, id 7} | !:Scanner:half open
          S 1:1(0) win 1024 <mss 1460> {ttl 65, id 7} | -
          S 1:1(0) win 1024 <mss 1460> {ttl 37, id 0} | -
          """)
  void find(String syn, String system) {
    assertThat(Syns.named(catalog, syn)).isEqualTo(system);
  }

  @ParameterizedTest(name = "{1}: {0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          S 1:1(0) win 1 {id 5} | ''
          S 1:1(0) win 1 {id 5, df} | df id+
          S 1:1(0) win 1 {id 0, df} | df
          S 1:1(0) win 1 {id 0} | id-
          S 1:1(0) win 1 {id 5, tos 1} | ecn
          SE 1:1(0) win 1 {id 5} | ecn
          SW 1:1(0) win 1 {id 5} | ecn
          S 1:1(0) win 1 {id 5, evil} | 0+
          S 0:0(0) win 1 {id 5} | seq-
          S 1:1(0) ack 9 win 1 {id 5} | ack+
          S 1:1(0) win 1 urg 9 {id 5} | uptr+
          SU 1:1(0) win 1 urg 9 {id 5} | urgf+
          SU 1:1(0) win 1 {id 5} | urgf+
          SP 1:1(0) win 1 {id 5} | pushf+
          S 1:1(0) win 1 <TS val 0 ecr 0,nop,nop> {id 5} | ts1-
          S 1:1(0) win 1 <TS val 7 ecr 3,nop,nop> {id 5} | ts2+
          S 1:1(0) win 1 <eol,pad 000001> {id 5} | opt+
          S 1:1(0) win 1 <eol> {id 5} | ''
          S 1:1(0) win 1 <wscale 15,nop> {id 5} | exws
          S 1:1(0) win 1 <wscale 14,nop> {id 5} | ''
          S 1:1(0) win 1 <bad 02040500> {id 5} | ''
          S 1:1(0) win 1 <nop,nop,bad 0204> {id 5} | bad
          S 1:1(0) win 1 <bad 02000000> {id 5} | bad
          S 1:1(0) win 1 <nop,bad 020300> {id 5} | bad
          S 1:1(0) win 1 <bad 03040700> {id 5} | bad
          S 1:1(0) win 1 <nop,bad 040300> {id 5} | bad
          S 1:1(0) win 1 <bad 08040000> {id 5} | bad
          S 1:1(0) win 1 <bad 05040000> {id 5} | bad
          """)
  void everyQuirkOfIpv4_isSeen(String syn, String quirks) {
    ObservedSyn seen = Syns.seen(syn);
    StringBuilder out = new StringBuilder();
    for (Quirk each : Quirk.values()) {
      if (seen.has(each)) {
        out.append(out.isEmpty() ? "" : " ").append(each.word());
      }
    }
    assertThat(out).hasToString(quirks);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "S. 1:1(0) ack 5 win 1",
        "R 1:1(0) win 1",
        "FS 1:1(0) win 1",
        ". 1:1(0) ack 5 win 1"
      })
  void whatIsNoFirstSyn_isNotRead(String segment) {
    assertThat(Syns.read("tcp 10.0.0.1:1 > 10.0.0.9:80 " + segment, new ObservedSyn())).isFalse();
  }

  @Test
  void everyQuirkHasItsWordInSignatures() {
    for (Quirk each : Quirk.values()) {
      PassiveCatalog one = PassiveCatalog.parse("q.fp", one("*:64:0:0:*,0::" + each.word() + ":0"));
      assertThat(one.notes()).isEmpty();
      boolean other = each == Quirk.FLOW_LABEL;
      String seen = Syns.named(one, "S 1:1(0) win 1 {ttl 64, id 5}");
      // A flow label is not asked of IPv4; df and id+ may be taken away by networks.
      boolean forgiven = other || each == Quirk.DONT_FRAGMENT || each == Quirk.NEEDLESS_ID;
      assertThat(seen).as(each.word()).isEqualTo(forgiven ? "unix:A:b" : "-");
    }
  }

  @Test
  void exactGeneric_comesBeforeFuzzySpecific() {
    PassiveCatalog two =
        PassiveCatalog.parse(
            "t.fp",
            one("*:64:0:*:1000,0:mss:df:0") + "label = g:unix:C:\nsig = *:64:0:*:*,0:mss::0\n");
    assertThat(Syns.named(two, "S 1:1(0) win 1000 <mss 1460> {ttl 64, df, id 0}"))
        .isEqualTo("unix:A:b");
    assertThat(Syns.named(two, "S 1:1(0) win 1000 <mss 1460> {ttl 64, id 7}")).isEqualTo("unix:C:");
    assertThat(Syns.named(two, "S 1:1(0) win 1000 <mss 1460> {ttl 64, id 0}"))
        .isEqualTo("unix:A:b");
  }

  @Test
  void signaturesOfIpv6_areReadAndNeverFitIpv4() {
    PassiveCatalog six = PassiveCatalog.parse("6.fp", one("6:64:0:0:*,0::flow:0"));
    assertThat(six.notes()).isEmpty();
    assertThat(Syns.named(six, "S 1:1(0) win 1 {ttl 64, id 5}")).isEqualTo("-");
    ObservedSyn syn = Syns.seen("S 1:1(0) win 1 {ttl 64, id 5}");
    syn.version = 6;
    syn.quirks = Quirk.FLOW_LABEL.bit();
    assertThat(six.find(syn)).isZero();
    // What only IPv4 has is not asked of IPv6 where a signature is for both.
    PassiveCatalog both = PassiveCatalog.parse("b.fp", one("*:64:0:0:*,0::df,id+:0"));
    syn.quirks = 0;
    assertThat(both.find(syn)).isZero();
  }

  @ParameterizedTest(name = "{1}: {0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # mss of the packet, with timestamps 12 less, Ethernet's
          S 1:1(0) win 29200 <mss 1460> | 20 segments
          S 1:1(0) win 14480 <mss 1460,nop,nop,TS val 5 ecr 0> | 10 segments
          S 1:1(0) win 29200 <mss 1300> | 20 segments
          S 1:1(0) win 6000 <mss 1460> | 4 packets
          S 1:1(0) win 2680 <mss 1300> | 2 packets
          S 1:1(0) win 1000 <mss 1460> | none
          S 1:1(0) win 0 <mss 1460> | none
          S 1:1(0) win 1980 <mss 99> | none
          S 1:1(0) win 2920 | none
          """)
  void windows(String syn, String wanted) {
    ObservedSyn seen = Syns.seen(syn);
    String unit = seen.multipleOfMtu ? " packets" : " segments";
    assertThat(seen.multiple < 0 ? "none" : seen.multiple + unit).isEqualTo(wanted);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          sig = *:64:0:*:*,*:mss:df:0 | a signature before any label
          label = s:unix:A | a label is TYPE:CLASS:NAME:FLAVOUR
          label = x:unix:A:b | the type of a label is s or g
          label = s:mac:A:b | class mac is not among the classes
          label = s:unix::b | the label has no name
          nonsense | neither section nor assignment
          color = red | unknown word color
          [tcp:sideways] | unknown section
          """)
  void wrongLines_areNotedWithTheirPlace(String line, String sentence) {
    PassiveCatalog out =
        PassiveCatalog.parse("w.fp", "classes = unix\n[tcp:request]\n" + line + "\n");
    assertThat(out.notes()).hasSize(1);
    DatabaseNote note = out.notes().getFirst();
    assertThat(note.file()).isEqualTo("w.fp");
    assertThat(note.line()).isEqualTo(3);
    assertThat(note.sentence()).contains(sentence);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*:64:0:*:*,*:mss:df",
        "5:64:0:*:*,*:mss:df:0",
        "*:0:0:*:*,*:mss:df:0",
        "*:256:0:*:*,*:mss:df:0",
        "*:64:x:*:*,*:mss:df:0",
        "*:64:0:65536:*,*:mss:df:0",
        "*:64:0:%2:*,*:mss:df:0",
        "*:64:0:*:*:mss:df:0",
        "*:64:0:*:mss*,*:mss:df:0",
        "*:64:0:*:mss*0,*:mss:df:0",
        "*:64:0:*:%0,*:mss:df:0",
        "*:64:0:*:70000,*:mss:df:0",
        "*:64:0:*:*,256:mss:df:0",
        "*:64:0:*:*,*:mss,what:df:0",
        "*:64:0:*:*,*:eol+1,mss:df:0",
        "*:64:0:*:*,*:?256:df:0",
        "*:64:0:*:*,*:mss:df,odd:0",
        "*:64:0:*:*,*:mss:df:2"
      })
  void damagedSignatures_areNotedAndTheOthersStay(String signature) {
    PassiveCatalog out =
        PassiveCatalog.parse("w.fp", one(signature) + "sig = *:64:0:*:*,*:mss:df:0\n");
    assertThat(out.size()).isEqualTo(1);
    assertThat(out.notes()).singleElement().extracting(DatabaseNote::line).isEqualTo(4);
  }

  @Test
  void layouts_haveUnknownOptionsAndDistances() {
    PassiveCatalog out = PassiveCatalog.parse("l.fp", one("4:58+6:0:0:*,0:?77,nop,nop,sack:bad:0"));
    assertThat(out.notes()).isEmpty();
    assertThat(Syns.named(out, "S 1:1(0) win 1 <bad 4d02010105040000> {ttl 64, id 5}"))
        .isEqualTo("unix:A:b");
  }

  private static String one(String signature) {
    return "classes = unix\n[tcp:request]\nlabel = s:unix:A:b\nsig = " + signature + "\n";
  }

  @ParameterizedTest(name = "{0} means {1}: {2}")
  @CsvSource({
    "Linux, unix:Linux:2.6.x, true",
    "linux, unix:Linux:2.6.x, true",
    "UNIX, unix:Linux:2.6.x, true",
    "linux 2.6, unix:Linux:2.6.x, true",
    "Linux 2, unix:Linux:2.6.x, true",
    "'Linux 2.6.x ', unix:Linux:2.6.x, true",
    "unix:Linux, unix:Linux:2.6.x, true",
    "unix:linux:2.6, unix:Linux:2.6.x, true",
    "s:unix:Linux:2.6.x, unix:Linux:2.6.x, true",
    "'unix:Mac OS X:', unix:Mac OS X:, true",
    "windows xp, win:Windows:XP, true",
    "win, win:Windows:XP, true",
    "Windows 7, win:Windows:7 or 8, true",
    "Linux 3.1, unix:Linux:3.11 and newer, false",
    "Linux 2., unix:Linux:2.6.x, false",
    "Lin, unix:Linux:2.6.x, false",
    "Linux 2.6.x.y, unix:Linux:2.6.x, false",
    "Linuxes, unix:Linux:2.6.x, false",
    "win:Linux, unix:Linux:2.6.x, false",
    "'', unix:Linux:2.6.x, false",
    "' ', unix:Linux:2.6.x, false",
    "2.6.x, unix:Linux:2.6.x, false",
  })
  void conditions(String condition, String label, boolean meant) {
    String[] parts = label.split(":", 3);
    SourceSystem system = SourceSystem.ofP0f(parts[0], parts[1], parts[2], false, List.of());
    assertThat(system.matches(condition)).isEqualTo(meant);
  }

  @Test
  void programs_haveNoClass_andAreKnownOnSystems() {
    SourceSystem scanner =
        catalog.systems().stream().filter(SourceSystem::program).findFirst().orElseThrow();
    assertThat(scanner.matches("!:Scanner")).isTrue();
    assertThat(scanner.matches("scanner half open")).isTrue();
    assertThat(scanner.matches("unix")).isFalse();
    SourceSystem penguin = catalog.systems().getFirst();
    assertThat(scanner.isKnownOn(penguin)).isTrue();
    assertThat(scanner.isKnownOn(SourceSystem.ofP0f("win", "Panes", "7", false, List.of())))
        .isTrue();
    assertThat(scanner.isKnownOn(SourceSystem.ofP0f("win", "Doors", "7", false, List.of())))
        .isFalse();
  }

  @Test
  void whatADatabaseKnows_andWhatIsNear() {
    assertThat(catalog.knows("penguin 2.6")).isTrue();
    assertThat(catalog.knows("win")).isTrue();
    assertThat(catalog.knows("Pengiun")).isFalse();
    assertThat(catalog.nearest("Pengiun", 1)).containsExactly("Penguin");
  }

  @Test
  void filesThatAreNoDatabase_sayWhy(@TempDir Path dir) throws Exception {
    Path file = dir.resolve("x.fp");
    assertThatThrownBy(() -> PassiveCatalog.load(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("does not exist")
        .hasMessageContaining("-0");
    assertThatThrownBy(() -> PassiveCatalog.load(dir)).hasMessageContaining("directory");
    Files.writeString(file, "[tcp:request]\nlabel = s:unix:A:b\n");
    assertThatThrownBy(() -> PassiveCatalog.load(file))
        .hasMessageContaining("no SYN signature that is understood")
        .hasMessageContaining("x.fp:2");
  }

  @Test
  void anEmptyCatalogueKnowsNobody() {
    assertThat(PassiveCatalog.empty().isEmpty()).isTrue();
    assertThat(Syns.named(PassiveCatalog.empty(), "S 1:1(0) win 1")).isEqualTo("-");
  }
}
