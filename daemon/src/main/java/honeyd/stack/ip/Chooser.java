package honeyd.stack.ip;

import honeyd.model.Condition;
import honeyd.personality.passive.SourceSystem;
import honeyd.stack.Choice;
import honeyd.stack.Host;
import honeyd.stack.HostTable;
import honeyd.stack.LocalTime;
import honeyd.stack.StackContext;
import honeyd.stack.TransportInput;
import honeyd.wire.IpProtocol;
import honeyd.wire.Ipv4View;
import org.jspecify.annotations.Nullable;

/// Finds for a packet to an address with a dynamic template the machine there that it is for: the
/// one with which its flow began, else that of the first member whose condition holds. One worker;
/// allocates nothing.
final class Chooser {
  private final StackContext context;
  private final LocalTime localTime;
  private final TransportInput icmp;
  private final TransportInput udp;
  private final TransportInput tcp;

  Chooser(StackContext context, TransportInput icmp, TransportInput udp, TransportInput tcp) {
    this.context = context;
    this.localTime = context.localTime();
    this.icmp = icmp;
    this.udp = udp;
    this.tcp = tcp;
  }

  /// The machine that a packet is for, or null when no condition holds: nobody lives there for it.
  ///
  /// @param ip wrapped around the packet, which has been checked
  /// @param representative who is at its destination where there is no sender to judge by
  @Nullable Host choose(Ipv4View ip, Host representative, long nowNs) {
    HostTable hosts = context.hosts();
    Choice choice = hosts.choiceAt(representative.hi(), representative.lo());
    if (choice == null) {
      return representative;
    }
    Host host = ofFlow(ip, nowNs);
    if (host != null) {
      return host;
    }
    for (int i = 0; i < choice.size(); i++) {
      if (holds(choice.condition(i), ip)) {
        return hosts.member(
            representative.hi(), representative.lo(), choice, choice.number(i), nowNs);
      }
    }
    return null;
  }

  private boolean holds(Condition condition, Ipv4View ip) {
    return switch (condition) {
      case Condition.SourceAddress c -> c.range().contains(0, ip.srcLo());
      case Condition.SourceOs c -> {
        SourceSystem system = context.remoteOs(0, ip.srcLo());
        yield system != null && system.matches(c.name());
      }
      case Condition.TimeBetween c -> c.contains(localTime.secondOfDay(context.epochMicros()));
      case Condition.OfProtocol c -> c.protocol().number() == ip.protocol();
      case Condition.Otherwise _ -> true;
    };
  }

  /// Fragments do not say which flow they belong to.
  private @Nullable Host ofFlow(Ipv4View ip, long nowNs) {
    if (ip.isFragment()) {
      return null;
    }
    return switch (ip.protocol()) {
      case IpProtocol.TCP -> tcp.hostOfFlow(ip, nowNs);
      case IpProtocol.UDP -> udp.hostOfFlow(ip, nowNs);
      case IpProtocol.ICMP -> icmp.hostOfFlow(ip, nowNs);
      default -> null;
    };
  }
}
