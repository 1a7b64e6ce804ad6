package honeyd.daemon;

import honeyd.personality.DatabaseNote;
import honeyd.personality.Lookup;
import honeyd.personality.NmapOsDb;
import honeyd.personality.Personality;
import honeyd.personality.PersonalityCatalog;
import honeyd.personality.PersonalityChoice;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// nmap's fingerprints, read when a configuration first names a personality: one that names none
/// starts sooner.
///
/// Any thread. A file that turns out not to be a database is an [UncheckedIOException] whose
/// message is for people.
final class LazyPersonalities implements PersonalityCatalog {
  private final Path file;
  private final Personality fallback = NmapOsDb.empty().fallback();
  private @Nullable NmapOsDb database;

  LazyPersonalities(Path file) {
    this.file = file;
  }

  private synchronized NmapOsDb database() {
    NmapOsDb loaded = database;
    if (loaded == null) {
      try {
        loaded = NmapOsDb.load(file);
      } catch (IOException e) {
        throw new UncheckedIOException("parsing personality file failed: " + e.getMessage(), e);
      }
      database = loaded;
    }
    return loaded;
  }

  @Override
  public @Nullable Personality find(String name) {
    return database().find(name);
  }

  @Override
  public Lookup lookUp(String text, int variant) {
    return database().lookUp(text, variant);
  }

  @Override
  public PersonalityChoice random() {
    return database().random();
  }

  @Override
  public List<String> nearest(String text, int limit) {
    return database().nearest(text, limit);
  }

  @Override
  public List<String> nearestThatOpen(String text, int limit) {
    return database().nearestThatOpen(text, limit);
  }

  @Override
  public synchronized List<DatabaseNote> notes() {
    NmapOsDb loaded = database;
    return loaded == null ? List.of() : loaded.notes();
  }

  @Override
  public List<String> names() {
    return database().names();
  }

  @Override
  public Personality fallback() {
    return fallback;
  }
}
