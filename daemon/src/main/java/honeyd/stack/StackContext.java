package honeyd.stack;

import honeyd.base.Counters;
import honeyd.base.KeyedHash;
import honeyd.base.Rng;
import honeyd.base.TimerWheel;
import honeyd.event.EventSink;
import honeyd.flow.FlowAcceptor;
import honeyd.personality.passive.SourceSystem;
import honeyd.stack.transit.Transit;
import org.jspecify.annotations.Nullable;

/// What the layers of one worker's stack share. One worker.
public final class StackContext {
  private final Rng rng;
  private final KeyedHash hash;
  private final Counters counters;
  private final EventSink events;
  private final TimerWheel timers;
  private final Egress egress;
  private final HostTable hosts;
  private final FlowAcceptor acceptor;
  private final WakeQueue wakes;
  private final StackSettings settings;
  private final CycleTime time;
  private Claims claims;
  private final Neighbours neighbours;
  private final Transit transit;
  private final InsideLinks insideLinks;
  private final Duties duties;
  private final RemoteSystems remoteSystems;
  private final LocalTime localTime;
  private final Vacancies vacancies;
  private OutsideRoutes outsideRoutes;

  StackContext(
      Rng rng,
      KeyedHash hash,
      Counters counters,
      EventSink events,
      TimerWheel timers,
      Egress egress,
      HostTable hosts,
      FlowAcceptor acceptor,
      WakeQueue wakes,
      StackSettings settings,
      CycleTime time,
      Claims claims,
      Neighbours neighbours,
      Transit transit,
      InsideLinks insideLinks,
      OutsideRoutes outsideRoutes,
      Duties duties,
      RemoteSystems remoteSystems,
      LocalTime localTime,
      Vacancies vacancies) {
    this.rng = rng;
    this.hash = hash;
    this.counters = counters;
    this.events = events;
    this.timers = timers;
    this.egress = egress;
    this.hosts = hosts;
    this.acceptor = acceptor;
    this.wakes = wakes;
    this.settings = settings;
    this.time = time;
    this.claims = claims;
    this.neighbours = neighbours;
    this.transit = transit;
    this.insideLinks = insideLinks;
    this.outsideRoutes = outsideRoutes;
    egress.outsideRoutes(outsideRoutes);
    this.duties = duties;
    this.remoteSystems = remoteSystems;
    this.localTime = localTime;
    this.vacancies = vacancies;
  }

  /// This worker's share of hosts and routers.
  public Duties duties() {
    return duties;
  }

  /// Chance that is not secret.
  public Rng rng() {
    return rng;
  }

  /// Secret, stable variety.
  public KeyedHash hash() {
    return hash;
  }

  public Counters counters() {
    return counters;
  }

  public EventSink events() {
    return events;
  }

  public TimerWheel timers() {
    return timers;
  }

  /// The one way out.
  public Egress egress() {
    return egress;
  }

  public HostTable hosts() {
    return hosts;
  }

  /// Where flows with a service go.
  public FlowAcceptor acceptor() {
    return acceptor;
  }

  /// How services reach the worker.
  public WakeQueue wakes() {
    return wakes;
  }

  public StackSettings settings() {
    return settings;
  }

  /// When the frame came that is being worked on, on the monotonic scale. The worker may have been
  /// busy meanwhile, or the duty cycle may have begun before.
  public long arrivedNs() {
    return time.arrivedNs;
  }

  /// Calendar time of this duty cycle, for events: microseconds since 1970-01-01T00:00Z.
  public long epochMicros() {
    return time.epochMicros;
  }

  /// Where SYNs tell their senders' systems.
  public RemoteSystems remoteSystems() {
    return remoteSystems;
  }

  /// The system that a remote address was seen to have within the last minutes, for conditions (see
  /// [SourceSystem#matches]); null when nothing is known.
  public @Nullable SourceSystem remoteOs(long hi, long lo) {
    return remoteSystems.of(hi, lo);
  }

  /// The same as logs and scripts name it.
  public @Nullable String remoteOsText(long hi, long lo) {
    SourceSystem system = remoteSystems.of(hi, lo);
    return system == null ? null : system.text();
  }

  /// The time of day, for conditions.
  public LocalTime localTime() {
    return localTime;
  }

  /// Which addresses may be answered for in ARP, and which are a real machine's.
  public Vacancies vacancies() {
    return vacancies;
  }

  /// The networks that are answered for.
  public Claims claims() {
    return claims;
  }

  void claims(Claims others) {
    claims = others;
  }

  /// The MACs of remote addresses.
  public Neighbours neighbours() {
    return neighbours;
  }

  /// The way through the virtual network.
  public Transit transit() {
    return transit;
  }

  /// Which links lead to real machines inside.
  public InsideLinks insideLinks() {
    return insideLinks;
  }

  /// How addresses outside are reached that nobody was heard from.
  public OutsideRoutes outsideRoutes() {
    return outsideRoutes;
  }

  void outsideRoutes(OutsideRoutes routes) {
    outsideRoutes = routes;
    egress.outsideRoutes(routes);
  }
}
