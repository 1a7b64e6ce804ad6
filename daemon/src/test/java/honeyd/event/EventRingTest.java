package honeyd.event;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.net.IpAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventRingTest {
  private static final IpAddress ATTACKER = IpAddress.parse("192.0.2.7");
  private static final IpAddress HOST = IpAddress.parse("2001:db8::5");
  private static final Event.Tuple TUPLE = new Event.Tuple(6, ATTACKER, 51515, HOST, 65535);

  @Test
  void everyKind_comesOutAsItWentIn() {
    EventRing ring = new EventRing(8, true, () -> {});
    ring.packetSeen(
        1,
        6,
        ATTACKER.hi(),
        ATTACKER.lo(),
        51515,
        HOST.hi(),
        HOST.lo(),
        65535,
        60,
        0xff,
        PacketRemark.SCANNER,
        "Linux 2.6 ");
    ring.flowOpened(
        2, 6, ATTACKER.hi(), ATTACKER.lo(), 51515, HOST.hi(), HOST.lo(), 65535, "Linux");
    ring.flowEstablished(
        3, 6, ATTACKER.hi(), ATTACKER.lo(), 51515, HOST.hi(), HOST.lo(), 65535, "sh web.sh");
    ring.flowClosed(
        4,
        6,
        ATTACKER.hi(),
        ATTACKER.lo(),
        51515,
        HOST.hi(),
        HOST.lo(),
        65535,
        1L << 40,
        7,
        FlowEnd.RESET_BY_PEER);
    ring.noted(5, NoteKind.ARP_LEARNED, ATTACKER.hi(), ATTACKER.lo(), HOST.hi(), HOST.lo(), 8, 9);
    assertThat(ring.oldestEpochMicros()).isEqualTo(1);
    assertThat(drain(ring))
        .containsExactly(
            new Event.PacketSeen(1, TUPLE, 60, 0xff, PacketRemark.SCANNER, "Linux 2.6 "),
            new Event.FlowOpened(2, TUPLE, "Linux"),
            new Event.FlowEstablished(3, TUPLE, "sh web.sh"),
            new Event.FlowClosed(4, TUPLE, 1L << 40, 7, FlowEnd.RESET_BY_PEER),
            new Event.Noted(5, NoteKind.ARP_LEARNED, ATTACKER, HOST, 8, 9));
    assertThat(ring.oldestEpochMicros()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void fullRing_dropsAndCounts() {
    EventRing ring = new EventRing(4, false, () -> {});
    for (int i = 0; i < 10; i++) {
      ring.flowOpened(i, 6, 0, 0, 0, 0, 0, 0, null);
    }
    assertThat(ring.lost()).isEqualTo(6);
    assertThat(drain(ring)).extracting(Event::epochMicros).containsExactly(0L, 1L, 2L, 3L);
  }

  @Test
  void notes_areLeftOutUnlessWanted() {
    EventRing ring = new EventRing(4, false, () -> {});
    ring.noted(5, NoteKind.NO_ROUTE, 0, 0, 0, 0, 0, 0);
    assertThat(drain(ring)).isEmpty();
    assertThat(ring.lost()).isZero();
  }

  @Test
  void restingConsumer_isWokenOnce() {
    List<String> wakes = new ArrayList<>();
    EventRing ring = new EventRing(4, false, () -> wakes.add("wake"));
    ring.flowOpened(1, 6, 0, 0, 0, 0, 0, 0, null);
    assertThat(ring.rest()).isFalse();
    drain(ring);
    assertThat(ring.rest()).isTrue();
    ring.flowOpened(2, 6, 0, 0, 0, 0, 0, 0, null);
    ring.flowOpened(3, 6, 0, 0, 0, 0, 0, 0, null);
    assertThat(wakes).containsExactly("wake");
  }

  @Test
  void twoThreads_loseNothingThatFitted() throws Exception {
    EventRing ring = new EventRing(1024, false, () -> {});
    int n = 200_000;
    Thread producer =
        Thread.ofPlatform()
            .start(() -> {
              for (int i = 0; i < n; i++) {
                ring.packetSeen(i, 17, i, i, 1, i, i, 2, 3, 0, PacketRemark.NONE, null);
              }
            });
    List<Event> got = new ArrayList<>();
    while (producer.isAlive() || ring.oldestEpochMicros() != Long.MAX_VALUE) {
      ring.drain(got::add, 100);
    }
    producer.join();
    assertThat(got.size() + ring.lost()).isEqualTo(n);
    long last = -1;
    for (Event e : got) {
      assertThat(e.epochMicros()).isGreaterThan(last);
      last = e.epochMicros();
      assertThat(((Event.PacketSeen) e).tuple().local().hi()).isEqualTo(last);
    }
  }

  private static List<Event> drain(EventRing ring) {
    List<Event> got = new ArrayList<>();
    ring.drain(got::add, 100);
    return got;
  }
}
