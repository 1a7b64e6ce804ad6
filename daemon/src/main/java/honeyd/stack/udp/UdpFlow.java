package honeyd.stack.udp;

import honeyd.base.TimerWheel;
import honeyd.flow.FlowDatagrams;
import honeyd.model.Behaviour;
import honeyd.stack.Host;
import honeyd.stack.ReturnPath;
import honeyd.stack.Wakeable;
import org.jspecify.annotations.Nullable;

/// What is remembered of datagrams between one remote and one local port, kept in [UdpTable]. One
/// worker.
final class UdpFlow implements Wakeable, TimerWheel.Task {
  final long remoteHi;
  final long remoteLo;
  final int remotePort;
  final Host host;
  final int localPort;
  final Behaviour behaviour;
  final ReturnPath path;
  private final UdpInput owner;

  /// The link to the service, null for an open port without one.
  @Nullable FlowDatagrams service;

  long receivedBytes;
  long sentBytes;
  long openedNs;
  long lastUsedNs;
  int unreachables;

  /// Whether the last datagram was a question of multicast DNS, which everybody gets the answer to.
  boolean askedByMdns;

  long timer;

  /// Neighbours in order of last use.
  @Nullable UdpFlow older;

  @Nullable UdpFlow newer;

  UdpFlow(
      UdpInput owner,
      long remoteHi,
      long remoteLo,
      int remotePort,
      Host host,
      int localPort,
      Behaviour behaviour,
      ReturnPath path) {
    this.owner = owner;
    this.remoteHi = remoteHi;
    this.remoteLo = remoteLo;
    this.remotePort = remotePort;
    this.host = host;
    this.localPort = localPort;
    this.behaviour = behaviour;
    this.path = new ReturnPath(path);
  }

  boolean matches(
      long remoteHi, long remoteLo, int remotePort, long localHi, long localLo, int localPort) {
    return this.remotePort == remotePort
        && this.localPort == localPort
        && this.remoteLo == remoteLo
        && host.lo() == localLo
        && this.remoteHi == remoteHi
        && host.hi() == localHi;
  }

  @Override
  public void onWake(long nowNs) {
    owner.onServiceOutput(this, nowNs);
  }

  @Override
  public void onTimer(int kind, long nowNs) {
    owner.onIdleTimer(this, nowNs);
  }
}
