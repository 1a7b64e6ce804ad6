package honeyd.it;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.testkit.net.Await;
import honeyd.testkit.net.Daemon;
import honeyd.testkit.net.NetLab;
import honeyd.testkit.net.Running;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Unused addresses are taken, used ones never, and one whose machine appears is given up.
class ArpdIT {
  private static final Duration LIMIT = Duration.ofSeconds(40);

  /// A lab whose attacker is at a switch, `br0`, with the daemon and the neighbours that come.
  private static NetLab lab() {
    NetLab lab = NetLab.onLink("10.88.0.1/24");
    lab.attacker().set("ip addr flush dev eth0");
    lab.attacker().set("ip link add br0 type bridge");
    lab.attacker().set("ip link set eth0 master br0");
    lab.attacker().set("ip addr add 10.88.0.1/24 dev br0");
    lab.attacker().set("ip link set br0 up");
    return lab;
  }

  /// A machine of its own at the switch; returns words that run a command in it.
  private static String neighbour(NetLab lab, String name, String cidr) {
    long pid = lab.attacker().start("unshare", "--net", "sleep", "300").pid();
    String inside = "nsenter --target " + pid + " --net ";
    Await.until(
        LIMIT,
        "the neighbour has a network of its own",
        () ->
            lab.attacker().shell(LIMIT, inside + "ip link show lo").out().contains("lo")
                && !lab.attacker().shell(LIMIT, inside + "ip link").out().contains("eth0"));
    lab.attacker()
        .set("ip link add port-" + name + " type veth peer name " + name + " netns " + pid);
    lab.attacker().set("ip link set port-" + name + " master br0");
    lab.attacker().set("ip link set port-" + name + " up");
    lab.attacker().set(inside + "ip link set " + name + " up");
    lab.attacker().set(inside + "ip addr add " + cidr + " dev " + name);
    return inside;
  }

  private static String macIn(NetLab lab, String inside, String name) {
    return mac(lab.attacker().shell(LIMIT, inside + "ip link show " + name).out());
  }

  private static String mac(String text) {
    return text.replaceFirst("(?s).*ether ([0-9a-f:]+).*", "$1");
  }

  private static String daemonMac(NetLab lab) {
    return mac(lab.daemonSide().shell(LIMIT, "ip link show eth0").out());
  }

  /// Asks who has an address; what answered.
  private static String arping(NetLab lab, String address) {
    return lab.attacker()
        .shell(LIMIT, "arping -I br0 -c 4 -w 4 " + address)
        .out()
        .toLowerCase(Locale.ROOT);
  }

  private static Running arpd(NetLab lab, String... words) {
    List<String> command = new ArrayList<>(List.of("arpd", "-d", "-i", "eth0"));
    command.addAll(List.of(words));
    Running running = lab.start(command).process();
    Await.until(
        LIMIT, "arpd answers", () -> running.err().contains("answering on"), running::describe);
    return running;
  }

  @Test
  void command_takesWhatIsUnused_andNeverWhatIsUsed() {
    try (NetLab lab = lab()) {
      String inside = neighbour(lab, "mv0", "10.88.0.20/24");
      Running arpd = arpd(lab, "--exclude", "10.88.0.64/26", "10.88.0.0/24");
      String daemon = daemonMac(lab);
      String neighbour = macIn(lab, inside, "mv0");

      assertThat(arping(lab, "10.88.0.10")).contains(daemon);
      assertThat(arping(lab, "10.88.0.20")).contains(neighbour).doesNotContain(daemon);
      assertThat(arping(lab, "10.88.0.70")).contains("received 0 response");

      // a whole sweep, twice: the second finds what the first had asked for
      lab.attacker().run(LIMIT, "nmap", "-n", "-sn", "-PR", "--max-retries", "3", "10.88.0.0/27");
      String sweep = lab.attacker().run(LIMIT, "nmap", "-n", "-sn", "-PR", "10.88.0.0/27").out();
      assertThat(sweep.toLowerCase(Locale.ROOT))
          .containsPattern("for 10\\.88\\.0\\.20\\n.*\\n.*" + neighbour)
          .containsPattern("for 10\\.88\\.0\\.9\\n.*\\n.*" + daemon);
      assertThat(arpd.err()).doesNotContain("10.88.0.20 on eth0 is nobody's");
      assertThat(arpd.err()).doesNotContain("10.88.0.1 on eth0 is nobody's");
    }
  }

  @Test
  void machineThatAppears_hasItsAddressAtOnce_andIsNotDisturbed() {
    try (NetLab lab = lab()) {
      Running arpd = arpd(lab, "10.88.0.0/24");
      String daemon = daemonMac(lab);
      assertThat(arping(lab, "10.88.0.30")).contains(daemon);

      String inside = neighbour(lab, "mv0", "10.88.0.30/24");
      String itself = macIn(lab, inside, "mv0");
      // it speaks, which is all that a Linux without address conflict detection does
      lab.attacker().shell(LIMIT, inside + "ping -n -c 1 -W 2 10.88.0.1").orFail();
      Await.until(
          LIMIT,
          "the address is given up",
          () -> arpd.err().contains("10.88.0.30 on eth0 belongs to " + itself + ": given up"),
          arpd::describe);
      assertThat(arping(lab, "10.88.0.30")).contains(itself).doesNotContain(daemon);

      // nothing of its traffic is lost or reset
      Running listening = lab.attacker().start(words(inside + "nc -l -p 7777"));
      lab.attacker().set("ip neigh flush dev br0");
      Await.until(
          LIMIT,
          "a connection to it is made",
          () ->
              lab.attacker().shell(LIMIT, "echo hello | nc -q 1 -w 2 10.88.0.30 7777").exit() == 0);
      Await.until(
          LIMIT,
          "it gets what was sent",
          () -> listening.out().contains("hello"),
          listening::describe);
      String pings = lab.attacker().shell(LIMIT, "ping -n -c 20 -i 0.05 10.88.0.30").out();
      assertThat(pings).contains("20 received").doesNotContain("DUP");
    }
  }

  private static String[] words(String line) {
    return line.split(" +");
  }

  private static final String CONFIGURATION =
      """
      create host
      set host default icmp action open
      set host default tcp action closed
      set host ethernet "00:16:3e:01:02:03"
      add host tcp port 22 open
      create plain
      set plain default icmp action open
      bind 10.88.0.30 host
      bind 10.88.0.31 plain
      """;

  @Test
  void daemon_answersForHostsOnlyWhileNobodyHasTheirAddress() {
    try (NetLab lab = lab()) {
      Daemon daemon = lab.honeyd(CONFIGURATION, "--arpd", "--workers", "2", "10.88.0.0/24");
      assertThat(arping(lab, "10.88.0.30")).contains("00:16:3e:01:02:03");
      assertThat(arping(lab, "10.88.0.31")).contains(daemonMac(lab));
      assertThat(arping(lab, "10.88.0.32")).contains("received 0 response");
      assertThat(lab.attacker().shell(LIMIT, "ping -n -c 3 -W 2 10.88.0.30").out())
          .contains(" 0% packet loss");

      String inside = neighbour(lab, "mv0", "10.88.0.30/24");
      String itself = macIn(lab, inside, "mv0");
      lab.attacker().shell(LIMIT, inside + "ping -n -c 1 -W 2 10.88.0.1").orFail();
      Await.until(
          LIMIT,
          "the address is given up",
          () -> daemon.process().err().contains("10.88.0.30 on eth0 belongs to " + itself),
          daemon.process()::describe);
      assertThat(arping(lab, "10.88.0.30")).contains(itself).doesNotContain("00:16:3e:01:02:03");
      // port 22 was the virtual host's
      Await.until(
          LIMIT,
          "the real machine refuses it",
          () -> lab.attacker().shell(LIMIT, "nc -z -w 2 10.88.0.30 22").exit() != 0);

      // who is found where a machine was all along is never taken
      String other = neighbour(lab, "mv1", "10.88.0.31/24");
      assertThat(Pattern.compile("given up").matcher(daemon.process().err()).results().count())
          .isEqualTo(1);
      lab.attacker().shell(LIMIT, other + "ping -n -c 1 -W 2 10.88.0.1").orFail();
      assertThat(lab.attacker().shell(LIMIT, "ping -n -c 3 -W 2 10.88.0.31").out())
          .contains(" 0% packet loss");
    }
  }
}
