package honeyd.personality;

/// Who the hosts of a template are: one [Personality] for all of them, or one of many for each.
/// Immutable, for all threads.
public interface PersonalityChoice {
  /// For people: the name as a scanner would print it, the CPE, or `random`.
  String name();

  /// The personality of one host; the same for the same key. May parse an entry of the database,
  /// and so is asked once for each host, not for each packet.
  ///
  /// @param key keyed hash of the host's address
  Personality forHost(long key);

  /// Parses what [#forHost] may have to, so that no packet waits for it: seconds of work for
  /// `random`, nothing for most. Any thread; ends early when the thread is interrupted.
  default void prepare() {}

  /// Whether any host accepts all connections; the others were recorded while they reset or ignored
  /// every SYN, and take one connection from each client.
  boolean opensPorts();
}
