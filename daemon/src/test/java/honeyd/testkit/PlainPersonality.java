package honeyd.testkit;

import honeyd.personality.EchoAnswer;
import honeyd.personality.HostState;
import honeyd.personality.IpShape;
import honeyd.personality.OsFamily;
import honeyd.personality.OsTraits;
import honeyd.personality.OsTraitsBuilder;
import honeyd.personality.PacketKind;
import honeyd.personality.Personality;
import honeyd.personality.PortState;
import honeyd.personality.TcpAnswer;
import honeyd.personality.TcpProbe;
import honeyd.personality.TimestampReply;
import honeyd.personality.UnreachableAnswer;

/// A plain host by the RFCs: what layers below the personality are tested with.
///
/// TTL 64, no DF, identifications that count from 1 over all hosts, every ICMP request answered,
/// RFC 1812's long quotations.
public final class PlainPersonality implements Personality {
  private static final int FIN = 1;
  private static final int SYN = 2;
  private static final int RST = 4;
  private static final int ACK = 16;
  private static final int MAX_QUOTE = 548;

  private final OsTraits traits;
  private int ipId;

  public PlainPersonality() {
    this(plain().requests(TimestampReply.NETWORK_ORDER, true, false).build());
  }

  /// A host with these traits.
  public PlainPersonality(OsTraits traits) {
    this.traits = traits;
  }

  /// A host whose ICMP errors are limited.
  public static PlainPersonality limited(int errorsPerSecond, int burst) {
    return new PlainPersonality(plain().errors(errorsPerSecond, burst).build());
  }

  /// A host that answers neither timestamp nor mask requests nor unknown protocols.
  public static PlainPersonality reticent() {
    return new PlainPersonality(
        plain().requests(TimestampReply.NONE, false, false).protocolUnreachable(false).build());
  }

  /// The traits of a plain host that answers everything at once, for a test to change.
  public static OsTraitsBuilder plain() {
    return new OsTraitsBuilder(OsFamily.GENERIC, "")
        .synAck(15, 1, 3, 7)
        .rto(1_000, 200, 60_000, 5)
        .ack(0, 0);
  }

  @Override
  public String name() {
    return "plain";
  }

  @Override
  public OsTraits traits() {
    return traits;
  }

  @Override
  public void begin(HostState host, long key, long uptimeSeconds, long nowNs) {
    host.begin(key, nowNs - Math.max(0, uptimeSeconds) * 1_000_000_000L);
  }

  @Override
  public void answer(TcpProbe probe, PortState port, HostState host, long nowNs, TcpAnswer out) {
    out.responds = (probe.flags & RST) == 0;
    out.accepts = port == PortState.OPEN && (probe.flags & (SYN | ACK | RST)) == SYN;
    out.reserved = 0;
    out.urgentPointer = 0;
    out.optionBytes = 0;
    out.windowScale = -1;
    out.timestamps = false;
    out.sack = false;
    out.mss = 1460;
    int length = probe.payloadBytes + (probe.flags & SYN) / SYN + (probe.flags & FIN);
    if (out.accepts) {
      out.flags = SYN | ACK;
      out.seq = 1000;
      out.ack = probe.seq + 1;
      out.window = 64240;
      byte[] mss = {2, 4, 1460 >> 8, (byte) (1460 & 0xff)};
      System.arraycopy(mss, 0, out.options, 0, mss.length);
      out.optionBytes = mss.length;
    } else if ((probe.flags & ACK) != 0) {
      out.flags = RST;
      out.seq = probe.ack;
      out.ack = 0;
      out.window = 0;
    } else {
      out.flags = RST | ACK;
      out.seq = 0;
      out.ack = probe.seq + length;
      out.window = 0;
    }
    shape(out.ip);
  }

  @Override
  public void shape(PacketKind kind, HostState host, long nowNs, IpShape out) {
    shape(out);
  }

  @Override
  public void echo(int tos, int code, boolean df, HostState host, long nowNs, EchoAnswer out) {
    out.responds = true;
    out.code = code;
    shape(out.ip);
    out.ip.tos = tos;
  }

  @Override
  public void portUnreachable(HostState host, long nowNs, UnreachableAnswer out) {
    out.responds = true;
    out.quotedBytes = MAX_QUOTE;
    out.paddedQuoteBytes = 0;
    out.unused = 0;
    out.quotedTotalLength = -1;
    out.quotedIpId = -1;
    out.quotedIpChecksum = UnreachableAnswer.QuotedChecksum.KEPT;
    out.quotedUdpChecksum = -1;
    out.payloadDamaged = false;
    shape(out.ip);
  }

  @Override
  public int timestamp(HostState host, long nowNs) {
    return (int) ((nowNs - host.bootedNs()) / 1_000_000);
  }

  private void shape(IpShape out) {
    ipId = (ipId + 1) & 0xffff;
    out.ttl = 64;
    out.df = false;
    out.ipId = ipId;
    out.ipIdPerConnection = false;
    out.tos = 0;
  }
}
