package honeyd.wire;

/// TCP options of one segment, walked once. Mutable and reused; see [#clear].
public final class TcpOptions {
  /// Maximum segment size as offered, or -1.
  public int mss;

  /// Window scale as offered (0 to 255 on the wire), or -1.
  public int windowScale;

  public boolean sackPermitted;
  public boolean hasTimestamps;
  public int tsVal;
  public int tsEcr;

  public TcpOptions() {
    clear();
  }

  /// Forgets everything.
  public void clear() {
    mss = -1;
    windowScale = -1;
    sackPermitted = false;
    hasTimestamps = false;
    tsVal = 0;
    tsEcr = 0;
  }
}
