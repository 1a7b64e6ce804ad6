package honeyd.stack;

/// What lies between a remote address and a virtual host.
public enum Reach {
  /// Nothing: the same wire.
  DIRECT,
  /// Virtual routers, and behind the entry router the outside.
  ROUTED,
  /// Virtual routers, and a real machine or a tunnel's network among the virtual hosts.
  FAR;

  private static final Reach[] ALL = values();

  /// The value of an ordinal, for tables that keep it in bits.
  public static Reach of(int ordinal) {
    return ALL[ordinal];
  }
}
