package honeyd.config;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.model.Extras;
import honeyd.model.PartOption;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

class OptionCheckTest {
  @Test
  void optionsOfParts_areKept() {
    assertThat(Configs.honeynet("option tcp idle 600\noption udp flows 9\n").extras().options())
        .containsExactly(
            new Extras.OptionValue(PartOption.TCP_IDLE, 600),
            new Extras.OptionValue(PartOption.UDP_FLOWS, 9));
  }

  @Test
  void optionOfAPlugInThatIsNotHere_isAWarning() {
    assertThat(Configs.complaints("option honeycomb sig_output /tmp/honeycomb.log\n"))
        .singleElement()
        .asString()
        .contains("warning", "no plug-in \"honeycomb\"", "tcp, udp, tarpit, host");
  }

  @Test
  void unknownName_isAnErrorWithTheNames() {
    assertThat(Configs.complaints("option tcp idel 5\n"))
        .singleElement()
        .asString()
        .contains("idle, connections, half_open");
  }

  @Test
  void valueOutOfRange_isAnErrorWithTheRange() {
    for (String value : new String[] {"0", "soon", "604801", "-1"}) {
      assertThat(Configs.complaints("option tcp idle " + value + "\n"))
          .as(value)
          .singleElement()
          .asString()
          .contains("1 to 604800");
    }
  }

  @Test
  void documentation_listsEveryOption() throws Exception {
    String page = Files.readString(Configs.root().resolve("docs/config.md"));
    for (PartOption o : PartOption.values()) {
      assertThat(page)
          .contains(
              "| `option "
                  + o.part()
                  + " "
                  + o.word()
                  + "` | "
                  + o.sentence()
                  + " | "
                  + String.format("%,d", o.usual())
                  + " |\n");
    }
  }
}
