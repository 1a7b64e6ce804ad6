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
import honeyd.stack.udp.UdpInput;
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
  /// @param claims networks that are answered for
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
    public Parts {
      links = List.copyOf(links);
      if (links.isEmpty()) {
        throw new IllegalArgumentException("a worker needs a link");
      }
    }
  }

  private final String name;
  private final Clock clock;
  private final Idle idle;
  private final Link[] links;
  private final Ingress[] ingresses;
  private final CycleTime time = new CycleTime();
  private final TimerWheel timers;
  private final WakeQueue wakes;
  private final Inbox<Honeynet> adoptions = new Inbox<>();
  private final HostTable hosts;
  private final Neighbours neighbours;
  private final Ipv4Input ipv4;

  public Worker(Parts parts) {
    this.name = parts.name;
    this.clock = parts.clock;
    this.idle = parts.idle;
    this.links = parts.links.toArray(Link[]::new);
    this.ingresses = new Ingress[links.length];
    time.nowNs = clock.nanoTime();
    time.epochMicros = clock.epochMicros();
    Attachment[] attachments = new Attachment[links.length];
    for (int i = 0; i < links.length; i++) {
      attachments[i] = new Attachment(links[i], i);
    }
    timers = new TimerWheel(time.nowNs);
    wakes = new WakeQueue(idle);
    hosts = new HostTable(parts.honeynet, parts.hash, parts.settings);
    neighbours = new Neighbours(parts.settings, time, timers, parts.counters, parts.events);
    Egress egress = new Egress(attachments[0], parts.counters, neighbours);
    StackContext context =
        new StackContext(
            new Rng(parts.seed),
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
            neighbours);
    IcmpErrors errors = new IcmpErrors(context);
    UdpInput udp = new UdpInput(context, errors);
    ipv4 =
        new Ipv4Input(
            context,
            attachments[0],
            errors,
            new IcmpInput(context, udp),
            udp,
            parts.tcp.create(context));
    ArpInput arp =
        new ArpInput(time, parts.counters, parts.events, hosts, parts.claims, neighbours, egress);
    for (int i = 0; i < links.length; i++) {
      ingresses[i] = new Ingress(attachments[i], time, parts.counters, arp, ipv4);
    }
  }

  /// Has the worker take another network in its next turn. Any thread.
  public void adopt(Honeynet honeynet) {
    adoptions.put(honeynet);
    idle.wakeup();
  }

  @Override
  public int doWork() {
    time.nowNs = clock.nanoTime();
    time.epochMicros = clock.epochMicros();
    int work = adoptWaiting();
    work += wakes.drain(time.nowNs, WAKE_LIMIT);
    work += timers.poll(time.nowNs, TIMER_LIMIT);
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
      Honeynet honeynet = adoptions.poll();
      if (honeynet == null) {
        break;
      }
      hosts.adopt(honeynet);
      work++;
    }
    return work;
  }

  @Override
  public long nextDeadlineNs() {
    return timers.nextDeadlineNs();
  }

  /// Timers that are still to come: nothing is under way when there are none. Worker's thread.
  public int pendingTimers() {
    return timers.size();
  }

  /// Hosts that have state. Worker's thread.
  public int hostsInUse() {
    return hosts.size();
  }

  @Override
  public void onClose() {
    time.nowNs = clock.nanoTime();
    time.epochMicros = clock.epochMicros();
    ipv4.close(time.nowNs);
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
