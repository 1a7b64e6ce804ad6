package honeyd.personality;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// All personalities that a configuration may name. Immutable after loading.
public interface PersonalityCatalog {
  /// The personality of this name, or null. Names are matched exactly first, then as the
  /// catalogue's aliases allow.
  @Nullable Personality find(String name);

  /// What a text means that stands for a personality: a name, a former name, or a CPE.
  ///
  /// @param variant which of the entries that the text means, from 1 in the order of the database;
  ///   0 for all of them, which are then spread over the hosts
  Lookup lookUp(String text, int variant);

  /// Another personality for each host, drawn from all names whose systems open ports.
  PersonalityChoice random();

  /// Names closest to `text`, or CPEs when it is one, best first, at most `limit`.
  List<String> nearest(String text, int limit);

  /// The same among those that open ports.
  List<String> nearestThatOpen(String text, int limit);

  /// Every name, in the order of the database.
  List<String> names();

  /// What of the database was left out; empty before anything was asked of it.
  List<DatabaseNote> notes();

  /// The personality of hosts whose template names none.
  Personality fallback();
}
