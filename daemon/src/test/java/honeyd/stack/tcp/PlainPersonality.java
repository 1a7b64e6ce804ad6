package honeyd.stack.tcp;

import honeyd.personality.EchoAnswer;
import honeyd.personality.HostState;
import honeyd.personality.IpShape;
import honeyd.personality.OsFamily;
import honeyd.personality.OsTraits;
import honeyd.personality.OsTraitsBuilder;
import honeyd.personality.PacketKind;
import honeyd.personality.Personality;
import honeyd.personality.PortState;
import honeyd.personality.StrayRule;
import honeyd.personality.TcpAnswer;
import honeyd.personality.TcpProbe;
import honeyd.personality.UnreachableAnswer;
import honeyd.wire.TcpOptionWriter;
import honeyd.wire.TcpView;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A system without peculiarities whose every choice a test can set before the first packet.
final class PlainPersonality implements Personality {
  static final long MS = 1_000_000L;
  static final long SECOND = 1_000 * MS;

  int iss = 5_000;
  int window = 8_192;
  int mss = 1_460;
  int windowScale = -1;
  boolean timestamps;
  boolean sack;
  boolean ecn;
  OsFamily family = OsFamily.GENERIC;
  boolean challengeAck = true;
  long delayedAckNs = 200 * MS;
  int dataRetries = 5;
  int initialWindowSegments = 10;

  private final TcpOptionWriter writer = new TcpOptionWriter();
  private int ipId = 100;
  private @Nullable OsTraits traits;

  @Override
  public String name() {
    return "plain";
  }

  @Override
  public OsTraits traits() {
    OsTraits t = traits;
    if (t == null) {
      t = makeTraits();
      traits = t;
    }
    return t;
  }

  /// What else a test wants the system to do.
  UnaryOperator<OsTraitsBuilder> more = UnaryOperator.identity();

  private OsTraits makeTraits() {
    StrayRule strays = challengeAck ? StrayRule.CHALLENGED : StrayRule.BELIEVED;
    OsTraitsBuilder out =
        new OsTraitsBuilder(family, "")
            .synAck(15, 1, 3, 7)
            .rto(1_000, 200, 120_000, dataRetries)
            .window(initialWindowSegments)
            .ack((int) (delayedAckNs / MS), 0)
            .strays(strays, strays);
    if (family == OsFamily.LINUX) {
      out.emptyWindowProbes();
    }
    return more.apply(out).build();
  }

  @Override
  public void begin(HostState host, long key, long uptimeSeconds, long nowNs) {
    host.begin(key, nowNs);
  }

  @Override
  public void answer(TcpProbe probe, PortState port, HostState host, long nowNs, TcpAnswer out) {
    shape(PacketKind.TCP_SEGMENT, host, nowNs, out.ip);
    out.accepts = false;
    out.reserved = 0;
    out.urgentPointer = 0;
    out.window = 0;
    out.optionBytes = 0;
    boolean rst = (probe.flags & TcpView.RST) != 0;
    boolean syn = (probe.flags & (TcpView.SYN | TcpView.ACK | TcpView.FIN)) == TcpView.SYN;
    out.responds = !rst;
    if (port == PortState.OPEN && syn && !rst) {
      accept(probe, host, nowNs, out);
      return;
    }
    if ((probe.flags & TcpView.ACK) != 0) {
      out.flags = TcpView.RST;
      out.seq = probe.ack;
      out.ack = 0;
    } else {
      out.flags = TcpView.RST | TcpView.ACK;
      out.seq = 0;
      out.ack = probe.seq + probe.payloadBytes + (probe.flags & TcpView.FIN);
      out.ack += (probe.flags & TcpView.SYN) >>> 1;
    }
  }

  private void accept(TcpProbe probe, HostState host, long nowNs, TcpAnswer out) {
    out.accepts = true;
    out.flags = TcpView.SYN | TcpView.ACK;
    int ecnBits = TcpView.ECE | TcpView.CWR;
    if (ecn && (probe.flags & ecnBits) == ecnBits) {
      out.flags |= TcpView.ECE;
    }
    out.seq = iss;
    out.ack = probe.seq + 1;
    out.window = window;
    out.mss = mss;
    out.sack = sack && probe.options.sackPermitted;
    out.timestampOffset = 7_000;
    out.timestamps = timestamps && probe.options.hasTimestamps;
    out.windowScale = windowScale >= 0 && probe.options.windowScale >= 0 ? windowScale : -1;
    writer.begin(out.options).mss(mss);
    if (out.sack) {
      writer.nop().nop().sackPermitted();
    }
    if (out.timestamps) {
      int tsVal = timestamp(host, nowNs) + 7_000;
      writer.nop().nop().timestamps(tsVal, probe.options.tsVal);
    }
    if (out.windowScale >= 0) {
      writer.nop().windowScale(out.windowScale);
    }
    out.optionBytes = writer.finish();
  }

  @Override
  public void shape(PacketKind kind, HostState host, long nowNs, IpShape out) {
    out.ttl = 64;
    out.df = true;
    out.tos = 0;
    out.ipIdPerConnection = false;
    out.ipId = ipId++ & 0xffff;
  }

  @Override
  public void echo(int tos, int code, boolean df, HostState host, long nowNs, EchoAnswer out) {
    out.responds = false;
  }

  @Override
  public void portUnreachable(HostState host, long nowNs, UnreachableAnswer out) {
    out.responds = false;
  }

  /// Milliseconds since the host was made, from 1,000.
  @Override
  public int timestamp(HostState host, long nowNs) {
    return 1_000 + (int) ((nowNs - host.bootedNs()) / MS);
  }
}
