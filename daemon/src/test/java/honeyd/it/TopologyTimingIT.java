package honeyd.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import honeyd.testkit.net.Capture;
import honeyd.testkit.net.NetLab;
import honeyd.testkit.net.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// What the lines between routers do to packets: delay, loss, queues, sizes. Each subject has a
/// branch of its own behind the entry router:
///
/// ```
///   10.0.0.1 ──30 ms── 10.1.0.1 ──20 ms── 10.1.1.1
///            ──30 % lost each way── 10.2.0.1
///            ──1 Mbit/s── 10.3.0.1
///            ──10 Mbit/s── 10.4.0.1
///            ──1 Mbit/s, drop between 100 and 400 ms── 10.5.0.1
///            ──MTU 1000── 10.6.0.1
///            ──50 ms without jitter── 10.7.0.1
///            ──50 ms with jitter of 5 ms── 10.12.0.1
///            ──10 % twice each way── 10.8.0.1
///            ──20 ms, 10 % overtaken each way── 10.11.0.1
/// ```
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TopologyTimingIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /// Bytes of an echo request's headers: IPv4 and ICMP.
  private static final int HEADERS = 28;

  private static final int LARGE = 1400;
  private static final int SMALL = 64;
  private static final double MBIT = 1e6;

  private static final String BRANCHES =
      """
      create host
      set host personality "Linux 3.10 - 4.11"
      set host default tcp action closed
      set host default udp action closed
      set host default icmp action open
      add host tcp port 9 "head -c 8000000 /dev/zero"
      add host tcp port 10 "head -c 100000 /dev/zero"
      route entry 10.0.0.1
      route 10.0.0.1 link 10.0.0.0/24
      route 10.0.0.1 add net 10.1.0.0/16 10.1.0.1 latency 30ms
      route 10.1.0.1 link 10.1.0.0/24
      route 10.1.0.1 add net 10.1.1.0/24 10.1.1.1 latency 20ms
      route 10.1.1.1 link 10.1.1.0/24
      route 10.0.0.1 add net 10.2.0.0/16 10.2.0.1 latency 1ms loss 30
      route 10.2.0.1 link 10.2.0.0/16
      route 10.0.0.1 add net 10.3.0.0/16 10.3.0.1 latency 5ms bandwidth 1Mbps
      route 10.3.0.1 link 10.3.0.0/16
      route 10.0.0.1 add net 10.4.0.0/16 10.4.0.1 latency 5ms bandwidth 10Mbps
      route 10.4.0.1 link 10.4.0.0/16
      route 10.0.0.1 add net 10.5.0.0/16 10.5.0.1 latency 5ms bandwidth 1Mbps drop between 100ms - 400ms
      route 10.5.0.1 link 10.5.0.0/16
      route 10.0.0.1 add net 10.6.0.0/16 10.6.0.1 latency 1ms mtu 1000
      route 10.6.0.1 link 10.6.0.0/16
      route 10.0.0.1 add net 10.7.0.0/16 10.7.0.1 latency 50ms jitter 0
      route 10.7.0.1 link 10.7.0.0/16
      route 10.0.0.1 add net 10.12.0.0/16 10.12.0.1 latency 50ms jitter 5ms
      route 10.12.0.1 link 10.12.0.0/16
      route 10.0.0.1 add net 10.8.0.0/16 10.8.0.1 latency 1ms duplicate 10
      route 10.8.0.1 link 10.8.0.0/16
      route 10.0.0.1 add net 10.11.0.0/16 10.11.0.1 latency 20ms reorder 10
      route 10.11.0.1 link 10.11.0.0/16
      bind 10.1.1.9 host
      bind 10.2.0.9 host
      bind 10.3.0.9 host
      bind 10.4.0.9 host
      bind 10.5.0.9 host
      bind 10.6.0.7-10.6.0.9 host
      bind 10.7.0.9 host
      bind 10.12.0.9 host
      bind 10.8.0.9 host
      bind 10.11.0.9 host
      """;

  private final NetLab lab = NetLab.routed();

  @BeforeAll
  void start() {
    lab.honeyd(BRANCHES);
    // the first packets of a JVM are slow; what is measured comes after
    StringBuilder pings = new StringBuilder();
    for (String host : new String[] {"10.1.1.9", "10.3.0.9", "10.4.0.9", "10.5.0.9", "10.7.0.9"}) {
      pings.append("ping -n -c 100 -i 0.01 -W 1 ").append(host).append(" & ");
    }
    lab.attacker().shell(LIMIT, pings + "wait").orFail();
  }

  @AfterAll
  void close() {
    lab.close();
  }

  @Test
  void roundTripOverTwoLines_isTwiceTheirSumAndNotQuantised() {
    List<Double> times = roundTrips("10.1.1.9", 250, 56, "-i", "0.01");
    assertThat(times.getFirst()).as("shortest").isGreaterThanOrEqualTo(100.0);
    assertThat(quantile(times, 0.5)).as("half").isLessThan(102.0);

    // neither constant nor whole milliseconds: no value stands out, and the tail is long
    long distinct = times.stream().map(t -> Math.round(t * 1e3)).distinct().count();
    assertThat(distinct).as("different values, in microseconds").isGreaterThan(100);
    long whole = times.stream().filter(t -> Math.abs(t - Math.rint(t)) < 0.02).count();
    assertThat(whole).as("whole milliseconds").isLessThan(times.size() / 4);
    double shortest = times.getFirst();
    assertThat(quantile(times, 0.95) - shortest)
        .as("what one in twenty exceeds, beside the half")
        .isGreaterThan(2 * (quantile(times, 0.5) - shortest));
  }

  @Test
  void jitter_isWhatIsAskedFor() {
    List<Double> steady = roundTrips("10.7.0.9", 120, 56, "-i", "0.01");
    // Far enough apart that a late one seldom holds up the next.
    List<Double> shaky = roundTrips("10.12.0.9", 120, 56, "-i", "0.025");
    assertThat(steady.getFirst()).isGreaterThanOrEqualTo(100.0);
    assertThat(quantile(steady, 0.5)).isLessThan(102.0);
    // A mean of 5 ms twice, of which most are less and few much more: simulated 10,000 times, the
    // lower quartile of 120 lay between 102.15 and 107.02 in all but four; the middle has no bound
    // worth the name, as one packet that is very late delays those behind it.
    assertThat(shaky.getFirst()).isGreaterThanOrEqualTo(100.0);
    assertThat(quantile(shaky, 0.25)).isBetween(101.5, 109.0);
    assertThat(quantile(steady, 0.75) - quantile(steady, 0.25))
        .as("the middle half of the times, in ms")
        .isLessThan((quantile(shaky, 0.75) - quantile(shaky, 0.25)) / 2);
  }

  @Test
  void thirtyPercentLostEachWay_leavesHalfOfThePings() {
    assertThat(100 - pings(5, 300, "10.2.0.9", SMALL) / 15.0).isCloseTo(51, within(6.0));
  }

  @Test
  void tenPercentTwiceEachWay_arriveTwice() {
    Outcome ping = ping("10.8.0.9", "-c", "400", "-i", "0.005").orFail();
    Matcher m = Pattern.compile("\\d+ received, \\+(\\d+) duplicates").matcher(ping.out());
    assertThat(m.find()).as(ping.toString()).isTrue();
    // each of the two ways makes one in ten more: 84, give or take
    assertThat(Integer.parseInt(m.group(1))).isBetween(50, 125);
  }

  @Test
  void tenPercentReorderedEachWay_areOvertaken() {
    try (Capture capture = Capture.at(lab.attacker(), "eth0", "icmp and host 10.11.0.9")) {
      lab.attacker()
          .run(LIMIT, "hping3", "-q", "-1", "-c", "400", "-i", "u2000", "10.11.0.9")
          .orFail();
      capture.awaitCount(400, ".* echo reply,.*");
      expectLate(capture);
    }
  }

  private static void expectLate(Capture capture) {
    List<String> sent =
        capture.matching(".* echo request,.*").stream().map(TopologyTimingIT::number).toList();
    int late = 0;
    int latest = 0;
    for (String reply : capture.matching(".* echo reply,.*")) {
      int place = sent.indexOf(number(reply));
      late += place < latest ? 1 : 0;
      latest = Math.max(latest, place);
    }
    assertThat(late).as("pings that a later one overtook").isBetween(20, 140);
  }

  @Test
  void largePings_areLaterByTheTimeOfTheirBits_inBothDirections() {
    double small = middle("10.3.0.9", SMALL);
    double large = middle("10.3.0.9", LARGE);
    double oneWay = (LARGE - SMALL) * 8 / MBIT * 1e3;
    assertThat(large - small).as("there and back, in ms").isCloseTo(2 * oneWay, within(1.0));

    // a large datagram whose answer, an error, is no larger than that to a small one
    double there = unreachable(LARGE) - unreachable(700);
    assertThat(there).as("there, in ms").isCloseTo((LARGE - 700) * 8 / MBIT * 1e3, within(1.0));
  }

  @Test
  void packetsThatComeAtOnce_waitForEachOther() {
    try (Capture capture = Capture.at(lab.attacker(), "eth0", "icmp and host 10.3.0.9")) {
      ping("10.3.0.9", "-c", "10", "-l", "10", "-s", "" + (LARGE - HEADERS)).orFail();
      capture.awaitCount(10, ".* echo reply,.*");
      List<Double> times = capture.roundTripsMs();
      List<Double> gaps = new ArrayList<>();
      for (int i = 1; i < times.size(); i++) {
        gaps.add(times.get(i) - times.get(i - 1));
      }
      gaps.sort(null);
      assertThat(quantile(gaps, 0.5))
          .as("what each waits longer, in ms, of %s", times)
          .isCloseTo(LARGE * 8 / MBIT * 1e3, within(1.0));
    }
  }

  @Test
  void dropBetween_losesPacketsOfALongQueueOnly() {
    // eight at once wait 90 ms at most
    assertThat(ping("10.5.0.9", "-c", "8", "-l", "8", "-s", "" + (LARGE - HEADERS)).orFail().out())
        .contains("8 received");
    try (Capture capture = Capture.at(lab.attacker(), "eth0", "icmp and host 10.5.0.9")) {
      // twice what the line carries, for three seconds
      double lost = 1 - pings(2, 300, "10.5.0.9", LARGE) / 600.0;
      assertThat(lost).as("lost of what was sent").isBetween(0.2, 0.6);
      List<Double> times = new ArrayList<>(capture.roundTripsMs());
      times.sort(null);
      assertThat(quantile(times, 0.5)).as("half").isGreaterThan(100);
      assertThat(times.getLast()).as("longest").isLessThan(450);
    }
  }

  @Test
  void withoutDropBetween_theQueueOnlyGrows() {
    try (Capture capture = Capture.at(lab.attacker(), "eth0", "icmp and host 10.3.0.9")) {
      assertThat(pings(2, 30, "10.3.0.9", LARGE)).as("answered of 60").isEqualTo(60);
      // they come sooner than they can go: the line is busy from the first to the last
      double busyMs =
          capture.timesMs(".* echo reply,.*").getLast()
              - capture.timesMs(".* echo request,.*").getFirst();
      assertThat(busyMs).isBetween(60 * LARGE * 8 / MBIT * 1e3, 60 * LARGE * 8 / MBIT * 1e3 + 150);
    }
  }

  @Test
  void downloadOverTenMegabit_getsAlmostAllOfIt() {
    long startNs = System.nanoTime();
    Outcome nc = lab.attacker().shell(LIMIT, "nc -d -w 5 10.4.0.9 9 | wc -c").orFail();
    double seconds = (System.nanoTime() - startNs) * 1e-9;
    assertThat(nc.out().strip()).as(nc.toString()).isEqualTo("8000000");
    assertThat(seconds).isGreaterThan(5);
    assertThat(8_000_000 * 8 / MBIT / seconds).as("Mbit/s").isBetween(8.5, 10.0);
  }

  // the attacker's kernel remembers the MTU of a way, so each has a host of its own
  @Test
  void packetLargerThanALineTakes_isFragmentedUnlessItMayNotBe() {
    Outcome whole = ping("10.6.0.8", "-M", "do", "-c", "1", "-W", "3", "-s", "1372");
    assertThat(whole.out())
        .contains("From 10.0.0.1 icmp_seq=1 Frag needed and DF set (mtu = 1000)");
    try (Capture capture = Capture.at(lab.attacker(), "eth0", "icmp and src 10.6.0.9")) {
      Outcome parts = ping("10.6.0.9", "-M", "dont", "-c", "1", "-W", "3", "-s", "1372").orFail();
      assertThat(parts.out()).contains("1380 bytes from 10.6.0.9");
      capture.awaitCount(2, ".*");
      assertThat(capture.packets())
          .allSatisfy(p -> assertThat(lengthOf(p)).as(p).isLessThanOrEqualTo(1000));
    }
    assertThat(ping("10.6.0.8", "-M", "do", "-c", "1", "-W", "3", "-s", "972").out())
        .contains("1 received");
  }

  @Test
  void downloadOverASmallMtu_findsItOut() {
    Outcome nc = lab.attacker().shell(LIMIT, "nc -d -w 10 10.6.0.7 10 | wc -c").orFail();
    assertThat(nc.out().strip()).as(nc.toString()).isEqualTo("100000");
  }

  private Outcome ping(String host, String... words) {
    List<String> command = new ArrayList<>(List.of("ping", "-n", "-W", "2"));
    command.addAll(List.of(words));
    command.add(host);
    return lab.attacker().run(LIMIT, command.toArray(String[]::new));
  }

  /// Several pings at once, each a hundred times a second, more often than which ping(8) cannot.
  ///
  /// @return how many were answered
  private int pings(int processes, int count, String host, int packetBytes) {
    String one =
        "ping -n -c %d -i 0.01 -W 1 -s %d %s & ".formatted(count, packetBytes - HEADERS, host);
    String out = lab.attacker().shell(LIMIT, one.repeat(processes) + "wait").out();
    return Pattern.compile("(\\d+) received")
        .matcher(out)
        .results()
        .mapToInt(result -> Integer.parseInt(result.group(1)))
        .sum();
  }

  /// Times of some pings in milliseconds, in ascending order, as the capture saw them; all must be
  /// answered.
  private List<Double> roundTrips(String host, int count, int payload, String... words) {
    try (Capture capture = Capture.at(lab.attacker(), "eth0", "icmp and host " + host)) {
      List<String> command = new ArrayList<>(List.of("-c", "" + count, "-s", "" + payload));
      command.addAll(List.of(words));
      ping(host, command.toArray(String[]::new)).orFail();
      capture.awaitCount(count, ".* echo reply,.*");
      List<Double> times = new ArrayList<>(capture.roundTripsMs());
      times.sort(null);
      return times;
    }
  }

  /// The middle of some pings' times, one after the other.
  private double middle(String host, int packetBytes) {
    return quantile(roundTrips(host, 20, packetBytes - HEADERS, "-i", "0.05"), 0.5);
  }

  /// The middle of the times after which a closed port refuses datagrams of a size.
  private double unreachable(int packetBytes) {
    Pattern time = Pattern.compile("([0-9.]+) ms");
    List<Double> times = new ArrayList<>();
    // no more than a Linux host allows itself at once, which is six
    for (int i = 0; i < 3; i++) {
      String port = Integer.toString(40_000 + i);
      Outcome outcome =
          lab.attacker()
              .run(
                  LIMIT,
                  "traceroute",
                  "-n",
                  "-U",
                  "-p",
                  port,
                  "-f",
                  "3",
                  "-m",
                  "3",
                  "-q",
                  "1",
                  "10.3.0.9",
                  "" + packetBytes)
              .orFail();
      Matcher m = time.matcher(outcome.out());
      assertThat(m.find()).as(outcome.toString()).isTrue();
      times.add(Double.parseDouble(m.group(1)));
    }
    times.sort(null);
    return quantile(times, 0.5);
  }

  private static String number(String ping) {
    return ping.replaceFirst(".* seq (\\d+),.*", "$1");
  }

  private static int lengthOf(String packet) {
    Matcher m = Pattern.compile("proto ICMP \\(1\\), length (\\d+)\\)").matcher(packet);
    assertThat(m.find()).as(packet).isTrue();
    return Integer.parseInt(m.group(1));
  }

  private static double quantile(List<Double> sorted, double part) {
    return sorted.get((int) Math.min(sorted.size() - 1, Math.floor(sorted.size() * part)));
  }
}
