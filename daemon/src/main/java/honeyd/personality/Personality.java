package honeyd.personality;

/// How one operating system answers: every field of a packet that a remote observer can compare.
///
/// Implementations are pure: the result depends on the arguments alone (what the client offered,
/// the host, the time), never on recognising a scanner. They allocate nothing, and only [HostState]
/// is written. Immutable and shared by all workers; the out-parameters belong to the caller.
public interface Personality extends PersonalityChoice {
  /// The name as a scanner would print it.
  @Override
  String name();

  @Override
  default Personality forHost(long key) {
    return this;
  }

  @Override
  default boolean opensPorts() {
    return true;
  }

  /// What is known of the system beyond its fingerprint.
  OsTraits traits();

  /// Makes a host begin, which must answer for the first time.
  ///
  /// @param host takes the first state; whatever it was before is forgotten
  /// @param key keyed hash of the host's address
  /// @param uptimeSeconds as configured, or -1 to choose one from the key
  void begin(HostState host, long key, long uptimeSeconds, long nowNs);

  /// The state of a host that begins.
  default HostState newHost(long key, long uptimeSeconds, long nowNs) {
    HostState host = new HostState();
    begin(host, key, uptimeSeconds, nowNs);
    return host;
  }

  /// Answers a segment that belongs to no connection: a SYN, or one of the odd segments that
  /// scanners send. When `out.accepts`, the stack begins a connection.
  void answer(TcpProbe probe, PortState port, HostState host, long nowNs, TcpAnswer out);

  /// The IP header fields of any other packet the host sends.
  void shape(PacketKind kind, HostState host, long nowNs, IpShape out);

  /// Answers an echo request with this type of service, code and DF.
  void echo(int tos, int code, boolean df, HostState host, long nowNs, EchoAnswer out);

  /// Answers a datagram to a closed port.
  void portUnreachable(HostState host, long nowNs, UnreachableAnswer out);

  /// The host's TCP timestamp clock (RFC 7323 TSval). The TSval of a segment is this plus the
  /// connection's [TcpAnswer#timestampOffset].
  int timestamp(HostState host, long nowNs);

  /// What the host takes for the time of day (RFC 792): milliseconds since midnight UT.
  ///
  /// @param epochMicros the true time, microseconds since 1970-01-01T00:00Z
  default int millisOfDay(HostState host, long epochMicros) {
    return (int) (Math.floorDiv(epochMicros, 1_000L) % 86_400_000);
  }
}
