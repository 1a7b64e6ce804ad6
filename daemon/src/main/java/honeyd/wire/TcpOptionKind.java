package honeyd.wire;

/// TCP option kinds (IANA, "TCP Option Kind Numbers") and the lengths of those with a fixed one.
public final class TcpOptionKind {
  public static final int EOL = 0;
  public static final int NOP = 1;
  public static final int MSS = 2;
  public static final int WINDOW_SCALE = 3;
  public static final int SACK_PERMITTED = 4;
  public static final int SACK = 5;
  public static final int TIMESTAMPS = 8;

  public static final int MSS_BYTES = 4;
  public static final int WINDOW_SCALE_BYTES = 3;
  public static final int SACK_PERMITTED_BYTES = 2;
  public static final int TIMESTAMPS_BYTES = 10;

  /// One block of [#SACK].
  public static final int SACK_BLOCK_BYTES = 8;

  private TcpOptionKind() {}
}
