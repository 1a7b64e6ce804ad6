package honeyd.stack.tcp;

import honeyd.base.Counter;
import honeyd.base.Counters;
import honeyd.flow.BytePipe;
import honeyd.personality.IpShape;
import honeyd.personality.PacketKind;
import honeyd.personality.Personality;
import honeyd.personality.TcpAnswer;
import honeyd.stack.Egress;
import honeyd.stack.Host;
import honeyd.stack.ReturnPath;
import honeyd.stack.StackContext;
import honeyd.wire.Checksum;
import honeyd.wire.IpProtocol;
import honeyd.wire.TcpOptionCursor;
import honeyd.wire.TcpOptionKind;
import honeyd.wire.TcpOptionWriter;
import honeyd.wire.TcpView;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Writes every segment that TCP sends: headers, options, payload from the pipe, checksum.
///
/// It decides nothing but what a segment's bytes are. One worker; allocates nothing.
final class TcpOutput {
  /// NOP, NOP, timestamps: as every system with a long memory aligns them (RFC 7323 appendix A).
  static final int TIMESTAMP_OPTION_BYTES = 12;

  /// ECT(0) of RFC 3168 §5, in the type-of-service octet.
  private static final int ECT0 = 2;

  private final Egress egress;
  private final Counters counters;
  private final TcpReceiver receiver;
  private final IpShape shape = new IpShape();
  private final TcpView view = new TcpView();
  private final TcpOptionWriter options = new TcpOptionWriter();
  private final TcpOptionCursor cursor = new TcpOptionCursor();
  private final int[] sackLeft = new int[4];
  private final int[] sackRight = new int[4];

  TcpOutput(StackContext context, TcpReceiver receiver) {
    this.egress = context.egress();
    this.counters = context.counters();
    this.receiver = receiver;
  }

  /// Sends one segment of a connection past its SYN, with the present acknowledgement and window;
  /// false when it could not be sent.
  ///
  /// @param ahead where its payload begins in the sending pipe, from the pipe's front
  boolean segment(TcpConnection c, int seq, int flags, int ahead, int payloadBytes, long nowNs) {
    Host host = c.host();
    Personality personality = host.personality();
    personality.shape(PacketKind.TCP_SEGMENT, host.state(), nowNs, shape);
    if (shape.ipIdPerConnection) {
      shape.ipId = hasSocket(c, nowNs) ? c.ipId++ & 0xffff : 0;
    }
    if (c.ecn && payloadBytes > 0) {
      shape.tos |= ECT0;
    }
    options.begin();
    if (c.timestamps) {
      int tsVal = personality.timestamp(host.state(), nowNs) + c.timestampOffset;
      options.nop().nop().timestamps(tsVal, c.tsRecent);
    }
    if (payloadBytes == 0 && c.sack && (c.hasOutOfOrder() || c.duplicateSeen)) {
      options.nop().nop().sack(sackLeft, sackRight, sackBlocks(c));
      c.duplicateSeen = false;
    }
    int optionBytes = options.finish();
    int headerBytes = TcpView.HEADER_BYTES + optionBytes;
    int length = headerBytes + payloadBytes;
    long at =
        egress.beginIpv4(c.path(), host, c.remoteHi, c.remoteLo, IpProtocol.TCP, shape, length);
    if (at < 0) {
      return false;
    }
    MemorySegment bytes = egress.transmitBytes();
    int allFlags = flags;
    if (c.ecnEcho) {
      allFlags |= TcpView.ECE;
    }
    if (c.ecnReduced && payloadBytes > 0) {
      allFlags |= TcpView.CWR;
      c.ecnReduced = false;
    }
    view.begin(bytes, at, at + length, headerBytes)
        .srcPort(c.localPort)
        .dstPort(c.remotePort)
        .seq(seq)
        .ack(c.rcvNxt)
        .flags(allFlags)
        .window(receiver.announce(c, nowNs));
    options.copyTo(bytes, view.optionsAt());
    BytePipe pipe = c.toSend();
    if (payloadBytes > 0 && pipe != null) {
      pipe.peek(ahead, bytes, at + headerBytes, payloadBytes);
    }
    finish(c.localHi, c.localLo, c.remoteHi, c.remoteLo, length);
    c.lastAckSent = c.rcvNxt;
    c.ackNow = false;
    c.quickAcks -= c.quickAcks > 0 ? 1 : 0;
    if (payloadBytes > 0 && nowNs - c.lastReceivedNs < c.traits().delayedAckNs()) {
      c.interactive = true;
    }
    c.unackedBytes = 0;
    c.ackDeadlineNs = TcpConnection.NEVER;
    return true;
  }

  /// Whether Linux has a socket that counts identifications: half-open connections, and what is
  /// left of one that the service closed, have none (tcp_v4_reqsk_send_ack, tcp_v4_timewait_ack).
  private static boolean hasSocket(TcpConnection c, long nowNs) {
    return switch (c.state) {
      case SYN_RECEIVED, TIME_WAIT, CLOSED -> false;
      // The segment that acknowledges our FIN still finds the socket.
      case FIN_WAIT_2 -> !TcpTimers.isOrphan(c) || c.orphanedNs == nowNs;
      case ESTABLISHED, CLOSE_WAIT, FIN_WAIT_1, CLOSING, LAST_ACK -> true;
    };
  }

  /// Sends an acknowledgement without data.
  void ack(TcpConnection c, long nowNs) {
    // A shrunken window must not make the peer drop it (as Linux's tcp_acceptable_seq).
    int seq = TcpSeq.earlier(c.sndMax, c.sndUna + c.sndWnd);
    if (!segment(c, seq, TcpView.ACK, 0, 0, nowNs)) {
      c.ackNow = true;
      c.ackDeadlineNs = nowNs + TcpSender.LINK_RETRY_NS;
    }
  }

  /// As many SACK blocks as the option has room for, newest first (RFC 2018 §4).
  private int sackBlocks(TcpConnection c) {
    SequenceRanges runs = c.outOfOrder();
    int n = 0;
    int room = sackLeft.length - (c.timestamps ? 1 : 0);
    if (c.duplicateSeen) {
      sackLeft[n] = c.duplicateLeft;
      sackRight[n] = c.duplicateRight;
      n++;
    }
    int told = n;
    while (n < room) {
      int i = runs.recent(n - told);
      if (i < 0) {
        break;
      }
      sackLeft[n] = runs.start(i);
      sackRight[n] = runs.end(i);
      n++;
    }
    return n;
  }

  /// Gives a connection up: RST with acknowledgement.
  void reset(TcpConnection c, long nowNs) {
    if (c.isLinux()) {
      // A segment like any other (tcp_send_active_reset).
      segment(c, c.sndMax, TcpView.RST | TcpView.ACK, 0, 0, nowNs);
      counters.increment(Counter.TCP_RESETS_SENT);
      return;
    }
    resetSegment(c, c.sndMax, c.rcvNxt, TcpView.RST | TcpView.ACK, nowNs);
  }

  /// Answers an acknowledgement that belongs to no connection any more, or is impossible in
  /// SYN_RECEIVED (RFC 9293 §3.10.7.1 and §3.10.7.4).
  void resetAt(TcpConnection c, int seq, long nowNs) {
    resetSegment(c, seq, 0, TcpView.RST, nowNs);
  }

  /// Answers a SYN that does not belong there, as a closed port would.
  void resetSyn(TcpConnection c, IncomingSegment s, long nowNs) {
    if (s.has(TcpView.ACK)) {
      resetAt(c, s.ack, nowNs);
    } else {
      resetSegment(c, 0, s.end() + 1, TcpView.RST | TcpView.ACK, nowNs);
    }
  }

  private void resetSegment(TcpConnection c, int seq, int ack, int flags, long nowNs) {
    Host host = c.host();
    host.personality().shape(PacketKind.TCP_SEGMENT, host.state(), nowNs, shape);
    if (shape.ipIdPerConnection) {
      // As for every reset that no socket sends (ip_send_unicast_reply).
      shape.ipId = 0;
    }
    long at =
        egress.beginIpv4(
            c.path(), host, c.remoteHi, c.remoteLo, IpProtocol.TCP, shape, TcpView.HEADER_BYTES);
    if (at >= 0) {
      view.begin(egress.transmitBytes(), at, at + TcpView.HEADER_BYTES, TcpView.HEADER_BYTES)
          .srcPort(c.localPort)
          .dstPort(c.remotePort)
          .seq(seq)
          .ack(ack)
          .flags(flags);
      finish(c.localHi, c.localLo, c.remoteHi, c.remoteLo, TcpView.HEADER_BYTES);
      counters.increment(Counter.TCP_RESETS_SENT);
    }
  }

  /// Sends the SYN/ACK again: the same but for timestamp and identification.
  void synAckAgain(TcpConnection c, long nowNs) {
    Host host = c.host();
    Personality personality = host.personality();
    personality.shape(PacketKind.TCP_SEGMENT, host.state(), nowNs, shape);
    shape.ttl = c.synAck.ttl;
    shape.df = c.synAck.df;
    shape.tos = c.synAck.tos;
    if (c.synAck.ipIdZero) {
      shape.ipId = 0;
    } else if (shape.ipIdPerConnection) {
      shape.ipId = c.ipId++ & 0xffff;
    }
    int headerBytes = TcpView.HEADER_BYTES + c.synAck.optionBytes;
    long at =
        egress.beginIpv4(
            c.path(), host, c.remoteHi, c.remoteLo, IpProtocol.TCP, shape, headerBytes);
    if (at < 0) {
      return;
    }
    MemorySegment bytes = egress.transmitBytes();
    view.begin(bytes, at, at + headerBytes, headerBytes)
        .srcPort(c.localPort)
        .dstPort(c.remotePort)
        .seq(c.iss)
        .ack(c.rcvNxt)
        .reserved(c.synAck.reserved)
        .flags(c.synAck.flags)
        .window(c.synAck.window)
        .urgentPointer(c.synAck.urgent);
    MemorySegment.copy(
        c.synAck.options, 0, bytes, ValueLayout.JAVA_BYTE, view.optionsAt(), c.synAck.optionBytes);
    if (c.timestamps) {
      refreshTimestamp(bytes, personality.timestamp(host.state(), nowNs) + c.timestampOffset);
    }
    finish(c.localHi, c.localLo, c.remoteHi, c.remoteLo, headerBytes);
    counters.increment(Counter.TCP_RETRANSMITS);
  }

  private void refreshTimestamp(MemorySegment bytes, int tsVal) {
    cursor.wrap(bytes, view.optionsAt(), view.optionsBytes());
    while (cursor.next()) {
      if (cursor.kind() == TcpOptionKind.TIMESTAMPS
          && cursor.length() == TcpOptionKind.TIMESTAMPS_BYTES) {
        bytes.set(ValueLayout.JAVA_BYTE, cursor.valueAt(), (byte) (tsVal >>> 24));
        bytes.set(ValueLayout.JAVA_BYTE, cursor.valueAt() + 1, (byte) (tsVal >>> 16));
        bytes.set(ValueLayout.JAVA_BYTE, cursor.valueAt() + 2, (byte) (tsVal >>> 8));
        bytes.set(ValueLayout.JAVA_BYTE, cursor.valueAt() + 3, (byte) tsVal);
      }
    }
  }

  /// Sends what a personality decided for a segment that belongs to no connection; false when it
  /// could not be sent.
  boolean answer(
      ReturnPath path,
      Host host,
      long remoteHi,
      long remoteLo,
      int remotePort,
      int localPort,
      TcpAnswer answer) {
    int headerBytes = TcpView.HEADER_BYTES + answer.optionBytes;
    int length = headerBytes + answer.payload.length;
    long at = egress.beginIpv4(path, host, remoteHi, remoteLo, IpProtocol.TCP, answer.ip, length);
    if (at < 0) {
      return false;
    }
    MemorySegment bytes = egress.transmitBytes();
    view.begin(bytes, at, at + length, headerBytes)
        .srcPort(localPort)
        .dstPort(remotePort)
        .seq(answer.seq)
        .ack(answer.ack)
        .reserved(answer.reserved)
        .flags(answer.flags)
        .window(answer.window)
        .urgentPointer(answer.urgentPointer);
    MemorySegment.copy(
        answer.options, 0, bytes, ValueLayout.JAVA_BYTE, view.optionsAt(), answer.optionBytes);
    MemorySegment.copy(
        answer.payload, 0, bytes, ValueLayout.JAVA_BYTE, at + headerBytes, answer.payload.length);
    finish(host.hi(), host.lo(), remoteHi, remoteLo, length);
    if ((answer.flags & TcpView.RST) != 0) {
      counters.increment(Counter.TCP_RESETS_SENT);
    }
    return true;
  }

  private void finish(long localHi, long localLo, long remoteHi, long remoteLo, int length) {
    view.updateChecksum(
        Checksum.pseudoHeader(localHi, localLo, remoteHi, remoteLo, IpProtocol.TCP, length));
    egress.commitIpv4(length);
  }
}
