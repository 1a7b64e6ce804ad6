package honeyd.it;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.testkit.net.Namespace;
import honeyd.testkit.net.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a trace says of the way to a host.
final class Hops {
  private static final Duration LIMIT = Duration.ofSeconds(40);

  /// ` 2 10.1.0.1 12.345 ms * 12.301 ms`
  private static final Pattern TRACEROUTE = Pattern.compile("\\s*(\\d+)\\s+(.*)");

  /// ` 2.|-- 10.1.0.1 0.0% 3 12.3 12.4 …`
  private static final Pattern MTR = Pattern.compile("\\s*(\\d+)\\.\\|--\\s+(\\S+)\\s.*");

  private Hops() {}

  /// The address of each hop by traceroute, which is given these words, its mode and the host among
  /// them; `*` for one that does not answer.
  static List<String> traceroute(Namespace machine, String... words) {
    List<String> command = new ArrayList<>(List.of("traceroute", "-n", "-w", "2", "-m", "8"));
    command.addAll(List.of(words));
    Outcome outcome = machine.run(LIMIT, command.toArray(String[]::new)).orFail();
    List<String> hops = new ArrayList<>();
    outcome
        .out()
        .lines()
        .skip(1)
        .forEach(line -> {
          Matcher m = TRACEROUTE.matcher(line);
          assertThat(m.matches()).as(outcome.toString()).isTrue();
          assertThat(Integer.parseInt(m.group(1)))
              .as(outcome.toString())
              .isEqualTo(hops.size() + 1);
          hops.add(addresses(m.group(2)));
        });
    return hops;
  }

  /// All the addresses in a row, which is one if nothing is wrong.
  private static String addresses(String row) {
    List<String> found =
        Pattern.compile("\\d+\\.\\d+\\.\\d+\\.\\d+( [^ ]* ?![A-Z]+)?")
            .matcher(row)
            .results()
            .map(result -> result.group().replaceFirst(" .*", ""))
            .distinct()
            .toList();
    return found.isEmpty() ? "*" : String.join(" ", found);
  }

  /// The same by mtr.
  static List<String> mtr(Namespace machine, String... words) {
    List<String> command =
        new ArrayList<>(List.of("mtr", "-n", "--report", "-c", "2", "-i", "0.5", "-G", "1"));
    command.addAll(List.of(words));
    Outcome outcome = machine.run(LIMIT, command.toArray(String[]::new)).orFail();
    List<String> hops = new ArrayList<>();
    for (String line : outcome.out().lines().toList()) {
      Matcher m = MTR.matcher(line);
      if (m.matches()) {
        hops.add(m.group(2));
      }
    }
    return hops;
  }
}
