package honeyd.personality.passive;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.personality.DatabaseNote;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The format of Honeyd's own `pf.os`.
class PfOsTest {
  private static final String OURS =
      """
      # made for this test
      S4:64:1:60:M*,S,T,N,W0:\t\tPenguin:2.4::Penguin 2.4: early
      T4:64:1:60:M*,S,T,N,W7:\t\tPenguin:2.6:patched:packets
      16384:128:1:48:M*,N,N,S:\tPanes:XP:SP1:Panes XP
      %8192:128:0:*:M%512,N,W%2,N,N,T0:\tPanes:98::with zero timestamps
      8192:64:0:40:.:\t*Scanner:old::no options
      *:128:1:*:M*,N,W*,N,N,S:\t@Panes:::approximate
      *:128:1:52:M*,N,W8,N,N,S:\tPanes:7::exact, though later
      """;

  private final PassiveCatalog catalog = PassiveCatalog.parse("pf.os", OURS);

  @Test
  void everyLineIsRead() {
    assertThat(catalog.notes()).isEmpty();
    assertThat(catalog.size()).isEqualTo(7);
  }

  @ParameterizedTest(name = "{1}: {0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          S 1:1(0) win 5840 <mss 1460,sackOK,TS val 9 ecr 0,nop,wscale 0> {ttl 50, df, id 7} | Penguin 2.4
          S 1:1(0) win 5840 <mss 1460,sackOK,TS val 9 ecr 0,nop,wscale 0> {ttl 23, df, id 7} | -
          S 1:1(0) win 5840 <mss 1460,sackOK,TS val 9 ecr 0,nop,wscale 0> {ttl 65, df, id 7} | -
          S 1:1(0) win 5840 <mss 1460,sackOK,TS val 9 ecr 0,nop,wscale 0> {ttl 64, id 7} | -
          S 1:1(0) win 5840 <mss 1460,sackOK,TS val 9 ecr 0,nop,wscale 1> {ttl 64, df, id 7} | -
          S 1:1(0) win 6000 <mss 1460,sackOK,TS val 9 ecr 0,nop,wscale 7> {ttl 64, df, id 7} | Penguin 2.6 patched
          S 1:1(0) win 16384 <mss 1400,nop,nop,sackOK> {ttl 128, df, id 7} | Panes XP SP1
          S 1:1(0) win 16384 <mss 1400,nop,nop,sackOK> {ttl 128, df, id 7, ipopts 01010100} | -
          S 1:1(0) win 16384 <mss 1024,nop,wscale 2,nop,nop,TS val 0 ecr 0> {ttl 128, id 7} | Panes 98
          S 1:1(0) win 16384 <mss 1024,nop,wscale 2,nop,nop,TS val 1 ecr 0> {ttl 128, id 7} | -
          S 1:1(0) win 16384 <mss 1025,nop,wscale 2,nop,nop,TS val 0 ecr 0> {ttl 128, id 7} | -
          S 1:1(0) win 8192 {ttl 64, id 7} | Scanner old
          S 1:1(0) win 8192 <mss 1460,nop,wscale 8,nop,nop,sackOK> {ttl 128, df, id 7} | Panes 7
          S 1:1(0) win 8192 <mss 1460,nop,wscale 2,nop,nop,sackOK> {ttl 128, df, id 7} | Panes
          """)
  void find(String syn, String name) {
    int number = catalog.find(Syns.seen(syn));
    assertThat(number < 0 ? "-" : catalog.system(number).text().strip()).isEqualTo(name);
  }

  @Test
  void textsAreHoneyds_withABlankWhereThereIsNoSubtype() {
    assertThat(catalog.systems())
        .extracting(SourceSystem::text)
        .contains("Penguin 2.4 ", "Panes XP SP1", "Panes  ");
  }

  @ParameterizedTest
  @CsvSource({
    "Panes, true",
    "panes xp, true",
    "Panes XP SP1, true",
    "Panes XP SP2, false",
    "Panes 98, false"
  })
  void conditionsAreClassVersionAndSubtype(String condition, boolean meant) {
    SourceSystem xp = catalog.systems().get(2);
    assertThat(xp.matches(condition)).isEqualTo(meant);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "S4:64:1:60:M*:A:1:",
        "S0:64:1:60:M*:A:1::x",
        "65536:64:1:60:M*:A:1::x",
        "S4:0:1:60:M*:A:1::x",
        "S4:64:2:60:M*:A:1::x",
        "S4:64:1:big:M*:A:1::x",
        "S4:64:1:60:M:A:1::x",
        "S4:64:1:60:M*,Q:A:1::x",
        "S4:64:1:60:M*,NN:A:1::x",
        "S4:64:1:60:M*:@:1::x"
      })
  void damagedLines_areNotedAndTheOthersStay(String line) {
    PassiveCatalog out = PassiveCatalog.parse("pf.os", "# x\n" + line + "\n1:64:1:60:.:A:1::x\n");
    assertThat(out.size()).isEqualTo(1);
    assertThat(out.notes()).singleElement().extracting(DatabaseNote::line).isEqualTo(2);
  }
}
