package honeyd.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import honeyd.model.Condition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeOfDayTest {
  @ParameterizedTest
  @CsvSource({
    "12:00am,00:00:00", "12:30am,00:30:00", "9:00am,09:00:00", "12:00pm,12:00:00",
    "12:59pm,12:59:00", "5:30pm,17:30:00", "17:30,17:30:00", "09:00:01,09:00:01",
    "24:00,23:59:59"
  })
  void written_isThatSecond(String written, String second) {
    assertThat(TimeOfDay.format(TimeOfDay.parse(written))).isEqualTo(second);
  }

  @ParameterizedTest
  @ValueSource(strings = {"25:00", "0:00am", "13:00pm", "9:60", "9", "24:01", ""})
  void impossible_isRefused(String written) {
    assertThatThrownBy(() -> TimeOfDay.parse(written)).isInstanceOf(BadValue.class);
  }

  @Test
  void rangeOverMidnight_holdsBothSides() {
    Condition.TimeBetween night =
        new Condition.TimeBetween(TimeOfDay.parse("22:00"), TimeOfDay.parse("6:00"));
    assertThat(night.contains(TimeOfDay.parse("23:00"))).isTrue();
    assertThat(night.contains(TimeOfDay.parse("5:59"))).isTrue();
    assertThat(night.contains(TimeOfDay.parse("12:00"))).isFalse();
  }
}
