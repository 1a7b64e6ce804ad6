package honeyd.it;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.testkit.net.NetLab;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Hosts with an `ethernet` address on the attacker's own network.
class ArpIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private static final String CONFIGURATION =
      """
      create fixed
      set fixed default icmp action open
      set fixed ethernet "00:16:3e:01:02:03"
      create vendor
      set vendor default icmp action open
      set vendor ethernet "Dell"
      create deaf
      set deaf default icmp action open
      bind 10.3.1.1 fixed
      bind 10.3.1.2 vendor
      bind 10.3.1.3 vendor
      bind 10.3.1.4 deaf
      """;

  @Test
  void hostsAnswerForTheirOwnMacOnly() {
    try (NetLab lab = NetLab.onLink("10.3.200.1/16")) {
      lab.honeyd(CONFIGURATION);
      for (String host : new String[] {"10.3.1.1", "10.3.1.2", "10.3.1.3"}) {
        lab.attacker().run(LIMIT, "ping", "-n", "-c", "1", "-W", "5", host).orFail();
      }
      assertThat(mac(lab, "10.3.1.1")).isEqualTo("00:16:3e:01:02:03");
      assertThat(mac(lab, "10.3.1.2")).isNotEqualTo(mac(lab, "10.3.1.3"));

      // no ethernet address: nobody answers the question for it
      assertThat(ping(lab, "10.3.1.4")).contains("0 received");

      // a frame for one host's MAC but another's address is not for either
      lab.attacker().set("ip neigh replace 10.3.1.2 lladdr " + mac(lab, "10.3.1.3") + " dev eth0");
      assertThat(ping(lab, "10.3.1.2")).contains("0 received");
    }
  }

  private static String ping(NetLab lab, String host) {
    return lab.attacker().run(LIMIT, "ping", "-n", "-c", "2", "-i", "0.2", "-W", "1", host).out();
  }

  private static String mac(NetLab lab, String host) {
    String row = lab.attacker().run(LIMIT, "ip", "neigh", "show", host, "dev", "eth0").out();
    return row.replaceFirst("(?s).*lladdr (\\S+).*", "$1");
  }
}
