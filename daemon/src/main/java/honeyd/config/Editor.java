package honeyd.config;

import honeyd.model.Honeynet;
import honeyd.model.Route;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A configuration that was read and may be changed by further statements, as a console does. One
/// thread.
///
/// ```
///   ConfigLoader.edit ─► Editor ─► loaded()         what the file says
///                        apply("bind …")            one change after the other, none in force yet
///                        honeynet()                 what they come to
/// ```
///
/// A statement works on templates as they are then, as if it stood at the end of the file: hosts
/// that are bound keep what they have.
public final class Editor {
  private final ConfigLoader loader;
  private final Linker linker;
  private final Path path;
  private final Loaded loaded;

  Editor(ConfigLoader loader, Linker linker, Path path, Loaded loaded) {
    this.loader = loader;
    this.linker = linker;
    this.path = path;
    this.loaded = loaded;
  }

  /// What was read first.
  public Loaded loaded() {
    return loaded;
  }

  /// Takes further lines, usually one.
  ///
  /// @param name of where they come from, for diagnostics
  /// @param objection says why other routes cannot be served, or null; asked after a statement that
  ///   adds some, which is left out then
  /// @return what is to be said of them; where that has an error, the statement it is about and all
  ///   behind it were left out, and all of them when one could not be read
  public List<Diagnostic> apply(
      String name, String lines, Function<List<Route>, @Nullable String> objection) {
    return loader.change(linker, name, path, lines, objection);
  }

  /// The honeynet as it is now. Takes time in proportion to all bindings; call it once for many
  /// changes.
  public Honeynet honeynet() {
    return linker.honeynet();
  }
}
