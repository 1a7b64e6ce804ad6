package honeyd.testkit.nmap;

import honeyd.personality.EchoAnswer;
import honeyd.personality.HostState;
import honeyd.personality.IpShape;
import honeyd.personality.Personality;
import honeyd.personality.PortState;
import honeyd.personality.TcpAnswer;
import honeyd.personality.TcpProbe;
import honeyd.personality.UnreachableAnswer;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A personality without a stack: its answers made into packets as they stand. Port 1 is closed,
/// any other TCP port is open, every UDP port is closed.
@SuppressWarnings("ByteBufferBackingArray")
public final class PersonalityTarget implements NmapTarget {
  /// The closed TCP port.
  public static final int CLOSED_PORT = 1;

  private final Personality personality;
  private final HostState host;
  private final TcpProbe probe = new TcpProbe();
  private final TcpAnswer answer = new TcpAnswer();

  public PersonalityTarget(Personality personality, long key, long nowNs) {
    this.personality = personality;
    this.host = personality.newHost(key, -1, nowNs);
  }

  @Override
  public byte @Nullable [] exchange(byte[] packet, long nowNs) {
    ByteBuffer in = ByteBuffer.wrap(packet);
    return switch (packet[9]) {
      case 1 -> echo(in, nowNs);
      case 6 -> tcp(in, nowNs);
      case 17 -> udp(in, nowNs);
      default -> null;
    };
  }

  private static ByteBuffer ip(ByteBuffer in, int protocol, int payload, IpShape shape) {
    ByteBuffer out = ByteBuffer.allocate(20 + payload);
    out.put((byte) 0x45).put((byte) shape.tos).putShort((short) (20 + payload));
    out.putShort((short) shape.ipId).putShort((short) (shape.df ? 0x4000 : 0));
    out.put((byte) shape.ttl).put((byte) protocol).putShort((short) 0);
    return out.putInt(in.getInt(16)).putInt(in.getInt(12));
  }

  private byte @Nullable [] tcp(ByteBuffer in, long nowNs) {
    int header = (in.get(32) >> 4 & 0xf) * 4;
    probe.remoteLo = 0xffff_0000_0000L | (in.getInt(12) & 0xffff_ffffL);
    probe.localLo = 0xffff_0000_0000L | (in.getInt(16) & 0xffff_ffffL);
    probe.remotePort = in.getShort(20) & 0xffff;
    probe.localPort = in.getShort(22) & 0xffff;
    probe.seq = in.getInt(24);
    probe.ack = in.getInt(28);
    probe.reserved = in.get(32) & 0xf;
    probe.flags = in.get(33) & 0xff;
    probe.window = in.getShort(34) & 0xffff;
    probe.urgentPointer = in.getShort(38) & 0xffff;
    probe.payloadBytes = in.capacity() - 20 - header;
    probe.rawOptionBytes = header - 20;
    in.get(40, probe.rawOptions, 0, header - 20);
    options(in, 20 + header);
    PortState port = probe.localPort == CLOSED_PORT ? PortState.CLOSED : PortState.OPEN;
    personality.answer(probe, port, host, nowNs, answer);
    if (!answer.responds) {
      return null;
    }
    int length = 20 + answer.optionBytes;
    ByteBuffer out = ip(in, 6, length + answer.payload.length, answer.ip);
    out.putShort(in.getShort(22)).putShort(in.getShort(20)).putInt(answer.seq).putInt(answer.ack);
    out.putShort((short) ((length / 4) << 12 | answer.reserved << 8 | answer.flags));
    out.putShort((short) answer.window).putShort((short) 0).putShort((short) answer.urgentPointer);
    out.put(answer.options, 0, answer.optionBytes).put(answer.payload);
    return out.array();
  }

  private void options(ByteBuffer in, int end) {
    probe.options.clear();
    for (int at = 40; at < end; ) {
      int kind = in.get(at);
      if (kind == 0) {
        return;
      }
      switch (kind) {
        case 2 -> probe.options.mss = in.getShort(at + 2) & 0xffff;
        case 3 -> probe.options.windowScale = in.get(at + 2) & 0xff;
        case 4 -> probe.options.sackPermitted = true;
        case 8 -> {
          probe.options.hasTimestamps = true;
          probe.options.tsVal = in.getInt(at + 2);
          probe.options.tsEcr = in.getInt(at + 6);
        }
        default -> {}
      }
      at += kind == 1 ? 1 : in.get(at + 1);
    }
  }

  private byte @Nullable [] echo(ByteBuffer in, long nowNs) {
    EchoAnswer echo = new EchoAnswer();
    boolean df = (in.getShort(6) & 0x4000) != 0;
    personality.echo(in.get(1) & 0xff, in.get(21) & 0xff, df, host, nowNs, echo);
    if (!echo.responds) {
      return null;
    }
    ByteBuffer out = ip(in, 1, in.capacity() - 20, echo.ip);
    out.put((byte) 0).put((byte) echo.code).put(in.array(), 22, in.capacity() - 22);
    return out.array();
  }

  private byte @Nullable [] udp(ByteBuffer in, long nowNs) {
    UnreachableAnswer a = new UnreachableAnswer();
    personality.portUnreachable(host, nowNs, a);
    if (!a.responds) {
      return null;
    }
    byte[] quote = Arrays.copyOf(in.array(), Math.min(in.capacity(), a.quotedBytes));
    ByteBuffer q = ByteBuffer.wrap(quote);
    if (a.quotedTotalLength >= 0) {
      q.putShort(2, (short) a.quotedTotalLength);
    }
    if (a.quotedIpId >= 0) {
      q.putShort(4, (short) a.quotedIpId);
    }
    q.put(8, (byte) Math.clamp((q.get(8) & 0xff) - a.quotedTtlDrop, 0, 255));
    q.putShort(10, (short) 0);
    short sum = NmapProbes.checksum(Arrays.copyOf(quote, 20), 0, 0);
    q.putShort(
        10,
        switch (a.quotedIpChecksum) {
          case KEPT -> sum;
          case ZERO -> (short) 0;
          case WRONG -> (short) (sum == (short) 0xffff ? 1 : sum + 1);
        });
    if (a.quotedUdpChecksum >= 0 && quote.length >= 28) {
      q.putShort(26, (short) a.quotedUdpChecksum);
    }
    if (a.payloadDamaged && quote.length > 28) {
      quote[28] ^= 1;
    }
    byte[] padded = Arrays.copyOf(quote, Math.max(quote.length, a.paddedQuoteBytes));
    ByteBuffer out = ip(in, 1, 8 + padded.length, a.ip);
    out.put((byte) 3).put((byte) 3).putShort((short) 0).putInt(a.unused).put(padded);
    return out.array();
  }
}
