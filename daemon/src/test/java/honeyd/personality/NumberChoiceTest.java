package honeyd.personality;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which numbers hosts take from an expression of the database.
class NumberChoiceTest {
  @ParameterizedTest
  @CsvSource({
    "40,          40",
    "40|80,       40 80",
    "3E-40,       3e 3f 40",
    "B0-B2|79,    79 b0 b1 b2",
    // nmap 7.93 does not see the single number before a range.
    "79|B0-B2,    b0 b1 b2",
    "40|79|B0-B1, b0 b1",
    "<3,          0 1 2",
    "FD|>FD,      fd fe ff",
    "RI|I|7,      7"
  })
  void hosts_takeWhatNmapRecognises(String expression, String expected) {
    NumberChoice choice = Objects.requireNonNull(NumberChoice.of(expression, 0xff));
    TreeSet<String> taken = new TreeSet<>();
    for (int host = 0; host < 500; host++) {
      taken.add(Long.toHexString(choice.pick(Mix.of(host, Purpose.TTL))));
    }
    assertThat(String.join(" ", taken)).isEqualTo(expected);
  }
}
