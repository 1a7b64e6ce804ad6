package honeyd.personality;

/// What a system sends back to a [TcpProbe], as plain numbers: the whole segment.
///
/// Mutable and reused: one per worker, filled by [Personality#answer].
public final class TcpAnswer {
  /// Room for the options of the longest header.
  public static final int MAX_OPTION_BYTES = 40;

  /// Whether anything is sent; the other fields mean something only then.
  public boolean responds;

  /// Whether the answer is a SYN/ACK that begins a connection: then [#seq] is our ISS, and
  /// [#windowScale], [#timestamps], [#sack] and [#mss] say what was agreed.
  public boolean accepts;

  public int flags;

  /// The reserved bits between data offset and flags.
  public int reserved;

  public int seq;
  public int ack;
  public int window;
  public int urgentPointer;

  /// Encoded options, [#optionBytes] of them, padded to a multiple of four.
  public final byte[] options = new byte[MAX_OPTION_BYTES];

  public int optionBytes;

  /// Some systems put text into a RST; null for none.
  public byte[] payload = new byte[0];

  public final IpShape ip = new IpShape();

  /// Our window scale when both sides offered it, or -1.
  public int windowScale;

  /// Whether timestamps were agreed.
  public boolean timestamps;

  /// What this connection adds to [Personality#timestamp]; systems that hide their uptime choose
  /// one for each connection. The TSval in [#options] includes it.
  public int timestampOffset;

  /// Whether selective acknowledgements were agreed.
  public boolean sack;

  /// The MSS we announced, or 536 when we announced none.
  public int mss;
}
