package honeyd.personality;

/// Asks a personality for every kind of answer, for the sake of what it throws.
final class Answers {
  private Answers() {}

  static void ofEverything(Personality personality, long key) {
    HostState host = personality.newHost(key, -1, 0);
    TcpProbe probe = new TcpProbe();
    TcpAnswer answer = new TcpAnswer();
    EchoAnswer echo = new EchoAnswer();
    UnreachableAnswer unreachable = new UnreachableAnswer();
    IpShape shape = new IpShape();
    long nowNs = 1_000_000_000L;
    for (int flags = 0; flags < 256; flags++) {
      probe.flags = flags;
      probe.options.mss = flags % 3 == 0 ? -1 : 265 + 100 * (flags % 13);
      for (PortState port : PortState.values()) {
        nowNs += 100_000_000L;
        personality.answer(probe, port, host, nowNs, answer);
      }
    }
    for (PacketKind kind : PacketKind.values()) {
      personality.shape(kind, host, nowNs, shape);
    }
    personality.echo(4, 9, true, host, nowNs, echo);
    personality.portUnreachable(host, nowNs, unreachable);
    personality.timestamp(host, nowNs);
  }
}
