package honeyd.personality;

import honeyd.wire.TcpOptions;

/// A received segment that belongs to no connection, as plain numbers.
///
/// Mutable and reused: one per worker, filled by the TCP input step, read by [Personality#answer].
public final class TcpProbe {
  public long remoteHi;
  public long remoteLo;
  public int remotePort;
  public long localHi;
  public long localLo;
  public int localPort;

  /// The eight flag bits, `CWR` highest; see [honeyd.wire.TcpView].
  public int flags;

  /// The reserved bits between data offset and flags.
  public int reserved;

  public int seq;
  public int ack;
  public int window;
  public int urgentPointer;

  /// Payload bytes after the header.
  public int payloadBytes;

  /// The offered options.
  public final TcpOptions options = new TcpOptions();

  /// The option bytes as they arrived, [#rawOptionBytes] of them: some systems send them back.
  public final byte[] rawOptions = new byte[TcpAnswer.MAX_OPTION_BYTES];

  public int rawOptionBytes;
}
