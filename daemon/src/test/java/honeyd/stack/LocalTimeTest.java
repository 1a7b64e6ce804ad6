package honeyd.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalTimeTest {
  /// One clock that goes forward and back, over both ends of summer time.
  @ParameterizedTest
  @CsvSource({
    "UTC, 1969-12-31T23:59:59Z, 23:59:59",
    "UTC, 2026-01-15T00:00:00Z, 00:00:00",
    "Europe/Berlin, 2026-03-29T00:59:59Z, 01:59:59",
    "Europe/Berlin, 2026-03-29T01:00:00Z, 03:00:00",
    "Europe/Berlin, 2026-10-25T00:59:59Z, 02:59:59",
    "Europe/Berlin, 2026-10-25T01:00:00Z, 02:00:00",
    "Asia/Kathmandu, 2026-06-01T18:15:00Z, 00:00:00",
    "America/New_York, 2026-07-01T03:30:00Z, 23:30:00",
  })
  void secondOfDay_isThatOfTheZone(String zone, String instant, String local) {
    LocalTime time = new LocalTime(ZoneId.of(zone));
    long micros = Instant.parse(instant).getEpochSecond() * 1_000_000L;
    int expected = java.time.LocalTime.parse(local).toSecondOfDay();
    assertThat(time.secondOfDay(micros)).isEqualTo(expected);
    time.secondOfDay(micros + 200L * 86_400_000_000L);
    assertThat(time.secondOfDay(micros + 999_999L)).isEqualTo(expected);
    time.secondOfDay(micros - 1_000_000L);
    assertThat(time.secondOfDay(micros)).isEqualTo(expected);
  }
}
