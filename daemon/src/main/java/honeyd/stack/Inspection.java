package honeyd.stack;

import java.util.List;

/// What can be seen of a worker and done to its flows from outside, by a [Question] and so on its
/// thread.
///
/// Each call does a bounded piece of work, so that no packet waits for long; whoever wants to see
/// much asks several times. Between two calls flows come and go: one may be missed or seen twice.
public final class Inspection {
  /// Comes back from a scan that is through.
  public static final int THROUGH = -1;

  /// The kind of flows that are TCP connections.
  public static final int TCP = 0;

  /// The kind of flows that are UDP's.
  public static final int UDP = 1;

  private final HostTable hosts;
  private final Taps taps;
  private final List<TransportInput> transports;
  private final Worker worker;

  /// How many there are.
  ///
  /// @param hosts that have state
  /// @param resting hosts that are remembered beside them
  /// @param tcp connections, half-open ones included
  /// @param udp flows
  /// @param timers deadlines and packets under way
  public record Census(int hosts, int resting, int tcp, int udp, int timers) {}

  Inspection(HostTable hosts, Taps taps, TransportInput tcp, TransportInput udp, Worker worker) {
    this.hosts = hosts;
    this.taps = taps;
    this.transports = List.of(tcp, udp);
    this.worker = worker;
  }

  public Census census() {
    return new Census(
        hosts.size(),
        hosts.resting(),
        transports.get(TCP).flows(),
        transports.get(UDP).flows(),
        worker.pendingTimers());
  }

  /// Looks at flows of one kind.
  ///
  /// @param kind [#TCP] or [#UDP]
  /// @param from the place to begin at: 0, then what came back
  /// @param places how many to look at
  /// @return where to go on, or [#THROUGH]
  public int scan(int kind, int from, int places, FlowVisitor visitor, long nowNs) {
    return transports.get(kind).scan(from, places, visitor, nowNs);
  }

  /// The hosts at an address: those of its members that have state where there is a choice, else
  /// the one that stands for all; none where nobody lives. None is made.
  public List<HostSummary> hosts(long hi, long lo, long nowNs) {
    return hosts.summaries(hi, lo, nowNs);
  }

  /// Begins to show frames to a tap.
  public void add(PacketTap tap) {
    taps.add(tap);
  }

  public void remove(PacketTap tap) {
    taps.remove(tap);
  }
}
