package honeyd.stack.tcp;

import honeyd.model.Template;
import honeyd.net.IpAddress;
import honeyd.net.Transport;
import honeyd.stack.FlowSummary;
import honeyd.stack.FlowVisitor;
import honeyd.stack.Inspection;
import honeyd.stack.StackContext;
import org.jspecify.annotations.Nullable;

/// Shows connections to somebody outside, and ends those that he wants to end. One worker.
///
/// Places are those of the half-open connections, then those of the tarpit's, whose numbers never
/// shrink, then the table's: where one grows in between, some are seen twice.
final class TcpScan {
  private static final long UNKNOWN = -1;

  private final StackContext context;
  private final TcpConnections connections;

  TcpScan(StackContext context, TcpConnections connections) {
    this.context = context;
    this.connections = connections;
  }

  int run(int from, int places, FlowVisitor visitor, long nowNs) {
    int halfOpen = connections.halfOpen().slots();
    int resting = halfOpen + connections.tarpit().table().slots();
    int all = resting + connections.table().places();
    int place = from;
    for (int i = 0; i < places && place < all; i++) {
      boolean ended =
          place < halfOpen
              ? endsHalfOpen(place, visitor, nowNs)
              : place < resting
                  ? endsHeld(place - halfOpen, visitor, nowNs)
                  : ends(connections.table().at(place - resting), visitor, nowNs);
      // Another may have moved to the place of one that was ended.
      place += ended ? 0 : 1;
    }
    return place < all ? place : Inspection.THROUGH;
  }

  private boolean endsHalfOpen(int slot, FlowVisitor visitor, long nowNs) {
    HalfOpenTable table = connections.halfOpen();
    if (!table.isUsed(slot)
        || !visitor.wants(
            table.remoteHi(slot),
            table.remoteLo(slot),
            table.remotePort(slot),
            table.localHi(slot),
            table.localLo(slot),
            table.localPort(slot))) {
      return false;
    }
    long ageNs = nowNs - table.openedNs(slot);
    FlowSummary summary =
        new FlowSummary(
            Transport.TCP,
            new IpAddress(table.remoteHi(slot), table.remoteLo(slot)),
            table.remotePort(slot),
            new IpAddress(table.localHi(slot), table.localLo(slot)),
            table.localPort(slot),
            TcpState.SYN_RECEIVED.name(),
            templateAt(table.localHi(slot), table.localLo(slot)),
            null,
            ageNs,
            ageNs,
            0,
            0);
    if (visitor.onFlow(summary) == FlowVisitor.Verdict.END) {
      connections.giveUp(slot);
      return true;
    }
    return false;
  }

  private boolean endsHeld(int slot, FlowVisitor visitor, long nowNs) {
    TarpitTable table = connections.tarpit().table();
    if (!table.isUsed(slot)
        || !visitor.wants(
            table.remoteHi(slot),
            table.remoteLo(slot),
            table.remotePort(slot),
            table.localHi(slot),
            table.localLo(slot),
            table.localPort(slot))) {
      return false;
    }
    FlowSummary summary =
        new FlowSummary(
            Transport.TCP,
            new IpAddress(table.remoteHi(slot), table.remoteLo(slot)),
            table.remotePort(slot),
            new IpAddress(table.localHi(slot), table.localLo(slot)),
            table.localPort(slot),
            TcpState.ESTABLISHED.name(),
            templateAt(table.localHi(slot), table.localLo(slot)),
            "tarpit",
            UNKNOWN,
            nowNs - table.lastHeardNs(slot),
            table.receivedBytes(slot),
            0);
    if (visitor.onFlow(summary) == FlowVisitor.Verdict.END) {
      connections.tarpit().giveUp(slot);
      return true;
    }
    return false;
  }

  private String templateAt(long hi, long lo) {
    Template template = context.hosts().templateOf(hi, lo);
    return template == null ? "" : template.name();
  }

  private boolean ends(@Nullable TcpConnection c, FlowVisitor visitor, long nowNs) {
    if (c == null
        || !visitor.wants(
            c.remoteHi, c.remoteLo, c.remotePort, c.localHi, c.localLo, c.localPort)) {
      return false;
    }
    FlowSummary summary =
        new FlowSummary(
            Transport.TCP,
            new IpAddress(c.remoteHi, c.remoteLo),
            c.remotePort,
            new IpAddress(c.localHi, c.localLo),
            c.localPort,
            c.state.name(),
            c.host().template().name(),
            TcpConnections.textOf(c.behaviour),
            nowNs - c.openedNs,
            nowNs - c.lastHeardNs,
            c.receivedBytes,
            c.sentBytes);
    if (visitor.onFlow(summary) == FlowVisitor.Verdict.END) {
      connections.abort(c, nowNs);
      return true;
    }
    return false;
  }
}
