package honeyd.control;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {
  @ParameterizedTest
  @CsvSource({
    "windows, windows, true",
    "windows, windows2, false",
    "win*, windows, true",
    "*, anything, true",
    "*dows, windows, true",
    "w?n*, windows, true",
    "w?n*, wndows, false",
    "[a-w]indows, windows, true",
    "[!a-v]indows, windows, true",
    "[!a-w]indows, windows, false",
    "10.1.*, 10.1.0.3, true",
    "10.1.*, 10x1.0.3, false",
    "a+b, a+b, true",
    "[x, [x, true",
    "[z-a]*, [z-a]*, true",
    "[]a]x, ]x, true",
  })
  void matches(String glob, String text, boolean expected) {
    assertThat(Glob.of(glob).matches(text)).isEqualTo(expected);
  }
}
