package honeyd.personality;

import java.util.List;

/// Many entries of a database, of which each host follows one, chosen by its key. Immutable; an
/// entry is parsed for the first host that follows it.
final class Crowd implements PersonalityChoice {
  private final String name;
  private final List<List<OsDbEntry>> groups;
  private final OsDbParser parser;

  /// @param groups entries that share a name or count as one for another reason, none of them
  ///   empty; each group is as likely as another, and each entry of a group as another of it
  Crowd(String name, List<List<OsDbEntry>> groups, OsDbParser parser) {
    this.name = name;
    this.groups = groups;
    this.parser = parser;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Personality forHost(long key) {
    List<OsDbEntry> group = groups.get(Mix.below(Mix.of(key, Purpose.PERSONALITY), groups.size()));
    return parser.personality(group.get(Mix.below(Mix.of(key, Purpose.VARIANT), group.size())));
  }

  @Override
  public void prepare() {
    for (List<OsDbEntry> group : groups) {
      for (OsDbEntry entry : group) {
        if (Thread.currentThread().isInterrupted()) {
          return;
        }
        parser.personality(entry);
      }
    }
  }

  @Override
  public boolean opensPorts() {
    return groups.getFirst().getFirst().opensPorts();
  }
}
