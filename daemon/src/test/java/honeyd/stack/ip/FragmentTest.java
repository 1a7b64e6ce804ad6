package honeyd.stack.ip;

import static honeyd.testkit.TestHost.host;
import static honeyd.testkit.TestServices.service;
import static org.assertj.core.api.Assertions.assertThat;

import honeyd.base.Counter;
import honeyd.base.DropReason;
import honeyd.event.Event;
import honeyd.event.NoteKind;
import honeyd.model.FragmentPolicy;
import honeyd.personality.FragmentOverlap;
import honeyd.testkit.Bench;
import honeyd.testkit.PlainPersonality;
import honeyd.testkit.TestHost;
import honeyd.testkit.script.Field;
import honeyd.wire.Checksum;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FragmentTest {
  /// An echo request with this payload, as ICMP bytes one char each.
  private static String echo(String payload) {
    byte[] message = ("\u0008\0\0\0\0\1\0\2" + payload).getBytes(StandardCharsets.ISO_8859_1);
    int sum = Checksum.of(MemorySegment.ofArray(message), 0, message.length);
    message[2] = (byte) (sum >> 8);
    message[3] = (byte) sum;
    return new String(message, StandardCharsets.ISO_8859_1);
  }

  private static String fragment(int id, int offset, boolean more, String bytes) {
    StringBuilder quoted = new StringBuilder();
    for (int i = 0; i < bytes.length(); i++) {
      quoted.append(String.format("\\x%02x", (int) bytes.charAt(i)));
    }
    return "ip 10.0.0.1 > 10.0.0.9 proto 1 ("
        + bytes.length()
        + ") \""
        + quoted
        + "\" {id "
        + id
        + (more ? ", mf" : "")
        + ", offset "
        + offset
        + "}";
  }

  /// A host whose system has this rule.
  private static TestHost hostWith(FragmentOverlap rule) {
    PlainPersonality system =
        new PlainPersonality(PlainPersonality.plain().fragments(rule, 60, true).build());
    return host().personality(system).fragments(FragmentPolicy.BY_PERSONALITY);
  }

  private static String piece(int id, String whole, int from, int to) {
    return fragment(id, from, to < whole.length(), whole.substring(from, to));
  }

  @ParameterizedTest
  @ValueSource(strings = {"012", "021", "102", "120", "201", "210"})
  void fragmentsInAnyOrder_makeThePacket(String order) {
    String whole = echo("abcdefghijklmnop");
    List<String> pieces =
        List.of(piece(1, whole, 0, 8), piece(1, whole, 8, 16), piece(1, whole, 16, 24));
    try (Bench bench = Bench.withHost(host())) {
      for (int i = 0; i < order.length(); i++) {
        bench.expectSilence();
        bench.send(pieces.get(order.charAt(i) - '0'));
      }
      bench.expectOne("icmp 10.0.0.9 > 10.0.0.1 echo-reply id 1 seq 2 (16) \"abcdefghijklmnop\"");
      assertThat(bench.events().takeLines()).containsExactly("- 1 10.0.0.1 8 10.0.0.9 0: 44 NONE");
      assertThat(bench.count(Counter.FRAGMENTS_REASSEMBLED)).isEqualTo(1);
      assertThat(bench.events().takeNotes())
          .extracting(Event.Noted::kind)
          .filteredOn(kind -> kind == NoteKind.FRAGMENT_RECEIVED)
          .hasSize(3);
    }
  }

  @ParameterizedTest
  @CsvSource({"OLD, AAAAAAAABBBBBBBB", "NEW, XXXXXXXXBBBBBBBB"})
  void overlap_isDecidedByThePolicy(FragmentPolicy policy, String expected) {
    String whole = echo(expected);
    String other = "X".repeat(8).equals(expected.substring(0, 8)) ? "AAAAAAAA" : "XXXXXXXX";
    try (Bench bench = Bench.withHost(host().fragments(policy))) {
      // The bytes at 8 come twice; which ones stay decides whether the checksum is right.
      String first = policy == FragmentPolicy.OLD ? expected.substring(0, 8) : other;
      String second = policy == FragmentPolicy.OLD ? other : expected.substring(0, 8);
      bench.send(fragment(1, 8, true, first));
      bench.send(fragment(1, 8, true, second));
      bench.send(piece(1, whole, 0, 8));
      bench.send(piece(1, whole, 16, 24));
      bench.expectOne("icmp 10.0.0.9 > 10.0.0.1 echo-reply id 1 seq 2 (16) \"" + expected + "\"");
    }
  }

  /// The example of Shankar and Paxson, figure 2: six fragments of 8-byte blocks that overlap in
  /// every way, and what each model of a system makes of them.
  @ParameterizedTest
  @CsvSource({
    "BSD,       111442333666",
    "BSD_RIGHT, 144422555666",
    "LINUX,     111442555666",
    "FIRST,     111422333666",
    "LAST,      144442555666"
  })
  void overlaps_areResolvedAsTheSystemDoes(FragmentOverlap rule, String expected) {
    int[][] fragments = {{0, 3}, {4, 6}, {6, 9}, {1, 5}, {6, 9}, {9, 12}};
    String header = "" + (char) 15 + (char) 160 + (char) 0 + (char) 53 + (char) 0 + (char) 104;
    TestHost host = hostWith(rule).udp(53, service("echo"));
    try (Bench bench = Bench.withHost(host)) {
      // The UDP header is a block of its own in front of the twelve.
      bench.send(udp(fragment(1, 0, true, header + (char) 0 + (char) 0)));
      for (int i = 0; i < fragments.length; i++) {
        int from = 8 + fragments[i][0] * 8;
        int blocks = fragments[i][1] - fragments[i][0];
        String bytes = Integer.toString(i + 1).repeat(blocks * 8);
        bench.send(udp(fragment(1, from, fragments[i][1] < 12, bytes)));
      }
      StringBuilder wanted = new StringBuilder();
      expected.chars().forEach(c -> wanted.append(String.valueOf((char) c).repeat(8)));
      assertThat(bench.next().get(Field.PAYLOAD)).isEqualTo(wanted.toString());
      bench.declareTimers(1);
    }
  }

  @Test
  void overlap_makesACurrentLinuxGiveThePacketUp() {
    String whole = echo("abcdefghijklmnop");
    try (Bench bench = Bench.withHost(hostWith(FragmentOverlap.ABANDON))) {
      bench.send(piece(1, whole, 0, 16));
      // Nothing new: the fragment is dropped and the packet goes on.
      bench.send(fragment(1, 8, true, "XXXXXXXX"));
      bench.send(piece(1, whole, 16, 24));
      bench.expectOne("icmp 10.0.0.9 > 10.0.0.1 echo-reply id 1 seq 2 (16) \"abcdefghijklmnop\"");
      bench.send(piece(2, whole, 0, 16));
      bench.send(piece(2, whole, 8, 24));
      bench.send(piece(2, whole, 16, 24));
      bench.expectSilenceFor(Duration.ofSeconds(61));
    }
  }

  @Test
  void overlap_isRefusedByLwip() {
    String whole = echo("abcdefghijklmnop");
    try (Bench bench = Bench.withHost(hostWith(FragmentOverlap.REFUSE))) {
      bench.send(piece(1, whole, 0, 16));
      bench.send(piece(1, whole, 8, 24));
      bench.expectSilence();
      bench.send(piece(1, whole, 16, 24));
      bench.expectOne("icmp 10.0.0.9 > 10.0.0.1 echo-reply id 1 seq 2 (16) \"abcdefghijklmnop\"");
    }
  }

  @Test
  void firstFragmentAlone_expiresInSilenceWhereTheSystemSaysNothing() {
    PlainPersonality bsd =
        new PlainPersonality(
            PlainPersonality.plain().fragments(FragmentOverlap.BSD, 30, false).build());
    try (Bench bench = Bench.withHost(host().personality(bsd))) {
      bench.send(piece(9, echo("abcdefgh"), 0, 8));
      bench.expectSilenceFor(Duration.ofSeconds(70));
      assertThat(bench.count(DropReason.IPV4_FRAGMENT_EXPIRED)).isEqualTo(1);
    }
  }

  @Test
  void policyDrop_dropsAllFragments() {
    String whole = echo("abcdefgh");
    try (Bench bench = Bench.withHost(host().fragments(FragmentPolicy.DROP))) {
      bench.send(piece(1, whole, 0, 8));
      bench.send(piece(1, whole, 8, 16));
      bench.expectSilence();
      assertThat(bench.count(DropReason.IPV4_FRAGMENT_POLICY)).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = FragmentPolicy.class,
      names = {"OLD", "NEW"})
  void impossibleFragments_areDroppedAndSpoilNothing(FragmentPolicy policy) {
    String whole = echo("abcdefghijklmnop");
    try (Bench bench = Bench.withHost(host().fragments(policy))) {
      bench.send(piece(1, whole, 0, 8));
      bench.send(piece(1, whole, 16, 24));
      // Empty; uneven; past 65,535; past the known end; another end.
      bench.send(fragment(1, 8, true, ""));
      bench.send(fragment(1, 8, true, "1234567"));
      bench.send(fragment(1, 65528, false, "12345678"));
      bench.send(fragment(1, 24, true, "12345678"));
      bench.send(fragment(1, 8, false, "12345678"));
      bench.expectSilence();
      assertThat(bench.count(DropReason.IPV4_FRAGMENT_BAD)).isEqualTo(5);
      bench.send(piece(1, whole, 8, 16));
      bench.expectOne("icmp 10.0.0.9 > 10.0.0.1 echo-reply id 1 seq 2 (16) \"abcdefghijklmnop\"");
    }
  }

  @Test
  void firstFragmentAlone_isTimeExceededAfterTheSystemsTime() {
    String whole = echo("abcdefgh");
    try (Bench bench = Bench.withHost(host())) {
      bench.send(piece(9, whole, 0, 8));
      bench.expectSilenceFor(Duration.ofMillis(29_900));
      bench.advance(Duration.ofMillis(200));
      bench.expectOne(
          "icmp 10.0.0.9 > 10.0.0.1 time-exceeded reassembly"
              + " [icmp 10.0.0.1 > 10.0.0.9 {id 9, mf, len 28}] (28)");
      assertThat(bench.count(DropReason.IPV4_FRAGMENT_EXPIRED)).isEqualTo(1);
      assertThat(bench.events().takeLines()).isEmpty();
    }
  }

  @Test
  void laterFragmentAlone_expiresInSilence() {
    try (Bench bench = Bench.withHost(host())) {
      bench.send(piece(9, echo("abcdefgh"), 8, 16));
      bench.expectSilenceFor(Duration.ofSeconds(70));
      assertThat(bench.count(DropReason.IPV4_FRAGMENT_EXPIRED)).isEqualTo(1);
    }
  }

  @Test
  void differentIdentifications_areDifferentPackets() {
    String whole = echo("abcdefgh");
    try (Bench bench = Bench.withHost(host())) {
      bench.send(piece(1, whole, 0, 8));
      bench.send(piece(2, whole, 8, 16));
      bench.expectSilence();
      bench.send(piece(2, whole, 0, 8));
      bench.expectOne("icmp 10.0.0.9 > 10.0.0.1 echo-reply id 1 seq 2 (8) \"abcdefgh\"");
      bench.advance(Duration.ofSeconds(31));
      assertThat(bench.takeAll()).hasSize(1);
    }
  }

  @Test
  void floodOfFirstFragments_staysWithinItsBounds() {
    String whole = echo("abcdefgh");
    try (Bench bench = Bench.withHost(host())) {
      for (int id = 0; id < 20_000; id++) {
        bench.send(piece(id, whole, 0, 8));
      }
      assertThat(bench.worker().pendingTimers()).isLessThanOrEqualTo(10_000);
      assertThat(bench.count(DropReason.IPV4_FRAGMENT_LIMIT)).isGreaterThanOrEqualTo(10_000);
      // The newest is still there.
      bench.send(piece(19_999, whole, 8, 16));
      bench.expectOne("icmp 10.0.0.9 > 10.0.0.1 echo-reply id 1 seq 2 (8) \"abcdefgh\"");
      bench.advance(Duration.ofSeconds(31));
      bench.takeAll();
    }
  }

  @Test
  void theSameFragmentForEver_staysWithinItsBounds() {
    try (Bench bench = Bench.withHost(host())) {
      for (int i = 0; i < 30_000; i++) {
        bench.send(fragment(1, 8, true, "abcdefgh"));
      }
      bench.advance(Duration.ofSeconds(31));
      bench.takeAll();
    }
  }

  /// Random fragments that overlap with other bytes, against a packet painted block by block.
  @ParameterizedTest
  @EnumSource(
      value = FragmentPolicy.class,
      names = {"OLD", "NEW"})
  void randomOverlaps_matchAPaintedPacket(FragmentPolicy policy) {
    long seed = Long.getLong("honeyd.test.seed", new SecureRandom().nextLong());
    Random random = new Random(seed);
    try (Bench bench = Bench.withHost(host().fragments(policy).udp(53, service("echo")))) {
      for (int round = 0; round < 500; round++) {
        int blocks = 2 + random.nextInt(30);
        int total = blocks * 8 - random.nextInt(8);
        char[] painted = new char[total];
        boolean[] known = new boolean[blocks];
        // The header comes whole and only once: ports, length, no checksum.
        char[] header = {15, 160, 0, 53, (char) (total >> 8), (char) (total & 0xff), 0, 0};
        bench.send(udp(fragment(round, 0, true, new String(header))));
        known[0] = true;
        while (!allOf(known)) {
          int first = 1 + random.nextInt(blocks - 1);
          int last = Math.min(blocks - 1, first + random.nextInt(4));
          int end = Math.min(total, (last + 1) * 8);
          StringBuilder bytes = new StringBuilder();
          for (int at = first * 8; at < end; at++) {
            bytes.append((char) ('a' + random.nextInt(26)));
            if (policy == FragmentPolicy.NEW || !known[at / 8]) {
              painted[at] = bytes.charAt(bytes.length() - 1);
            }
          }
          for (int block = first; block <= last; block++) {
            known[block] = true;
          }
          bench.send(udp(fragment(round, first * 8, end < total, bytes.toString())));
        }
        assertThat(bench.next().get(Field.PAYLOAD))
            .as("seed %d round %d", seed, round)
            .isEqualTo(new String(painted, 8, total - 8));
      }
      bench.declareTimers(1);
    }
  }

  private static String udp(String fragment) {
    return fragment.replace("proto 1 ", "proto 17 ");
  }

  private static boolean allOf(boolean[] known) {
    for (boolean each : known) {
      if (!each) {
        return false;
      }
    }
    return true;
  }
}
