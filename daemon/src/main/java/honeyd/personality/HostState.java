package honeyd.personality;

/// What one virtual host remembers between packets for its personality's sake: counters that a
/// scanner compares. Everything else about the host is a keyed hash of its address.
///
/// Created when the host first must answer, forgotten when it was quiet for long. Belongs to the
/// host's worker.
public final class HostState {
  /// Keyed hash of the host's address: source of all that is individual about it.
  public final long key;

  /// Monotonic time at which the host's uptime was zero; may lie before the clock's origin.
  public final long bootedNs;

  /// Running IP identification counters, as the personality uses them.
  public int ipId;

  public int ipIdIcmp;

  /// Running sequence number generator.
  public long isn;

  public long isnAtNs;

  /// Free for the personality's own processes.
  public long scratch;

  public HostState(long key, long bootedNs) {
    this.key = key;
    this.bootedNs = bootedNs;
  }
}
