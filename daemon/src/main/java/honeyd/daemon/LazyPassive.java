package honeyd.daemon;

import honeyd.personality.passive.PassiveCatalog;
import honeyd.personality.passive.SystemLookup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The database of passive fingerprints: the one that `-0` names, or the installed one, and none
/// where that is not installed. Read when it is first needed.
///
/// Any thread. A file that turns out not to be a database is an [UncheckedIOException] whose
/// message is for people.
final class LazyPassive implements SystemLookup {
  private final @Nullable Path file;
  private @Nullable PassiveCatalog catalog;

  private LazyPassive(@Nullable Path file) {
    this.file = file;
  }

  /// @param named the file of `-0`, or null
  /// @throws StartException when the file of `-0` cannot be read
  static LazyPassive of(@Nullable Path named) throws StartException {
    if (named == null) {
      return new LazyPassive(
          Files.exists(PassiveCatalog.DEFAULT_FILE) ? PassiveCatalog.DEFAULT_FILE : null);
    }
    if (!Files.isReadable(named)) {
      throw new StartException(
          named + " cannot be read; install the package p0f or name a file with -0");
    }
    return new LazyPassive(named);
  }

  synchronized PassiveCatalog catalog() {
    PassiveCatalog loaded = catalog;
    if (loaded == null) {
      try {
        loaded = file == null ? PassiveCatalog.empty() : PassiveCatalog.load(file);
      } catch (IOException e) {
        throw new UncheckedIOException("reading OS fingerprints failed: " + e.getMessage(), e);
      }
      catalog = loaded;
    }
    return loaded;
  }

  @Override
  public boolean isEmpty() {
    return catalog().isEmpty();
  }

  @Override
  public boolean knows(String condition) {
    return catalog().knows(condition);
  }

  @Override
  public List<String> nearest(String condition, int limit) {
    return catalog().nearest(condition, limit);
  }
}
