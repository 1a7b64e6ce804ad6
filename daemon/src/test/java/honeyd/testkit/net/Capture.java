package honeyd.testkit.net;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// tcpdump at an interface: each packet that passes as one line of text, the time in seconds in
/// front. Its clock is the kernel's, so what the tools themselves add does not show.
public final class Capture implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final Pattern ECHO =
      Pattern.compile("^(\\d+\\.\\d+) .* ICMP echo (request|reply), id (\\d+), seq (\\d+),.*");

  /// An IP header, or a tunnel's, behind which tcpdump writes another line.
  private static final Pattern GOES_ON =
      Pattern.compile("(.*\\bIP6? \\([^>]*\\)|.* GREv0, [^>]*length \\d+:?)\\s*");

  private final Running tcpdump;

  private Capture(Running tcpdump) {
    this.tcpdump = tcpdump;
  }

  /// Returns when it looks at packets.
  ///
  /// @param filter as for tcpdump
  public static Capture at(Namespace machine, String interfaceName, String filter) {
    Running tcpdump =
        machine.start(
            "tcpdump", "-ttvnl", "--immediate-mode", "-B", "8192", "-i", interfaceName, filter);
    Await.until(
        LIMIT,
        "tcpdump looks at " + interfaceName,
        () -> tcpdump.err().contains("listening on"),
        tcpdump::describe);
    return new Capture(tcpdump);
  }

  /// The packets so far, each on one line, such as `1791000000.123456 IP (tos 0x0, ttl 64, id 1,
  /// offset 0, flags [DF], proto ICMP (1), length 84) 192.0.2.1 > 10.1.0.2: ICMP echo request, id
  /// 1, seq 1, length 64`.
  public List<String> packets() {
    List<String> packets = new ArrayList<>();
    String text = tcpdump.out();
    // a line without an end is still being written
    text.substring(0, text.lastIndexOf('\n') + 1)
        .lines()
        .forEach(line -> {
          if (Character.isWhitespace(line.charAt(0)) && !packets.isEmpty()) {
            packets.add(packets.removeLast() + " " + line.strip());
          } else {
            packets.add(line);
          }
        });
    // and so is a packet of which a line is still to come
    if (!packets.isEmpty() && endsInside(packets.getLast())) {
      packets.removeLast();
    }
    return packets;
  }

  /// Whether more lines of a packet are to come, by its last one so far.
  static boolean endsInside(String packet) {
    int header = packet.lastIndexOf(" IP (");
    return GOES_ON.matcher(header < 0 ? packet : packet.substring(header)).matches();
  }

  /// Waits for a packet.
  ///
  /// @return the first that matches
  public String await(String regex) {
    awaitCount(1, regex);
    return matching(regex).getFirst();
  }

  /// Waits for so many packets.
  public void awaitCount(int count, String regex) {
    Await.until(
        LIMIT,
        count + " packets like " + regex,
        () -> matching(regex).size() >= count,
        tcpdump::describe);
  }

  /// Those of the packets so far that match.
  public List<String> matching(String regex) {
    Pattern pattern = Pattern.compile(regex);
    return packets().stream().filter(line -> pattern.matcher(line).matches()).toList();
  }

  /// Round-trip times of the pings so far that were answered, in milliseconds, in the order of the
  /// requests.
  public List<Double> roundTripsMs() {
    Map<String, Double> sent = new LinkedHashMap<>();
    Map<String, Double> answered = new HashMap<>();
    for (String packet : packets()) {
      Matcher m = ECHO.matcher(packet);
      if (m.matches()) {
        Map<String, Double> times = m.group(2).equals("request") ? sent : answered;
        times.putIfAbsent(m.group(3) + "/" + m.group(4), Double.parseDouble(m.group(1)));
      }
    }
    List<Double> roundTrips = new ArrayList<>();
    sent.forEach((ping, seconds) -> {
      Double answer = answered.get(ping);
      if (answer != null) {
        roundTrips.add((answer - seconds) * 1e3);
      }
    });
    return roundTrips;
  }

  /// When each of the packets so far passed that match, in milliseconds.
  public List<Double> timesMs(String regex) {
    return matching(regex).stream()
        .map(packet -> Double.parseDouble(packet.substring(0, packet.indexOf(' '))) * 1e3)
        .toList();
  }

  @Override
  public void close() {
    tcpdump.close();
  }
}
