package honeyd.it;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.testkit.net.Await;
import honeyd.testkit.net.Daemon;
import honeyd.testkit.net.NetLab;
import honeyd.testkit.net.Running;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Hosts that lease their address from dnsmasq, on the attacker's machine.
class DhcpIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration LEASING = Duration.ofSeconds(40);
  private static final String MAC = "00:16:3e:01:02:03";

  private static final String CONFIGURATION =
      """
      create printer
      set printer default tcp action closed
      set printer default icmp action open
      set printer default udp action closed
      add printer tcp port 9100 open
      dhcp printer on eth0 ethernet "%s"
      """
          .formatted(MAC);

  /// A server whose leases are renewed every few seconds.
  private static Running server(NetLab lab, String... more) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "dnsmasq",
                "--keep-in-foreground",
                "--conf-file=/dev/null",
                "--port=0",
                "--interface=eth0",
                "--dhcp-range=10.66.0.50,10.66.0.99,120",
                "--dhcp-option=58,10",
                "--dhcp-option=59,100",
                "--dhcp-leasefile=" + leaseFile(lab),
                "--no-ping",
                "--log-dhcp",
                "--log-facility=-",
                "--user=root",
                "--pid-file="));
    words.addAll(List.of(more));
    Running dnsmasq = lab.attacker().start(words.toArray(String[]::new));
    Await.until(
        LIMIT, "dnsmasq serves", () -> dnsmasq.err().contains("started"), dnsmasq::describe);
    return dnsmasq;
  }

  private static Path leaseFile(NetLab lab) {
    return lab.directory().resolve("dnsmasq.leases");
  }

  private static String read(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long count(Running dnsmasq, String what) {
    return dnsmasq.err().lines().filter(line -> line.contains(what)).count();
  }

  private static void awaitRows(NetLab lab, Daemon daemon, int rows) {
    Await.until(
        LEASING,
        rows + " leases are listed",
        () -> read(lab.directory().resolve("ips")).lines().count() == rows,
        () -> daemon.process().describe());
  }

  private static String ping(NetLab lab, String host) {
    return lab.attacker().run(LIMIT, "ping", "-n", "-c", "1", "-W", "5", host).out();
  }

  @Test
  void lease_isTakenAnsweredAtRenewedAndGivenBack() {
    try (NetLab lab = NetLab.onLink("10.66.0.1/24");
        Running dnsmasq = server(lab)) {
      Path listed = lab.directory().resolve("ips");
      Daemon daemon = lab.honeyd(CONFIGURATION, "-t", listed.toString());
      awaitRows(lab, daemon, 1);
      Matcher row =
          Pattern.compile("(10\\.66\\.0\\.\\d+), " + MAC + ", eth0\n").matcher(read(listed));
      assertThat(row.matches()).as(read(listed)).isTrue();
      String address = row.group(1);
      assertThat(read(leaseFile(lab))).contains(MAC + " " + address);

      // the host is there, with the MAC of the statement and the template's ports
      assertThat(ping(lab, address)).contains("1 received");
      assertThat(lab.attacker().run(LIMIT, "ip", "neigh", "show", address).out()).contains(MAC);
      lab.attacker().run(LIMIT, "nc", "-z", "-w", "5", address, "9100").orFail();
      assertThat(lab.attacker().run(LIMIT, "nc", "-z", "-w", "5", address, "9101").exit())
          .isNotZero();

      // a client listens on port 68: no error comes from there, one does from beside it
      String scan =
          lab.attacker()
              .run(LIMIT, "nmap", "-n", "-Pn", "-sU", "-p", "68,69", "--max-retries", "1", address)
              .out();
      assertThat(scan).containsPattern("68/udp\\s+open\\|filtered");
      assertThat(scan).containsPattern("69/udp\\s+closed");

      // T1 is ten seconds
      Await.until(LEASING, "two renewals", () -> count(dnsmasq, "DHCPACK") >= 3, dnsmasq::describe);
      assertThat(count(dnsmasq, "DHCPDISCOVER")).isEqualTo(1);
      assertThat(ping(lab, address)).contains("1 received");

      daemon.terminate();
      Await.until(
          LIMIT,
          "the lease is given back",
          () -> count(dnsmasq, "DHCPRELEASE") == 1,
          dnsmasq::describe);
      Await.until(
          LIMIT, "dnsmasq has no lease", () -> read(leaseFile(lab)).isEmpty(), dnsmasq::describe);
      assertThat(read(listed)).isEmpty();
      assertThat(dnsmasq.err()).doesNotContain("not using configured address");
    }
  }

  @Test
  void reload_keepsTheLeaseOfWhoStays_andGivesBackThatOfWhoGoes() {
    try (NetLab lab = NetLab.onLink("10.66.0.1/24");
        Running dnsmasq = server(lab)) {
      Path listed = lab.directory().resolve("ips");
      Daemon daemon =
          lab.honeyd(
              CONFIGURATION + "dhcp printer on eth0 ethernet \"00:16:3e:01:02:04\"\n",
              "-t",
              listed.toString(),
              "10.66.1.0/24");
      awaitRows(lab, daemon, 2);
      List<String> rows = read(listed).lines().toList();
      String stays = rows.stream().filter(r -> r.contains(MAC)).findFirst().orElseThrow();
      String address = stays.substring(0, stays.indexOf(','));
      assertThat(connects(lab, address)).isFalse();
      lab.write("honeyd.conf", CONFIGURATION.replace("dhcp", "add printer tcp port 80 open\ndhcp"));
      daemon.process().signal("HUP");
      awaitRows(lab, daemon, 1);
      assertThat(read(listed)).isEqualTo(stays + "\n");
      Await.until(
          LIMIT,
          "the template is the new one",
          () -> connects(lab, address),
          daemon.process()::describe);
      Await.until(
          LIMIT,
          "one lease is given back",
          () -> count(dnsmasq, "DHCPRELEASE") == 1,
          dnsmasq::describe);
      assertThat(count(dnsmasq, "DHCPDISCOVER")).isEqualTo(2);
    }
  }

  private static boolean connects(NetLab lab, String address) {
    return lab.attacker().run(LIMIT, "nc", "-z", "-w", "2", address, "80").exit() == 0;
  }

  @Test
  void hostsOfAVendor_leaseAnAddressEach_withSeveralWorkers() {
    try (NetLab lab = NetLab.onLink("10.66.0.1/24");
        Running dnsmasq = server(lab)) {
      Path listed = lab.directory().resolve("ips");
      Daemon daemon =
          lab.honeyd(
              """
              create host
              set host default icmp action open
              dhcp host on eth0 ethernet "dell"
              dhcp host on eth0 ethernet "dell"
              dhcp host on eth0 ethernet "dell"
              dhcp host on eth0 ethernet "dell"
              """,
              "-t",
              listed.toString(),
              "--workers",
              "2");
      awaitRows(lab, daemon, 4);
      for (String row : read(listed).lines().toList()) {
        assertThat(ping(lab, row.substring(0, row.indexOf(',')))).contains("1 received");
      }
      assertThat(count(dnsmasq, "DHCPNAK")).isZero();
    }
  }

  @Test
  void addressThatSomebodyHas_isDeclined() {
    try (NetLab lab = NetLab.onLink("10.66.0.1/24");
        Running dnsmasq = server(lab, "--dhcp-host=" + MAC + ",10.66.0.60")) {
      neighbour(lab, "10.66.0.60/32");
      Path listed = lab.directory().resolve("ips");
      Daemon daemon = lab.honeyd(CONFIGURATION, "-t", listed.toString());
      Await.until(
          LEASING,
          "the address is declined",
          () -> count(dnsmasq, "DHCPDECLINE") == 1,
          dnsmasq::describe);
      awaitRows(lab, daemon, 1);
      assertThat(read(listed)).doesNotContain("10.66.0.60,");
    }
  }

  /// A machine with this address on the attacker's end of the cable.
  private static void neighbour(NetLab lab, String cidr) {
    long pid = lab.attacker().start("unshare", "--net", "sleep", "300").pid();
    String inside = "nsenter --target " + pid + " --net ";
    Await.until(
        LIMIT,
        "the neighbour has a network of its own",
        () ->
            lab.attacker().shell(LIMIT, inside + "ip link show lo").out().contains("lo")
                && !lab.attacker().shell(LIMIT, inside + "ip link").out().contains("eth0"));
    lab.attacker().set("ip link add link eth0 name mv0 netns " + pid + " type macvlan mode bridge");
    lab.attacker().set(inside + "ip addr add " + cidr + " dev mv0");
    lab.attacker().set(inside + "ip link set mv0 up");
  }

  @Test
  void withoutAServer_aLinkLocalAddressIsAnsweredAt() {
    try (NetLab lab = NetLab.onLink("169.254.0.9/16")) {
      Daemon daemon = lab.honeyd(CONFIGURATION);
      Pattern says = Pattern.compile("finds no DHCP server and takes (169\\.254\\.[0-9.]+)");
      Await.until(
          LEASING,
          "an address is taken",
          () -> says.matcher(daemon.process().err()).find(),
          daemon.process()::describe);
      Matcher said = says.matcher(daemon.process().err());
      assertThat(said.find()).isTrue();
      String address = said.group(1);
      Await.until(
          LIMIT,
          "it answers",
          () -> ping(lab, address).contains("1 received"),
          daemon.process()::describe);
    }
  }
}
