package honeyd.config;

import honeyd.config.ConfigLoader.Sourced;
import honeyd.personality.passive.SystemLookup;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Compares the systems that `source os` names to those that can be told.
final class SystemNames {
  private static final int SUGGESTIONS = 3;

  private SystemNames() {}

  /// Warns of each name that no fingerprint has: its condition never holds. Without fingerprints
  /// none does, which is an error, told once.
  static void check(Collection<Sourced> statements, SystemLookup systems, Notices notices) {
    for (Sourced at : statements) {
      String name = nameIn(at.statement());
      if (name == null) {
        continue;
      }
      if (systems.isEmpty()) {
        notices.error(
            at,
            new BadValue(
                "no fingerprints are there to tell a source's system by; install the package p0f"
                    + " or name a file with -0",
                name));
        return;
      }
      if (!systems.knows(name)) {
        notices.warning(
            at,
            "no fingerprint is of \"" + name + "\", so this condition never holds",
            name,
            notices.maySuggest() ? systems.nearest(name, SUGGESTIONS) : List.of());
      }
    }
  }

  private static @Nullable String nameIn(Statement statement) {
    if (statement instanceof Statement.AddMember s && s.condition() instanceof When.SourceOs os) {
      return os.name();
    }
    return statement instanceof Statement.BindIf s && s.condition() instanceof When.SourceOs os
        ? os.name()
        : null;
  }
}
