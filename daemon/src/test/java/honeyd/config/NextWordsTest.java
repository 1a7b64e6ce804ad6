package honeyd.config;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.config.NextWords.Kind;
import honeyd.config.NextWords.Next;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NextWordsTest {
  @Test
  void nothingYet_isEveryStatement() {
    Next next = NextWords.after("");
    assertThat(next.words()).contains("create", "bind", "set", "route", "delete");
    assertThat(next.words()).doesNotContain("tcp", "port", "latency");
    assertThat(next.kinds()).isEmpty();
  }

  @Test
  void aTemplate_isNoWordOfTheLanguage() {
    Next next = NextWords.after("set ");
    assertThat(next.kinds()).containsExactlyInAnyOrder(Kind.TEMPLATE, Kind.ADDRESS);
    assertThat(next.words()).isEmpty();
  }

  @Test
  void settings_followTheTemplate() {
    Next next = NextWords.after("set windows ");
    assertThat(next.words())
        .contains("personality", "ethernet", "uptime", "droprate", "default", "maxfds", "tcp");
    assertThat(next.words()).doesNotContain("create");
  }

  @Test
  void aWordOfTheLanguage_mayBeTheTemplate() {
    assertThat(NextWords.after("add port tcp ").words()).containsExactly("port");
  }

  @Test
  void actions_followThePort() {
    assertThat(NextWords.after("add windows tcp port 80,81 ").words())
        .containsExactlyInAnyOrder(
            "open", "closed", "filtered", "block", "reset", "tarpit", "proxy", "internal");
    assertThat(NextWords.after("add windows tcp port 80 tarpit ").words())
        .containsExactlyInAnyOrder("open", "proxy", "internal");
  }

  @Test
  void propertiesOfALine_mayFollowEachOther() {
    assertThat(NextWords.after("route 10.0.0.1 add net 10.1.0.0/16 10.1.0.1 latency 5ms ").words())
        .contains("loss", "bandwidth", "jitter");
  }

  @Test
  void bind_takesAddressesOrConditions_thenTemplates() {
    Next first = NextWords.after("bind ");
    assertThat(first.words()).contains("source", "time", "tcp", "udp", "icmp", "otherwise");
    assertThat(first.kinds()).containsExactly(Kind.ADDRESS);
    Next second = NextWords.after("bind 10.0.0.1 ");
    assertThat(second.words()).containsExactly("to");
    assertThat(second.kinds()).contains(Kind.TEMPLATE);
    assertThat(NextWords.after("bind 10.0.0.1 to ").kinds()).containsExactly(Kind.INTERFACE);
  }

  @Test
  void personality_isAKindOfItsOwn() {
    assertThat(NextWords.after("set x personality ").kinds()).containsExactly(Kind.PERSONALITY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"nonsense ", "bind bind bind ", "create x y ", "\"", "set x uptime 5 "})
  void afterWhatIsWrongOrComplete_nothingFollows(String line) {
    Next next = NextWords.after(line);
    assertThat(next.words()).isEmpty();
    assertThat(next.kinds()).isEmpty();
  }
}
