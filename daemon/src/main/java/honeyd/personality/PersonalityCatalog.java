package honeyd.personality;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// All personalities that a configuration may name. Immutable after loading.
public interface PersonalityCatalog {
  /// The personality of this name, or null. Names are matched exactly first, then as the
  /// catalogue's aliases allow.
  @Nullable Personality find(String name);

  /// Names closest to `name`, best first, at most `limit`.
  List<String> nearest(String name, int limit);

  /// Every name, in the order of the database.
  List<String> names();

  /// The personality of hosts whose template names none.
  Personality fallback();
}
