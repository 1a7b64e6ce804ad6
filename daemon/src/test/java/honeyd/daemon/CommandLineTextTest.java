package honeyd.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandLineTextTest {
  @ParameterizedTest
  @CsvSource({
    "-d -f x.conf, -d -f x.conf",
    "-c 10.0.0.1:9000:me:secret -d, -c 10.0.0.1:9000:me:*** -d",
    "-c10.0.0.1:9000:me:secret, -c10.0.0.1:9000:me:***",
  })
  void passwordOfTheCollector_isStruckOut(String typed, String logged) {
    assertThat(CommandLineText.strike(List.of(typed.split(" ")))).isEqualTo(logged);
  }
}
