package honeyd.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.base.Counter;
import honeyd.base.Counters;
import honeyd.base.DropReason;
import honeyd.base.Idle;
import honeyd.base.KeyedHash;
import honeyd.base.ManualClock;
import honeyd.config.ConfigLoader;
import honeyd.config.HostLookup;
import honeyd.config.Loaded;
import honeyd.event.EventSink;
import honeyd.link.Link;
import honeyd.link.Link.ChecksumState;
import honeyd.link.Link.Framing;
import honeyd.link.MemoryLink;
import honeyd.model.Honeynet;
import honeyd.model.Template;
import honeyd.net.IpAddress;
import honeyd.net.IpRange;
import honeyd.net.MacAddress;
import honeyd.net.RangeMap;
import honeyd.personality.NmapOsDb;
import honeyd.personality.PersonalityCatalog;
import honeyd.personality.VendorLookup;
import honeyd.personality.passive.PassiveCatalog;
import honeyd.stack.Adoption;
import honeyd.stack.Claims;
import honeyd.stack.RemoteSystemTable;
import honeyd.stack.StackSettings;
import honeyd.stack.Surroundings;
import honeyd.stack.Vacancies;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The whole machine on a memory link, under a clock that the test turns.
///
/// ```
/// try (Bench bench = Bench.builder().bind("10.0.0.9", host().tcp(80, service("echo"))).build()) {
///   bench.send("icmp 10.0.0.1 > 10.0.0.9 echo-request id 1 seq 2 (4) \"ping\"");
///   bench.expectOne("icmp 10.0.0.9 > 10.0.0.1 echo-reply id 1 seq 2 (4) \"ping\" {ttl 64}");
///   bench.expectSilenceFor(Duration.ofSeconds(3));
/// }
/// ```
///
/// Packets are written in the notation of [PacketSpec]. [#close] asserts quiescence: nothing sent
/// that was not expected, every frame well-formed, no timer left that the test did not declare, no
/// service left without its flow.
public final class Bench implements AutoCloseable {
  /// MAC of the interface.
  public static final long LINK_MAC = MacAddress.parse("02:00:00:00:00:fe").bits();

  /// MAC of whoever sends to the machine, unless a packet says otherwise.
  public static final long CLIENT_MAC = MacAddress.parse("02:00:00:00:00:01").bits();

  private static final long START_NS = 1_000_000_000_000L;

  /// 2026-01-15T09:00:00Z.
  private static final long START_EPOCH_MICROS = 1_768_467_600_000_000L;

  private final ManualClock clock = new ManualClock(START_NS, START_EPOCH_MICROS);
  private final Counters counters = new Counters();
  private final RecordingSink events = new RecordingSink();
  private final TestServices services = new TestServices();
  private final FrameCheck check = new FrameCheck();
  private final Deque<byte[]> sent = new ArrayDeque<>();
  private final MemoryLink link;
  private final Worker worker;
  private final boolean keepsSent;
  private int declaredTimers;
  private boolean closed;

  /// What a bench is made from.
  public static final class Builder {
    private final Map<String, Template> templates = new HashMap<>();
    private final RangeMap.Builder<Template> bindings = new RangeMap.Builder<>();
    private final List<IpAddress> entryRouters = new ArrayList<>();
    private @Nullable Template defaultTemplate;
    private @Nullable Honeynet honeynet;
    private Framing framing = Framing.IP;
    private int mtu = 1500;
    private UnaryOperator<Link> decorator = link -> link;
    private StackSettings settings = StackSettings.defaults();
    private Claims claims = Claims.everything();
    private Vacancies vacancies = Vacancies.ALL;
    private long seed = 1;
    private @Nullable EventSink sink;
    private boolean keepsSent = true;
    private String passive = "";

    /// Binds an address, prefix or range to a host.
    public Builder bind(String range, TestHost host) {
      bindings.put(IpRange.parse(range), host.template());
      return this;
    }

    public Builder defaultHost(TestHost host) {
      defaultTemplate = host.template();
      return this;
    }

    public Builder entryRouter(String address) {
      entryRouters.add(IpAddress.parse(address));
      return this;
    }

    /// Takes a network as it is, instead of what was bound.
    public Builder honeynet(Honeynet honeynet) {
      this.honeynet = honeynet;
      return this;
    }

    /// Takes the network that a configuration means, with the built-in personality for every host.
    public Builder config(String text) {
      return honeynet(Bench.network(text, NmapOsDb.empty()));
    }

    /// Frames have Ethernet headers; without this they begin with the IP header.
    public Builder ethernet() {
      framing = Framing.ETHERNET;
      return this;
    }

    /// What the machine has in front of the memory link.
    public Builder decorate(UnaryOperator<Link> decorator) {
      this.decorator = decorator;
      return this;
    }

    public Builder mtu(int bytes) {
      mtu = bytes;
      return this;
    }

    public Builder settings(StackSettings settings) {
      this.settings = settings;
      return this;
    }

    /// Networks on the command line.
    public Builder claims(String... networks) {
      List<IpRange> ranges = new ArrayList<>();
      for (String network : networks) {
        ranges.add(IpRange.parse(network));
      }
      claims = Claims.of(ranges);
      return this;
    }

    /// What hosts ask before they answer ARP; nothing unless set.
    public Builder vacancies(Vacancies vacancies) {
      this.vacancies = vacancies;
      return this;
    }

    /// Seed of chance and key of hosts.
    public Builder seed(long seed) {
      this.seed = seed;
      return this;
    }

    /// Where events go, instead of [Bench#events].
    public Builder sink(EventSink sink) {
      this.sink = sink;
      return this;
    }

    /// Signatures by which senders' systems are known.
    ///
    /// @param database text of a `p0f.fp` or `pf.os`
    public Builder passive(String database) {
      passive = database;
      return this;
    }

    /// Frames that are sent are checked and forgotten: for floods.
    public Builder forgetSent() {
      keepsSent = false;
      return this;
    }

    public Bench build() {
      return new Bench(this);
    }

    private Honeynet network() {
      return honeynet != null
          ? honeynet
          : new Honeynet(templates, bindings.build(), defaultTemplate, entryRouters);
    }
  }

  /// The network that a configuration means, about which there is nothing to say.
  public static Honeynet network(String text, PersonalityCatalog catalog) {
    Loaded loaded =
        new ConfigLoader(catalog, new NoVendors(), HostLookup.none())
            .load("bench.conf", text, ConfigLoader.OnError.REFUSE);
    assertThat(loaded.diagnostics()).as("diagnostics").isEmpty();
    return Objects.requireNonNull(loaded.honeynet());
  }

  /// Has the machine take another network, as a reload does.
  public void adopt(Honeynet honeynet) {
    worker.adopt(
        new Adoption(honeynet, new LaneClocks(honeynet.topology(), clock.nanoTime()), List.of()));
    pump();
  }

  private record NoVendors() implements VendorLookup {
    @Override
    public int find(String words) {
      return -1;
    }

    @Override
    public List<String> nearest(String words, int limit) {
      return List.of();
    }
  }

  private record NoRest() implements Idle {
    @Override
    public void idle(long maxNs) {}

    @Override
    public void wakeup() {}
  }

  private Bench(Builder b) {
    keepsSent = b.keepsSent;
    link = new MemoryLink(b.framing, b.framing == Framing.ETHERNET ? LINK_MAC : 0, b.mtu);
    KeyedHash hash = new KeyedHash(b.seed, ~b.seed);
    PassiveCatalog passive = PassiveCatalog.parse("bench.fp", b.passive);
    assertThat(passive.notes()).as("notes of the signatures").isEmpty();
    worker =
        new Worker(
            new Worker.Parts(
                    "bench",
                    List.of(b.decorator.apply(link)),
                    b.network(),
                    b.claims,
                    b.settings,
                    clock,
                    new NoRest(),
                    b.seed,
                    hash,
                    counters,
                    b.sink == null ? events : b.sink,
                    services,
                    TcpInput::new)
                .withRemoteSystems(RemoteSystemTable.of(passive, hash))
                .in(new Surroundings(List.of(), Set.of(), ZoneOffset.UTC, b.vacancies)));
  }

  public static Builder builder() {
    return new Builder();
  }

  /// A bench with one plain host at 10.0.0.9 on a link without Ethernet.
  public static Bench withHost(TestHost host) {
    return builder().bind("10.0.0.9", host).build();
  }

  public Worker worker() {
    return worker;
  }

  public MemoryLink link() {
    return link;
  }

  public RecordingSink events() {
    return events;
  }

  public TestServices services() {
    return services;
  }

  public ManualClock clock() {
    return clock;
  }

  public long count(Counter counter) {
    return counters.get(counter);
  }

  public long count(DropReason reason) {
    return counters.get(reason);
  }

  /// Sends one packet to the machine and lets it work. On Ethernet it goes from [#CLIENT_MAC] to
  /// the interface unless it says otherwise.
  public void send(String packet) {
    send(PacketSpec.parse(packet));
  }

  public void send(PacketSpec packet) {
    sendFrame(
        link.framing() == Framing.ETHERNET
            ? packet.toEthernet(CLIENT_MAC, LINK_MAC)
            : packet.toIp());
  }

  public void send(Packet packet) {
    send(packet.spec());
  }

  /// Sends bytes as they are.
  public void sendFrame(byte[] frame) {
    assertThat(link.inject(frame)).as("room in the link").isTrue();
    pump();
  }

  /// Sends one packet that has waited for the machine: on the link without Ethernet.
  ///
  /// @param receivedEpochNs when the kernel took it in
  public void sendLate(PacketSpec packet, long receivedEpochNs) {
    byte[] frame = packet.toIp();
    assertThat(
            link.inject(
                MemorySegment.ofArray(frame),
                0,
                frame.length,
                Link.NO_VLAN,
                ChecksumState.UNVERIFIED,
                receivedEpochNs))
        .as("room in the link")
        .isTrue();
    pump();
  }

  /// Lets machine and services work until nothing is left to do at this moment.
  public void pump() {
    int idleTurns = 0;
    for (int turns = 0; idleTurns < 2; turns++) {
      if (turns > 10_000) {
        throw new AssertionError("the machine does not come to rest");
      }
      int work = worker.doWork();
      services.pump();
      take();
      idleTurns = work == 0 ? idleTurns + 1 : 0;
    }
  }

  private void take() {
    link.drain(this::onSent, Integer.MAX_VALUE);
  }

  private void onSent(MemorySegment bytes, long at, int length, int vlan, ChecksumState checksum) {
    check.check(bytes, at, length, link.framing(), link.mtu());
    if (keepsSent) {
      sent.add(bytes.asSlice(at, length).toArray(ValueLayout.JAVA_BYTE));
    }
  }

  /// Lets time pass, stopping at every deadline of the machine's on the way.
  public void advance(Duration duration) {
    long endNs = clock.nanoTime() + duration.toNanos();
    pump();
    while (true) {
      long nextNs = Math.min(worker.nextDeadlineNs(), endNs);
      clock.advanceNs(Math.max(0, nextNs - clock.nanoTime()));
      pump();
      if (clock.nanoTime() >= endNs) {
        return;
      }
    }
  }

  /// The next frame that was sent and not yet looked at, or null.
  public byte @Nullable [] poll() {
    return sent.poll();
  }

  /// Whether something was sent and not yet looked at.
  public boolean hasSent() {
    return !sent.isEmpty();
  }

  /// All frames that were sent and not yet looked at.
  public List<byte[]> takeAll() {
    List<byte[]> all = new ArrayList<>(sent);
    sent.clear();
    return all;
  }

  /// The next packet, whatever it is.
  public PacketSpec next() {
    byte[] frame = sent.poll();
    if (frame == null) {
      throw new AssertionError("nothing was sent");
    }
    return spec(frame);
  }

  /// The next packet, which must match the pattern.
  public PacketSpec expect(String pattern) {
    if (sent.isEmpty()) {
      throw new AssertionError("nothing was sent; expected: " + pattern);
    }
    PacketSpec seen = next();
    String mismatch = PacketSpec.parse(pattern).mismatch(seen);
    if (mismatch != null) {
      throw new AssertionError(mismatch);
    }
    return seen;
  }

  /// The next packet, of which all this must be true, and no other.
  public PacketSpec expectOne(Check... checks) {
    PacketSpec seen = next();
    String mismatch = Checks.expected(checks).mismatch(seen);
    if (mismatch != null) {
      throw new AssertionError(mismatch);
    }
    expectSilence();
    return seen;
  }

  /// The next packet, which must match the pattern, and no other.
  public PacketSpec expectOne(String pattern) {
    PacketSpec seen = expect(pattern);
    expectSilence();
    return seen;
  }

  /// Nothing more was sent.
  public void expectSilence() {
    byte[] frame = sent.peek();
    if (frame != null) {
      throw new AssertionError("expected silence, seen " + spec(frame));
    }
  }

  /// Nothing is sent while this time passes.
  public void expectSilenceFor(Duration duration) {
    expectSilence();
    advance(duration);
    expectSilence();
  }

  /// Says how many timers may be left at the end.
  public void declareTimers(int count) {
    declaredTimers = count;
  }

  private PacketSpec spec(byte[] frame) {
    return link.framing() == Framing.ETHERNET
        ? PacketSpec.ofEthernet(frame)
        : PacketSpec.ofIp(frame);
  }

  /// Asserts quiescence and stops the machine.
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    pump();
    expectSilence();
    assertThat(worker.pendingTimers()).as("timers left").isLessThanOrEqualTo(declaredTimers);
    assertThat(link.waiting()).as("frames not taken").isZero();
    worker.onClose();
    assertThat(worker.pendingTimers()).as("timers left after the end").isZero();
    services.pump();
    assertThat(services.isIdle()).as("services have ended").isTrue();
  }
}
