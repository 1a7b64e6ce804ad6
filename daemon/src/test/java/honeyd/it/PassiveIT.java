package honeyd.it;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.testkit.net.Await;
import honeyd.testkit.net.NetLab;
import honeyd.testkit.net.Running;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// p0f, watching an ordinary client of the kernel's, takes our hosts for what they are configured
/// as.
class PassiveIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  /// Personality, and what p0f 3.09b says of its SYN/ACK.
  private static final String[][] HOSTS = {
    {"Linux 3.0 or 3.5", "Linux 3.x"},
    {"Linux 2.6.10 - 2.6.13 (embedded)", "Linux 2.6.x"},
    {"Linux 2.4.18 - 2.4.35 (likely embedded)", "Linux 2.4.x"},
    {"Microsoft Windows XP Home SP2", "Windows XP"},
    {"Microsoft Windows Server 2003 SP0 or Windows XP SP2", "Windows XP"},
    {"Microsoft Windows 7 or Windows Server 2008", "Windows 7 or 8"},
    {"Microsoft Windows 10 1511 - 1607", "Windows 7 or 8"},
    {"FreeBSD 9.0-RELEASE - 10.3-RELEASE", "FreeBSD 9.x"},
    {"FreeBSD 8.0-RC1-p1", "FreeBSD 8.x"},
    {"FreeBSD 12.0-RELEASE", "FreeBSD 9.x"},
    {"OpenBSD 5.0 - 5.8", "OpenBSD 5.x"},
    {"Apple Mac OS X 10.4.8 - 10.4.11 (Tiger) (Darwin 8.8.0 - 8.11.0)", "Mac OS X 10.x"},
    {"HP-UX B.11.00 - B.11.31", "HP-UX 11.x"},
    // p0f's database ends with Linux 3, whose window is ten segments.
    {"Linux 5.0 - 5.4", "???"},
    // nmap recorded identifications that count (TI=I), p0f wants zero in a SYN/ACK with DF.
    {"Linux 2.4.19 - 2.4.20", "???"},
    // p0f knows Solaris with windows of 7, 19 and 37 segments, nmap these with 23.
    {"Sun Solaris 9 or Oracle Solaris 10", "???"},
  };

  private static final Pattern SERVER =
      Pattern.compile("mod=syn\\+ack\\|.*srv=([0-9.]+)/80\\|.*\\|os=([^|]*)\\|");

  @Test
  void p0f_namesTheConfiguredSystem() {
    try (NetLab lab = NetLab.routed()) {
      StringBuilder configuration = new StringBuilder();
      for (int i = 0; i < HOSTS.length; i++) {
        configuration.append(
            "create t%1$d\nset t%1$d personality \"%2$s\"\n".formatted(i, HOSTS[i][0]));
        configuration.append(
            "add t%1$d tcp port 80 open\nbind %2$s t%1$d\n".formatted(i, address(i)));
      }
      lab.honeyd(configuration.toString());
      Path log = lab.directory().resolve("p0f.log");
      Running p0f = lab.attacker().start("p0f", "-i", "eth0", "-o", log.toString());
      Await.until(
          LIMIT,
          "p0f looks at packets",
          () -> p0f.out().contains("Entered main event loop"),
          p0f::describe);
      for (int i = 0; i < HOSTS.length; i++) {
        lab.attacker().run(LIMIT, "nc", "-z", "-w", "10", address(i), "80").orFail();
      }
      Await.until(
          LIMIT, "p0f saw every host", () -> seen(log).size() == HOSTS.length, () -> read(log));
      Map<String, String> wanted = new TreeMap<>();
      Map<String, String> named = new TreeMap<>();
      for (int i = 0; i < HOSTS.length; i++) {
        wanted.put(HOSTS[i][0], HOSTS[i][1]);
        named.put(HOSTS[i][0], seen(log).getOrDefault(address(i), "nothing"));
      }
      assertThat(named).as(read(log)).isEqualTo(wanted);
    }
  }

  private static String address(int i) {
    return "10.3.1." + (i + 1);
  }

  /// What p0f says of each server.
  private static Map<String, String> seen(Path log) {
    Map<String, String> seen = new TreeMap<>();
    read(log)
        .lines()
        .forEach(line -> {
          Matcher m = SERVER.matcher(line);
          if (m.find()) {
            seen.put(m.group(1), m.group(2));
          }
        });
    return seen;
  }

  private static String read(Path log) {
    try {
      return Files.exists(log) ? Files.readString(log, StandardCharsets.ISO_8859_1) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
