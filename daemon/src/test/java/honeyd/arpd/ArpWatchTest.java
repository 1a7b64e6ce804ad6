package honeyd.arpd;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.arpd.ArpWatch.Answers;
import honeyd.base.Counter;
import honeyd.base.Counters;
import honeyd.base.DropReason;
import honeyd.base.Idle;
import honeyd.base.KeyedHash;
import honeyd.base.ManualClock;
import honeyd.link.Link;
import honeyd.link.MemoryLink;
import honeyd.net.IpAddress;
import honeyd.net.IpRange;
import honeyd.net.MacAddress;
import honeyd.testkit.Corpus;
import honeyd.testkit.FrameCheck;
import honeyd.testkit.Mutator;
import honeyd.testkit.SeededTest;
import honeyd.wire.ArpView;
import honeyd.wire.EtherType;
import honeyd.wire.EthernetView;
import honeyd.wire.IpProtocol;
import honeyd.wire.Ipv4View;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// When an address is taken, when never, and when it is given up.
class ArpWatchTest {
  private static final long SECOND_NS = 1_000_000_000L;
  private static final long OUR_MAC = 0x02_00_00_00_00_feL;
  private static final long ASKER_MAC = 0x02_00_00_00_00_01L;
  private static final long OWNER_MAC = 0x02_00_00_00_00_99L;
  private static final long GATEWAY_MAC = 0x02_00_00_00_00_77L;
  private static final long BROADCAST = MacAddress.BROADCAST.bits();
  private static final int ASKER = bits("192.0.2.1");
  private static final int GATEWAY = bits("192.0.2.254");
  private static final int TARGET = bits("10.0.0.5");

  private final ManualClock clock = new ManualClock(SECOND_NS, 0);
  private final Counters counters = new Counters();
  private final MemoryLink link = new MemoryLink("eth0", Link.Framing.ETHERNET, OUR_MAC, 1500);
  private final List<String> said = new ArrayList<>();
  private final FrameCheck check = new FrameCheck();
  private final WatchedAddresses watched =
      new WatchedAddresses(area("10.0.0.0/16", "10.0.0.200/32", "10.0.9.0/24"));
  private ArpWatch watch = watch(Answers.HERE);

  /// One ARP packet that was sent.
  private record Arp(long toMac, int operation, long senderMac, int senderBits, int targetBits) {}

  private static final Arp PROBE = new Arp(BROADCAST, ArpView.REQUEST, OUR_MAC, 0, TARGET);
  private static final Arp ANSWER = new Arp(ASKER_MAC, ArpView.REPLY, OUR_MAC, TARGET, ASKER);

  private static int bits(String address) {
    return IpAddress.parse(address).v4Bits();
  }

  private static ArpArea area(String network, String... exceptions) {
    List<IpRange> out = new ArrayList<>();
    for (String each : exceptions) {
      out.add(IpRange.parse(each));
    }
    return ArpArea.of(List.of(IpRange.parse(network)), out);
  }

  private ArpWatch watch(Answers answers) {
    Idle idle =
        new Idle() {
          @Override
          public void idle(long maxNs) {}

          @Override
          public void wakeup() {}
        };
    return new ArpWatch(
        link,
        clock,
        idle,
        watched,
        address -> address == GATEWAY,
        answers,
        OUR_MAC,
        new KeyedHash(1, 2),
        counters,
        (severity, sentence) -> said.add(sentence));
  }

  @AfterEach
  void close() {
    watch.onClose();
  }

  private void pump() {
    while (watch.doWork() > 0) {
      // once more
    }
  }

  private void pass(double seconds) {
    long until = clock.nanoTime() + (long) (seconds * SECOND_NS);
    while (clock.nanoTime() < until) {
      clock.advanceNs(Math.min(SECOND_NS / 20, until - clock.nanoTime()));
      pump();
    }
  }

  private void hear(long mac, int operation, int sender, int target) {
    MemorySegment bytes = MemorySegment.ofArray(new byte[42]);
    new EthernetView().begin(bytes, 0, 42).dstMac(BROADCAST).srcMac(mac).etherType(EtherType.ARP);
    new ArpView()
        .begin(bytes, 14)
        .operation(operation)
        .senderMac(mac)
        .senderBits(sender)
        .targetBits(target);
    link.inject(bytes.toArray(ValueLayout.JAVA_BYTE));
    pump();
  }

  private void ask(int target) {
    hear(ASKER_MAC, ArpView.REQUEST, ASKER, target);
  }

  private void hearPacket(long mac, int source) {
    MemorySegment bytes = MemorySegment.ofArray(new byte[34]);
    new EthernetView().begin(bytes, 0, 34).dstMac(BROADCAST).srcMac(mac).etherType(EtherType.IPV4);
    new Ipv4View()
        .begin(bytes, 14, 20)
        .totalLength(20)
        .ttl(64)
        .protocol(IpProtocol.UDP)
        .srcBits(source)
        .dstBits(-1)
        .updateChecksum();
    link.inject(bytes.toArray(ValueLayout.JAVA_BYTE));
    pump();
  }

  private List<Arp> sent() {
    List<Arp> out = new ArrayList<>();
    ArpView arp = new ArpView();
    EthernetView ethernet = new EthernetView();
    for (byte[] frame : link.takeAll()) {
      MemorySegment bytes = MemorySegment.ofArray(frame);
      check.check(bytes, 0, frame.length, Link.Framing.ETHERNET, 1500);
      ethernet.wrap(bytes, 0, frame.length);
      arp.wrap(bytes, 14, frame.length);
      out.add(
          new Arp(
              ethernet.dstMac(),
              arp.operation(),
              arp.senderMac(),
              arp.senderBits(),
              arp.targetBits()));
    }
    return out;
  }

  private void take() {
    ask(TARGET);
    pass(2);
    sent();
    said.clear();
    assertThat(watched.mayAnswer(TARGET)).isTrue();
  }

  @Test
  void whoHas_isAnsweredOnlyAfterThreeUnansweredProbes() {
    ask(TARGET);
    assertThat(sent()).containsExactly(PROBE);
    assertThat(watched.mayAnswer(TARGET)).isFalse();
    pass(1.4);
    assertThat(sent()).containsExactly(PROBE, PROBE);
    pass(0.2);
    assertThat(sent()).isEmpty();
    ask(TARGET);
    assertThat(sent()).containsExactly(ANSWER);
    assertThat(said).containsExactly("10.0.0.5 on eth0 is nobody's: taken over");
    assertThat(counters.get(Counter.ARPD_TAKEN)).isEqualTo(1);
  }

  @Test
  void askerWhoIsStillWaiting_isAnsweredAsSoonAsTheAddressIsTaken() {
    ask(TARGET);
    pass(1);
    ask(TARGET);
    sent();
    pass(0.6);
    assertThat(sent()).containsExactly(ANSWER);
  }

  @Test
  void addressThatAnswersAProbe_isNeverTaken() {
    ask(TARGET);
    pass(1.3);
    hear(OWNER_MAC, ArpView.REPLY, TARGET, 0);
    sent();
    for (int i = 0; i < 100; i++) {
      ask(TARGET);
      pass(5);
    }
    assertThat(sent()).isEmpty();
    assertThat(watched.mayAnswer(TARGET)).isFalse();
    assertThat(watched.isOwned(TARGET)).isTrue();
    assertThat(watch.inquiries()).isZero();
  }

  @Test
  void machineThatWasHeardOfBefore_isNotEvenAskedFor() {
    hear(OWNER_MAC, ArpView.REQUEST, TARGET, ASKER);
    ask(TARGET);
    pass(3);
    assertThat(sent()).isEmpty();
  }

  @Test
  void machineThatIsSilentForLong_isForgotten() {
    hear(OWNER_MAC, ArpView.REPLY, TARGET, ASKER);
    pass(1300);
    ask(TARGET);
    assertThat(sent()).containsExactly(PROBE);
  }

  @Test
  void gratuitousArp_givesTheAddressUpAtOnce() {
    take();
    hear(OWNER_MAC, ArpView.REQUEST, TARGET, TARGET);
    ask(TARGET);
    assertThat(sent()).isEmpty();
    assertThat(watched.isOwned(TARGET)).isTrue();
    assertThat(said).containsExactly("10.0.0.5 on eth0 belongs to 02:00:00:00:00:99: given up");
    assertThat(counters.get(Counter.ARPD_GIVEN_UP)).isEqualTo(1);
  }

  @Test
  void answer_givesTheAddressUpAtOnce() {
    take();
    hear(OWNER_MAC, ArpView.REPLY, TARGET, ASKER);
    ask(TARGET);
    assertThat(sent()).isEmpty();
  }

  @Test
  void questionOfTheOwners_givesTheAddressUpAtOnce() {
    take();
    hear(OWNER_MAC, ArpView.REQUEST, TARGET, ASKER);
    ask(TARGET);
    assertThat(sent()).isEmpty();
  }

  @Test
  void packetOfTheOwners_givesTheAddressUpAtOnce() {
    take();
    hearPacket(OWNER_MAC, TARGET);
    ask(TARGET);
    assertThat(sent()).isEmpty();
  }

  @Test
  void packetThatTheGatewayBrings_saysNothingOfWhoIsHere() {
    take();
    hear(GATEWAY_MAC, ArpView.REQUEST, GATEWAY, ASKER);
    hearPacket(GATEWAY_MAC, TARGET);
    ask(TARGET);
    assertThat(sent()).containsExactly(ANSWER);
  }

  @Test
  void probeOfOneWhoWantsTheAddress_isNotAnswered_andGivesItUp() {
    take();
    hear(OWNER_MAC, ArpView.REQUEST, 0, TARGET);
    assertThat(sent()).isEmpty();
    assertThat(watched.mayAnswer(TARGET)).isFalse();
    assertThat(said).containsExactly("10.0.0.5 on eth0 is wanted by 02:00:00:00:00:99: given up");
    pass(10);
    ask(TARGET);
    assertThat(sent()).isEmpty();
  }

  @Test
  void addressThatWasProbedForButNotTaken_isAskedAboutAgain() {
    take();
    hear(OWNER_MAC, ArpView.REQUEST, 0, TARGET);
    pass(20);
    ask(TARGET);
    assertThat(sent()).containsExactly(PROBE);
    pass(2);
    assertThat(watched.mayAnswer(TARGET)).isTrue();
  }

  @Test
  void vacantAddress_isAskedAboutAgainAfterAWhile_andAnsweredMeanwhile() {
    take();
    pass(200);
    ask(TARGET);
    assertThat(sent()).containsExactly(ANSWER);
    pass(150);
    ask(TARGET);
    assertThat(sent()).containsExactly(ANSWER, PROBE);
    hear(OWNER_MAC, ArpView.REPLY, TARGET, 0);
    ask(TARGET);
    assertThat(sent()).isEmpty();
  }

  @Test
  void othersAndExceptions_areNoBusiness() {
    for (String other : new String[] {"10.1.0.1", "10.0.0.200", "10.0.9.77", "192.0.2.7"}) {
      ask(bits(other));
    }
    pass(3);
    assertThat(sent()).isEmpty();
    assertThat(watch.inquiries()).isZero();
    assertThat(watched.mayAnswer(bits("10.0.9.77"))).as("not looked after").isTrue();
    assertThat(watched.looksAfter(bits("10.0.9.77"))).isFalse();
  }

  @Test
  void announcementsOfOthers_areNoQuestions() {
    hear(ASKER_MAC, ArpView.REQUEST, TARGET, TARGET);
    pass(3);
    assertThat(sent()).isEmpty();
  }

  @Test
  void whereTheHostAnswers_nothingIsSaidHere() {
    watch = watch(Answers.ELSEWHERE);
    ask(TARGET);
    pass(2);
    ask(TARGET);
    assertThat(sent()).containsExactly(PROBE, PROBE, PROBE);
    assertThat(watched.mayAnswer(TARGET)).isTrue();
    assertThat(watched.looksAfter(TARGET)).isTrue();
  }

  @Test
  void machineOnOneLink_keepsTheAddressFromBeingAnsweredOnAnother() {
    take();
    watched.join(new KeyedHash(5, 6)).put(TARGET, OwnerTable.OWNED, 1);
    assertThat(watched.mayAnswer(TARGET)).isFalse();
    assertThat(watched.isOwned(TARGET)).isTrue();
  }

  @Test
  void anotherArea_holdsAtOnce() {
    take();
    watched.look(area("10.5.0.0/16"));
    ask(TARGET);
    assertThat(sent()).isEmpty();
    assertThat(watched.looksAfter(bits("10.5.0.1"))).isTrue();
  }

  @Test
  void inquiriesAreBounded_andWhatIsUnheededIsCounted() {
    for (int i = 0; i < 1_100; i++) {
      ask(bits("10.0.16.0") + i);
      sent();
    }
    assertThat(watch.inquiries()).isEqualTo(1024);
    assertThat(counters.get(DropReason.ARPD_BUSY)).isEqualTo(76);
    pass(2);
    assertThat(watch.inquiries()).isZero();
  }

  @Test
  void table_isBounded_andForgetsVacantAddressesFirst() {
    SeededTest.rounds(
        0x6172L,
        20,
        rng -> {
          OwnerTable table = new OwnerTable(64, new KeyedHash(rng.nextLong(), 3));
          table.put(TARGET, OwnerTable.OWNED, 5);
          for (int i = 0; i < 10_000; i++) {
            table.put(rng.nextInt(), OwnerTable.VACANT, 6 + i);
          }
          assertThat(table.stateOf(TARGET)).isEqualTo(OwnerTable.OWNED);
          assertThat(table.ageOf(TARGET, 65)).isEqualTo(60);
          table.put(TARGET, OwnerTable.UNKNOWN, 70);
          assertThat(table.stateOf(TARGET)).isEqualTo(OwnerTable.UNKNOWN);
        });
  }

  @Test
  void addressesAreToldApart_whateverElseIsInTheTable() {
    SeededTest.rounds(
        0x6173L,
        20,
        rng -> {
          OwnerTable table = new OwnerTable(1 << 12, new KeyedHash(rng.nextLong(), 3));
          for (int i = 0; i < 200; i++) {
            int address = rng.nextInt();
            int state = 1 + rng.nextInt(3);
            table.put(address, state, i);
            assertThat(table.stateOf(address)).isEqualTo(state);
            assertThat(table.ageOf(address, i + 9)).isEqualTo(9);
          }
        });
  }

  @Test
  void mutatedFrames_areSurvived() {
    List<byte[]> seeds = Corpus.load("frame").stream().map(Corpus::bytes).toList();
    SeededTest.run(
        0x6174L,
        2_000,
        rng -> {
          link.inject(new Mutator(rng).mutate(seeds));
          pass(0.05);
          sent();
        });
  }
}
