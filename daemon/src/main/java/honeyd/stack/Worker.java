package honeyd.stack;

import honeyd.base.Agent;
import honeyd.base.Clock;
import honeyd.base.Counters;
import honeyd.base.Idle;
import honeyd.base.Inbox;
import honeyd.base.KeyedHash;
import honeyd.base.Rng;
import honeyd.base.TimerWheel;
import honeyd.event.EventSink;
import honeyd.flow.FlowAcceptor;
import honeyd.link.Link;
import honeyd.model.Honeynet;
import honeyd.stack.icmp.IcmpErrors;
import honeyd.stack.icmp.IcmpInput;
import honeyd.stack.ip.Ipv4Input;
import honeyd.stack.transit.LaneClocks;
import honeyd.stack.transit.Transit;
import honeyd.stack.udp.UdpBroadcasts;
import honeyd.stack.udp.UdpInput;
import java.io.UncheckedIOException;
import java.util.List;

/// The machine: takes frames from its links, keeps the virtual hosts behind them, answers.
///
/// One thread owns everything in it (ARCHITECTURE.md §4). Other threads reach it through [#adopt]
/// and through the flows of services; both end the rest of a resting worker.
public final class Worker implements Agent {
  private static final int COMMAND_LIMIT = 16;
  private static final int WAKE_LIMIT = 512;
  private static final int TIMER_LIMIT = 1024;
  private static final int FRAME_LIMIT = 256;

  /// What a worker is made from.
  ///
  /// @param name for threads and messages
  /// @param links what it polls, at least one; it closes them
  /// @param honeynet who lives there, until the first [Worker#adopt]
  /// @param clocks queues of the network's lanes, shared with the other workers
  /// @param claims networks that are answered for
  /// @param surroundings what lies behind the links, until the first [Worker#adopt]
  /// @param duties which hosts and routers are this worker's
  /// @param remoteSystems what is known of senders, shared with the other workers
  /// @param settings limits
  /// @param clock read once per duty cycle
  /// @param idle how the worker's thread rests, to wake it
  /// @param seed for chance that is not secret
  /// @param hash secret and stable variety; the same for all workers
  /// @param counters this worker's own
  /// @param events where it says what happened
  /// @param acceptor where flows with a service go
  /// @param tcp makes the TCP input
  public record Parts(
      String name,
      List<Link> links,
      Honeynet honeynet,
      LaneClocks clocks,
      Claims claims,
      Surroundings surroundings,
      Duties duties,
      RemoteSystemTable remoteSystems,
      StackSettings settings,
      Clock clock,
      Idle idle,
      long seed,
      KeyedHash hash,
      Counters counters,
      EventSink events,
      FlowAcceptor acceptor,
      TransportInput.Factory tcp) {
    public Parts {
      links = List.copyOf(links);
      if (links.isEmpty()) {
        throw new IllegalArgumentException("a worker needs a link");
      }
    }

    /// A worker that shares its network with no other, among plain surroundings.
    public Parts(
        String name,
        List<? extends Link> links,
        Honeynet honeynet,
        Claims claims,
        StackSettings settings,
        Clock clock,
        Idle idle,
        long seed,
        KeyedHash hash,
        Counters counters,
        EventSink events,
        FlowAcceptor acceptor,
        TransportInput.Factory tcp) {
      this(
          name,
          List.copyOf(links),
          honeynet,
          new LaneClocks(honeynet.topology(), clock.nanoTime()),
          claims,
          Surroundings.PLAIN,
          Duties.ALL,
          RemoteSystemTable.none(),
          settings,
          clock,
          idle,
          seed,
          hash,
          counters,
          events,
          acceptor,
          tcp);
    }

    /// The same with another table of senders' systems.
    public Parts withRemoteSystems(RemoteSystemTable table) {
      return new Parts(
          name,
          links,
          honeynet,
          clocks,
          claims,
          surroundings,
          duties,
          table,
          settings,
          clock,
          idle,
          seed,
          hash,
          counters,
          events,
          acceptor,
          tcp);
    }

    /// The same in other surroundings.
    public Parts in(Surroundings other) {
      return new Parts(
          name,
          links,
          honeynet,
          clocks,
          claims,
          other,
          duties,
          remoteSystems,
          settings,
          clock,
          idle,
          seed,
          hash,
          counters,
          events,
          acceptor,
          tcp);
    }
  }

  private final String name;
  private final Idle idle;
  private final Link[] links;
  private final Ingress[] ingresses;
  private final CycleTime time;
  private final TimerWheel timers;
  private final WakeQueue wakes;
  private final Inbox<Adoption> adoptions = new Inbox<>();
  private final Inbox<Question> questions = new Inbox<>();
  private final HostTable hosts;
  private final Neighbours neighbours;
  private final Transit transit;
  private final InsideLinks insideLinks;
  private final StackContext context;
  private final Ipv4Input ipv4;
  private final UdpBroadcasts broadcasts;
  private final Inspection inspection;
  private final ArpInput arp;

  public Worker(Parts parts) {
    this.name = parts.name;
    this.idle = parts.idle;
    this.links = parts.links.toArray(Link[]::new);
    this.ingresses = new Ingress[links.length];
    time = new CycleTime(parts.clock);
    List<Attachment> attachments = parts.surroundings.attach(parts.links);
    Attachment any = attachments.getFirst();
    timers = new TimerWheel(time.nowNs);
    wakes = new WakeQueue(idle);
    hosts = new HostTable(parts.honeynet, parts.hash, parts.settings);
    neighbours = new Neighbours(parts.settings, time, timers, parts.counters, parts.events);
    Rng rng = new Rng(parts.seed);
    transit = new Transit(parts.settings.maxTransitBytes(), any, rng, parts.counters, parts.clocks);
    insideLinks = new InsideLinks(attachments, parts.honeynet);
    Taps taps = new Taps();
    Egress egress = new Egress(any, time, parts.counters, neighbours, hosts, transit, taps);
    context =
        new StackContext(
            rng,
            parts.hash,
            parts.counters,
            parts.events,
            timers,
            egress,
            hosts,
            parts.acceptor,
            wakes,
            parts.settings,
            time,
            parts.claims,
            neighbours,
            transit,
            insideLinks,
            OutsideRoutes.of(parts.surroundings.routes(), attachments),
            parts.duties,
            new RemoteSystems(parts.remoteSystems, time, parts.events),
            new LocalTime(parts.surroundings.zone()),
            parts.surroundings.vacancies());
    IcmpErrors errors = new IcmpErrors(context);
    UdpInput udp = new UdpInput(context, errors);
    TransportInput tcp = parts.tcp.create(context);
    ipv4 = new Ipv4Input(context, any, errors, new IcmpInput(context, udp), udp, tcp);
    broadcasts = new UdpBroadcasts(context);
    broadcasts.adopt(time.nowNs);
    inspection = new Inspection(hosts, taps, tcp, udp, this);
    arp =
        new ArpInput(
            time,
            parts.counters,
            parts.events,
            hosts,
            parts.claims,
            parts.surroundings.vacancies(),
            neighbours,
            insideLinks,
            egress);
    for (int i = 0; i < links.length; i++) {
      ingresses[i] = new Ingress(attachments.get(i), time, parts.counters, arp, ipv4, taps);
    }
  }

  /// Has the worker take another network in its next turn. Any thread.
  public void adopt(Adoption adoption) {
    adoptions.put(adoption);
    idle.wakeup();
  }

  /// Has the worker look at or do something in its next turn. Any thread.
  public void ask(Question question) {
    questions.put(question);
    idle.wakeup();
  }

  @Override
  public int doWork() {
    time.read();
    int work = adoptWaiting() + answerWaiting();
    work += wakes.drain(time.nowNs, WAKE_LIMIT);
    work += timers.poll(time.nowNs, TIMER_LIMIT);
    work += transit.poll(time.nowNs);
    work += ipv4.takeMail(time.nowNs);
    for (int i = 0; i < links.length; i++) {
      work += links[i].receive(ingresses[i], FRAME_LIMIT);
    }
    for (int i = 0; i < links.length; i++) {
      links[i].flush();
    }
    for (Ingress ingress : ingresses) {
      RuntimeException error = ingress.takeError();
      if (error != null) {
        throw error;
      }
    }
    return work;
  }

  private int adoptWaiting() {
    int work = 0;
    while (work < COMMAND_LIMIT) {
      Adoption next = adoptions.poll();
      if (next == null) {
        break;
      }
      take(next);
      work++;
    }
    return work;
  }

  private int answerWaiting() {
    int work = 0;
    while (work < COMMAND_LIMIT) {
      Question next = questions.poll();
      if (next == null) {
        break;
      }
      next.ask(inspection, time.nowNs);
      work++;
    }
    return work;
  }

  private void take(Adoption next) {
    Claims claims = next.claims();
    if (claims != null) {
      context.claims(claims);
      arp.claims(claims);
    }
    hosts.adopt(next.honeynet());
    insideLinks.adopt(next.honeynet());
    transit.adopt(next.clocks());
    context.outsideRoutes(OutsideRoutes.of(next.outsideRoutes(), insideLinks.attachments()));
    ipv4.adopt();
    broadcasts.adopt(time.nowNs);
    try {
      for (int i = 0; i < next.filters().size(); i++) {
        links[i].filter(next.filters().get(i));
      }
      next.done().complete(null);
    } catch (UncheckedIOException e) {
      next.done().completeExceptionally(e);
    }
  }

  @Override
  public long nextDeadlineNs() {
    return Math.min(timers.nextDeadlineNs(), transit.nextDeadlineNs());
  }

  /// Timers and packets under way that are still to come: nothing is under way when there are none.
  /// Worker's thread.
  public int pendingTimers() {
    return timers.size() + transit.size();
  }

  /// Hosts that have state. Worker's thread.
  public int hostsInUse() {
    return hosts.size();
  }

  @Override
  public void onClose() {
    time.read();
    broadcasts.close();
    ipv4.close(time.nowNs);
    transit.close();
    neighbours.close();
    for (Link link : links) {
      link.flush();
      link.close();
    }
  }

  @Override
  public String roleName() {
    return name;
  }
}
