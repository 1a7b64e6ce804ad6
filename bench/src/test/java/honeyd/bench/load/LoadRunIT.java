package honeyd.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The load run itself, too short for its figures to mean anything.
class LoadRunIT {
  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void briefRun_measuresWhatIsAskedFor() {
    List<Row> rows =
        LoadRun.measure(
            Options.of(
                new String[] {
                  "--brief", "--rows", "syn,routers-echo,connect,bulk-up,established,log-full-rate"
                }));
    assertThat(rows)
        .extracting(Row::name)
        .containsExactly(
            "syn", "routers-echo", "connect", "bulk-up", "established", "log-full-rate");
    assertThat(rows).extracting(Row::verdict).doesNotContain(Row.Verdict.FAILED);
    // the two whose outcome is no matter of speed
    assertThat(rows.get(4).figure()).contains("2,000 held, 0 failed, 1000 of 1000");
    assertThat(rows.get(5).verdict()).as(rows.get(5).figure()).isEqualTo(Row.Verdict.MET);
  }
}
