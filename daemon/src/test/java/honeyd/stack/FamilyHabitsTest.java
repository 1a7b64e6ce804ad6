package honeyd.stack;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.model.Behaviour;
import honeyd.model.FragmentPolicy;
import honeyd.personality.ArpOddity;
import honeyd.personality.NmapOsDb;
import honeyd.testkit.Bench;
import honeyd.testkit.TestHost;
import honeyd.testkit.script.PacketSpec;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What an observer sees of seven systems of the installed database beyond their fingerprints.
///
/// Which rows of the table these are, and where the values come from, is in `OsTraitsTable`.
class FamilyHabitsTest {
  private static NmapOsDb database = NmapOsDb.empty();

  /// A system as it is expected to behave.
  enum Sample {
    LINUX_2_4(
        "Linux 2.4.20",
        "3 9 21 45 93",
        "closed",
        "closed",
        30,
        "yes",
        "right",
        "no",
        6,
        "01010100000"),
    LINUX_5(
        "Linux 5.0 - 5.4", "1 3 7 15 31", "ack", "ack", 30, "yes", "right", "no", 6, "01010100000"),
    WINDOWS_XP(
        "Microsoft Windows XP SP2",
        "3 9",
        "closed",
        "closed",
        60,
        "yes",
        "reversed",
        "no",
        100,
        "11110100000"),
    WINDOWS_10(
        "Microsoft Windows 10 1709 - 1909",
        "1 3",
        "ack",
        "ack",
        60,
        "yes",
        "none",
        "no",
        100,
        "01010100000"),
    FREEBSD_11(
        "FreeBSD 11.2-RELEASE", "3 9 21", "ack", "ack", 0, "no", "right", "no", 100, "11110100000"),
    CISCO_IOS(
        "Cisco 2611 router (IOS 12.3)",
        "2 6 14 RST30",
        "closed",
        "closed",
        15,
        "yes",
        "right",
        "no",
        1,
        "00000100000"),
    PRINTER(
        "HP LaserJet 4250 printer",
        "6 30 RST75",
        "closed",
        "closed",
        30,
        "yes",
        "right",
        "yes",
        100,
        "11110100000");

    final String name;

    /// Seconds at which a SYN/ACK comes again, and at which a RST ends it.
    final String synAcks;

    /// What becomes of a connection by a RST, and a SYN, inside the window.
    final String strayReset;

    final String straySyn;

    /// Seconds after which a lone first fragment is reported, 0 for never.
    final int timeExceeded;

    final String protocolUnreachable;
    final String timestamp;
    final String mask;

    /// How many of a hundred datagrams to closed ports are answered at once.
    final int errors;

    /// As arp-fingerprint prints it.
    final String arp;

    Sample(
        String name,
        String synAcks,
        String strayReset,
        String straySyn,
        int timeExceeded,
        String protocolUnreachable,
        String timestamp,
        String mask,
        int errors,
        String arp) {
      this.name = name;
      this.synAcks = synAcks;
      this.strayReset = strayReset;
      this.straySyn = straySyn;
      this.timeExceeded = timeExceeded;
      this.protocolUnreachable = protocolUnreachable;
      this.timestamp = timestamp;
      this.mask = mask;
      this.errors = errors;
      this.arp = arp;
    }

    TestHost host() {
      return TestHost.host()
          .personality(Objects.requireNonNull(database.find(name), name))
          .fragments(FragmentPolicy.BY_PERSONALITY)
          .tcp(80, new Behaviour.Open());
    }
  }

  @BeforeAll
  static void load() throws IOException {
    database = NmapOsDb.load(NmapOsDb.DEFAULT_FILE);
  }

  private static List<String> sent(Bench bench) {
    List<String> out = new ArrayList<>();
    for (byte[] packet : bench.takeAll()) {
      out.add(PacketSpec.ofIp(packet).toString());
    }
    return out;
  }

  /// D24: one SYN, no ACK.
  @ParameterizedTest
  @EnumSource
  void unansweredSynAck_comesAgainOnTheSystemsSchedule(Sample system) {
    try (Bench bench = Bench.withHost(system.host())) {
      bench.send("tcp 10.0.0.1:40000 > 10.0.0.9:80 S 100:100(0) win 1024 <mss 1460>");
      assertThat(sent(bench)).hasSize(1);
      List<String> times = new ArrayList<>();
      for (int second = 1; second <= 200; second++) {
        bench.advance(Duration.ofSeconds(1));
        for (String packet : sent(bench)) {
          times.add((packet.contains(" R") ? "RST" : "") + second);
        }
      }
      assertThat(String.join(" ", times)).isEqualTo(system.synAcks);
    }
  }

  private static Bench connected(Sample system) {
    Bench bench = Bench.withHost(system.host());
    bench.send("tcp 10.0.0.1:40000 > 10.0.0.9:80 S 100:100(0) win 1024 <mss 1460>");
    String synAck = sent(bench).getFirst();
    String iss = synAck.replaceFirst(".* S\\S* (\\d+):.*", "$1");
    long ack = (Long.parseLong(iss) + 1) & 0xffff_ffffL;
    bench.send("tcp 10.0.0.1:40000 > 10.0.0.9:80 . 101:101(0) ack " + ack + " win 1024");
    assertThat(sent(bench)).isEmpty();
    return bench;
  }

  private static String reaction(Bench bench) {
    List<String> answer = sent(bench);
    bench.send("tcp 10.0.0.1:40000 > 10.0.0.9:80 R 101:101(0) win 0");
    bench.takeAll();
    if (answer.isEmpty() || answer.getFirst().contains(" R")) {
      return "closed";
    }
    return "ack";
  }

  /// D20.
  @ParameterizedTest
  @EnumSource
  void resetInTheWindow_doesWhatItDoesToTheSystem(Sample system) {
    try (Bench bench = connected(system)) {
      bench.send("tcp 10.0.0.1:40000 > 10.0.0.9:80 R 111:111(0) win 0");
      assertThat(reaction(bench)).isEqualTo(system.strayReset);
    }
  }

  /// D21.
  @ParameterizedTest
  @EnumSource
  void synInTheWindow_doesWhatItDoesToTheSystem(Sample system) {
    try (Bench bench = connected(system)) {
      bench.send("tcp 10.0.0.1:40000 > 10.0.0.9:80 S 111:111(0) win 1024");
      assertThat(reaction(bench)).isEqualTo(system.straySyn);
    }
  }

  /// D01.
  @ParameterizedTest
  @EnumSource
  void synWithReset_isNeverAnswered(Sample system) {
    try (Bench bench = Bench.withHost(system.host())) {
      bench.send("tcp 10.0.0.1:40000 > 10.0.0.9:80 SR 100:100(0) win 1024");
      bench.send("tcp 10.0.0.1:40000 > 10.0.0.9:81 SR 100:100(0) win 1024");
      bench.expectSilence();
    }
  }

  /// D43: the first fragment of an echo request.
  @ParameterizedTest
  @EnumSource
  void firstFragmentAlone_isReportedInTheSystemsTime(Sample system) {
    try (Bench bench = Bench.withHost(system.host())) {
      bench.send(
          "ip 10.0.0.1 > 10.0.0.9 proto 1 (8) \"\\x08\\x00\\xf7\\xfe\\x00\\x00\\x00\\x01\" {id 9, mf}");
      int at = 0;
      for (int second = 1; second <= 90; second++) {
        bench.advance(Duration.ofSeconds(1));
        for (String packet : sent(bench)) {
          assertThat(packet).contains("time-exceeded reassembly");
          at = second;
        }
      }
      assertThat(at).isEqualTo(system.timeExceeded);
    }
  }

  /// D44.
  @ParameterizedTest
  @EnumSource
  void unknownProtocol_isUnreachableWhereTheSystemSaysSo(Sample system) {
    try (Bench bench = Bench.withHost(system.host())) {
      bench.send("ip 10.0.0.1 > 10.0.0.9 proto 132 (8) \"abcdefgh\"");
      assertThat(sent(bench).isEmpty() ? "no" : "yes").isEqualTo(system.protocolUnreachable);
    }
  }

  /// D47: the bench's clock shows 09:00:00 UT.
  @ParameterizedTest
  @EnumSource
  void timestampRequest_isAnsweredInTheSystemsForm(Sample system) {
    try (Bench bench = Bench.withHost(system.host())) {
      bench.send(
          "icmp 10.0.0.1 > 10.0.0.9 timestamp-request id 3 seq 4 orig 77 recv 0 xmit 0 (12)");
      List<String> answer = sent(bench);
      String form = "none";
      if (!answer.isEmpty()) {
        long ms = Long.parseLong(answer.getFirst().replaceFirst(".* recv (\\d+).*", "$1"));
        long turned = Integer.reverseBytes((int) ms) & 0xffff_ffffL;
        form = isNine(ms) ? "right" : isNine(turned) ? "reversed" : "wrong";
      }
      assertThat(form).isEqualTo(system.timestamp);
    }
  }

  private static boolean isNine(long ms) {
    return Math.abs(ms - 32_400_000) < 60_000;
  }

  /// D48.
  @ParameterizedTest
  @EnumSource
  void maskRequest_isAnsweredWhereTheSystemDoes(Sample system) {
    try (Bench bench = Bench.withHost(system.host())) {
      bench.send("icmp 10.0.0.1 > 10.0.0.9 mask-request id 3 seq 4 mask 0.0.0.0 (4)");
      assertThat(sent(bench).isEmpty() ? "no" : "yes").isEqualTo(system.mask);
    }
  }

  /// D49.
  @ParameterizedTest
  @EnumSource
  void floodOfDatagrams_getsAsManyErrorsAsTheSystemSends(Sample system) {
    try (Bench bench = Bench.withHost(system.host())) {
      for (int port = 1; port <= 100; port++) {
        bench.send("udp 10.0.0.1:4000 > 10.0.0.9:" + port + " (0)");
      }
      assertThat(bench.takeAll()).hasSize(system.errors);
    }
  }

  /// D74: arp-fingerprint.
  @ParameterizedTest
  @EnumSource
  void oddArpRequests_areAnsweredAsTheSystemDoes(Sample system) {
    String[][] odd = {
      {"0001", "0800", "0604", "0001", "7f000001"},
      {"0001", "0800", "0604", "0001", "00000000"},
      {"0001", "0800", "0604", "0001", "ffffffff"},
      {"0001", "0800", "0604", "0001", "01000001"},
      {"0001", "0800", "0604", "00ff", "0a000001"},
      {"0006", "0800", "0604", "0001", "0a000001"},
      {"00ff", "0800", "0604", "0001", "0a000001"},
      {"0001", "ffff", "0604", "0001", "0a000001"},
      {"0001", "8137", "0604", "0001", "0a000001"},
      {"0001", "0800", "0606", "0001", "0a000001"},
      {"0001", "0800", "0804", "0001", "0a000001"},
    };
    assertThat(odd.length).isEqualTo(ArpOddity.values().length);
    try (Bench bench =
        Bench.builder()
            .ethernet()
            .bind("10.0.0.9", system.host().mac("00:11:22:33:44:0a"))
            .build()) {
      StringBuilder answered = new StringBuilder();
      for (String[] f : odd) {
        String frame =
            "ffffffffffff0200000000010806"
                + f[0]
                + f[1]
                + f[2]
                + f[3]
                + "020000000001"
                + f[4]
                + "0000000000000a000009";
        bench.sendFrame(HexFormat.of().parseHex(frame));
        answered.append(bench.takeAll().isEmpty() ? '0' : '1');
      }
      assertThat(answered).hasToString(system.arp);
    }
  }
}
