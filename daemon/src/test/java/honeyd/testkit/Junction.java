package honeyd.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.base.Counters;
import honeyd.base.DropReason;
import honeyd.base.Idle;
import honeyd.base.KeyedHash;
import honeyd.base.ManualClock;
import honeyd.config.ConfigLoader;
import honeyd.config.HostLookup;
import honeyd.config.Loaded;
import honeyd.event.EventRing;
import honeyd.link.Link;
import honeyd.link.Link.ChecksumState;
import honeyd.link.Link.Framing;
import honeyd.link.MemoryLink;
import honeyd.model.Honeynet;
import honeyd.net.IpAddress;
import honeyd.net.IpRange;
import honeyd.net.MacAddress;
import honeyd.personality.MacPrefixes;
import honeyd.personality.NmapOsDb;
import honeyd.stack.Claims;
import honeyd.stack.Duties;
import honeyd.stack.OutsideRoute;
import honeyd.stack.RemoteSystemTable;
import honeyd.stack.StackSettings;
import honeyd.stack.Surroundings;
import honeyd.stack.Worker;
import honeyd.stack.tcp.TcpInput;
import honeyd.stack.transit.LaneClocks;
import honeyd.testkit.script.PacketSpec;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// The whole machine between several Ethernets: visitors on `eth0`, and interfaces with real
/// machines.
///
/// Packets are written in the notation, as on a [Bench]. [#close] asserts that nothing was sent
/// that was not expected, that every frame was well-formed, and that nothing is under way.
public final class Junction implements AutoCloseable {
  /// Where visitors are.
  public static final String OUTSIDE = "eth0";

  /// MACs of our interfaces end in their number, `eth0` is 0xe0.
  private static final long FIRST_MAC = MacAddress.parse("02:00:00:00:00:e0").bits();

  /// MAC of whoever sends, unless a packet says otherwise.
  public static final String SENDER_MAC = "02:00:00:00:00:01";

  private final ManualClock clock = new ManualClock(1_000_000_000_000L, 1_768_467_600_000_000L);
  private final Counters counters = new Counters();
  private final TestServices services = new TestServices();
  private final FrameCheck check;
  private final boolean keepsSent;
  private final Map<String, MemoryLink> links = new LinkedHashMap<>();
  private final Map<String, Deque<byte[]>> sent = new LinkedHashMap<>();
  private final Worker worker;

  private record NoRest() implements Idle {
    @Override
    public void idle(long maxNs) {}

    @Override
    public void wakeup() {}
  }

  /// @param inside interfaces behind which is nobody but real machines
  /// @param shared interfaces with both
  /// @param routes `NETWORK` or `NETWORK via GATEWAY`, all over `eth0`
  private Junction(
      String configuration,
      Set<String> inside,
      Set<String> shared,
      String[] routes,
      boolean keepsSent) {
    this.keepsSent = keepsSent;
    check = keepsSent ? new FrameCheck() : FrameCheck.ofForwarder();
    Loaded loaded =
        new ConfigLoader(NmapOsDb.empty(), MacPrefixes.empty(), HostLookup.none())
            .load("junction.conf", configuration, ConfigLoader.OnError.REFUSE);
    assertThat(loaded.diagnostics()).as("diagnostics").isEmpty();
    Honeynet honeynet = Objects.requireNonNull(loaded.honeynet());
    open(OUTSIDE);
    shared.forEach(this::open);
    inside.stream().sorted().forEach(this::open);
    List<OutsideRoute> known = new ArrayList<>();
    for (String route : routes) {
      String[] parts = route.split(" via ", -1);
      IpAddress gateway = parts.length == 1 ? null : IpAddress.parse(parts[1]);
      known.add(new OutsideRoute(OUTSIDE, IpRange.parse(parts[0]), gateway));
    }
    worker =
        new Worker(
            new Worker.Parts(
                "junction",
                List.<Link>copyOf(links.values()),
                honeynet,
                new LaneClocks(honeynet.topology(), clock.nanoTime()),
                Claims.of(honeynet.topology().networks()),
                new Surroundings(known, inside, ZoneOffset.UTC),
                Duties.ALL,
                RemoteSystemTable.none(),
                StackSettings.defaults(),
                clock,
                new NoRest(),
                1,
                new KeyedHash(1, 2),
                counters,
                keepsSent ? new RecordingSink() : new EventRing(1024, false, () -> {}),
                services,
                TcpInput::new));
  }

  /// A machine with `eth0` and one more interface for each that real machines are bound to.
  public static Junction of(String configuration, Set<String> inside, String... routes) {
    return new Junction(configuration, inside, Set.of(), routes, true);
  }

  /// The same for floods: what is sent is checked, but for payloads, and forgotten.
  public static Junction forFloods(String configuration, Set<String> inside, String... routes) {
    return new Junction(configuration, inside, Set.of(), routes, false);
  }

  /// The same, where visitors are on all interfaces.
  public static Junction shared(String configuration, Set<String> shared, String... routes) {
    return new Junction(configuration, Set.of(), shared, routes, true);
  }

  private void open(String name) {
    MemoryLink link = new MemoryLink(name, Framing.ETHERNET, FIRST_MAC + links.size(), 1500);
    links.put(name, link);
    sent.put(name, new ArrayDeque<>());
  }

  /// The MAC of one of our interfaces.
  public String mac(String name) {
    return new MacAddress(link(name).macBits()).toString();
  }

  /// One of our interfaces.
  public MemoryLink link(String name) {
    return Objects.requireNonNull(links.get(name), name);
  }

  private Deque<byte[]> sentOn(String name) {
    return Objects.requireNonNull(sent.get(name), name);
  }

  public long count(DropReason reason) {
    return counters.get(reason);
  }

  /// Sends one packet to the interface, unless it names other MACs, and lets the machine work.
  public void send(String name, String packet) {
    send(name, packet, ChecksumState.UNVERIFIED);
  }

  /// Sends one packet of which the kernel says that its checksum is not to be looked at.
  public void sendUnfinished(String name, String packet) {
    send(name, packet, ChecksumState.NOT_NEEDED);
  }

  private void send(String name, String packet, ChecksumState checksum) {
    byte[] frame =
        PacketSpec.parse(packet)
            .toEthernet(MacAddress.parse(SENDER_MAC).bits(), link(name).macBits());
    sendFrame(name, frame, checksum);
    pump();
  }

  /// Puts bytes as they are onto an interface, for the next time that the machine works.
  public void sendFrame(String name, byte[] frame, ChecksumState checksum) {
    MemorySegment bytes = MemorySegment.ofArray(frame);
    assertThat(link(name).inject(bytes, 0, frame.length, Link.NO_VLAN, checksum)).isTrue();
  }

  public Worker worker() {
    return worker;
  }

  public ManualClock clock() {
    return clock;
  }

  /// Services of the hosts.
  public TestServices services() {
    return services;
  }

  private void pump() {
    int idleTurns = 0;
    while (idleTurns < 2) {
      int work = worker.doWork();
      services.pump();
      links.forEach((name, link) ->
          link.drain(
              (bytes, at, length, _, _) -> {
                check.check(bytes, at, length, Framing.ETHERNET, link.mtu());
                if (keepsSent) {
                  sentOn(name).add(bytes.asSlice(at, length).toArray(ValueLayout.JAVA_BYTE));
                }
              },
              Integer.MAX_VALUE));
      idleTurns = work == 0 ? idleTurns + 1 : 0;
    }
  }

  /// Lets time pass, stopping at every deadline of the machine's on the way.
  public void advance(Duration duration) {
    long endNs = clock.nanoTime() + duration.toNanos();
    pump();
    while (clock.nanoTime() < endNs) {
      long nextNs = Math.min(worker.nextDeadlineNs(), endNs);
      clock.advanceNs(Math.max(0, nextNs - clock.nanoTime()));
      pump();
    }
  }

  /// The next packet on an interface, which must match the pattern.
  public PacketSpec expect(String name, String pattern) {
    byte[] frame = sentOn(name).poll();
    if (frame == null) {
      throw new AssertionError("nothing was sent on " + name + "; expected: " + pattern);
    }
    PacketSpec seen = PacketSpec.ofEthernet(frame);
    String mismatch = PacketSpec.parse(pattern).mismatch(seen);
    if (mismatch != null) {
      throw new AssertionError(mismatch);
    }
    return seen;
  }

  /// Nothing more was sent anywhere.
  public void expectSilence() {
    sent.forEach((name, frames) ->
        assertThat(frames.stream().map(PacketSpec::ofEthernet)).as(name).isEmpty());
  }

  @Override
  public void close() {
    pump();
    expectSilence();
    assertThat(worker.pendingTimers()).as("under way").isZero();
    worker.onClose();
    services.pump();
    assertThat(services.isIdle()).as("services have ended").isTrue();
  }
}
