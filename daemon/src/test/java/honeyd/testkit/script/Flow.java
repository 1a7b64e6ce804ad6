package honeyd.testkit.script;

import honeyd.net.IpAddress;

/// Who talks to whom: what the packets of a script leave out.
///
/// @param kind the protocol: TCP, UDP or ICMP
/// @param src where packets come from
/// @param srcPort 0 for ICMP
/// @param dst where they go to
/// @param dstPort 0 for ICMP
public record Flow(PacketSpec.Kind kind, IpAddress src, int srcPort, IpAddress dst, int dstPort) {
  /// The other direction.
  public Flow reversed() {
    return new Flow(kind, dst, dstPort, src, srcPort);
  }

  @Override
  public String toString() {
    String word = PacketSpec.word(kind);
    return kind == PacketSpec.Kind.ICMP
        ? word + " " + src + " > " + dst
        : word + " " + src + ":" + srcPort + " > " + dst + ":" + dstPort;
  }
}
