package honeyd.config;

import honeyd.model.Honeynet;
import honeyd.model.Route;
import honeyd.personality.DatabaseNote;
import honeyd.personality.PersonalityCatalog;
import honeyd.personality.VendorLookup;
import honeyd.personality.passive.SystemLookup;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reads a configuration: text, then [Statement]s, then a [honeyd.model.Honeynet].
///
/// Needs no privileges and changes nothing; the only thing it reads beside the files is what the
/// lookups read. [#edit] gives one that can be changed line by line. Immutable; each call belongs
/// to its thread.
public final class ConfigLoader {
  /// What to do with a configuration that has errors.
  public enum OnError {
    /// There is no honeynet.
    REFUSE,
    /// The wrong statements are left out (`--ignore-parse-errors`).
    IGNORE
  }

  /// Deepest nesting of `include`, as in Honeyd.
  public static final int MAX_INCLUDE_DEPTH = 10;

  private static final int MAX_FILES = 1_000;
  private static final int MAX_FILE_BYTES = 64 << 20;

  private final PersonalityCatalog personalities;
  private final VendorLookup vendors;
  private final HostLookup hosts;
  private final SystemLookup systems;

  /// One that takes every system in a condition for one that can be told.
  public ConfigLoader(PersonalityCatalog personalities, VendorLookup vendors, HostLookup hosts) {
    this(personalities, vendors, hosts, SystemLookup.trusting());
  }

  public ConfigLoader(
      PersonalityCatalog personalities,
      VendorLookup vendors,
      HostLookup hosts,
      SystemLookup systems) {
    this.personalities = personalities;
    this.vendors = vendors;
    this.hosts = hosts;
    this.systems = systems;
  }

  /// Reads a file and what it includes. An unreadable file is an error among the diagnostics.
  public Loaded load(Path file, OnError onError) {
    return edit(file, onError).loaded();
  }

  /// Reads a file and what it includes, to be changed afterwards.
  public Editor edit(Path file, OnError onError) {
    Run run = new Run(linker());
    run.file(file, file.toString(), Origin.of(file.toString()), "");
    return run.finish(file, onError);
  }

  /// Reads a text.
  ///
  /// @param name for diagnostics; `include` is relative to its directory
  public Loaded load(String name, String text, OnError onError) {
    return edit(name, text, onError).loaded();
  }

  /// Reads a text, to be changed afterwards.
  ///
  /// @param name as for [#load(String, String, OnError)]
  public Editor edit(String name, String text, OnError onError) {
    Run run = new Run(linker());
    run.text(Path.of(name), new Source(name, text));
    return run.finish(Path.of(name), onError);
  }

  private Linker linker() {
    return new Linker(personalities, vendors, hosts, systems);
  }

  /// Changes what was read by further statements.
  ///
  /// @param name for diagnostics
  /// @param path `include` is relative to its directory
  /// @param objection as for [Editor#apply]
  List<Diagnostic> change(
      Linker linker,
      String name,
      Path path,
      String text,
      Function<List<Route>, @Nullable String> objection) {
    Run run = new Run(linker);
    run.text(path, new Source(name, text));
    return run.change(objection);
  }

  /// One statement and the text it stands in.
  record Sourced(Statement statement, Source source) {}

  /// One call of the loader.
  private final class Run {
    private final Linker linker;
    private final List<Sourced> statements = new ArrayList<>();
    private final List<Diagnostic> diagnostics = new ArrayList<>();
    private final List<String> fileOrder = new ArrayList<>();
    private final Deque<Path> open = new ArrayDeque<>();
    private int files;

    Run(Linker linker) {
      this.linker = linker;
    }

    /// Reads a file; `at` and `line` are where it was asked for.
    void file(Path path, String name, Origin at, String line) {
      Path real = path.toAbsolutePath().normalize();
      String problem = null;
      String text = "";
      if (open.contains(real)) {
        problem = "\"" + name + "\" includes itself";
      } else if (open.size() > MAX_INCLUDE_DEPTH) {
        problem = "files are included more than " + MAX_INCLUDE_DEPTH + " deep";
      } else if (++files > MAX_FILES) {
        problem = "more than " + MAX_FILES + " files are included";
      } else {
        try (InputStream in = Files.newInputStream(path)) {
          byte[] bytes = in.readNBytes(MAX_FILE_BYTES + 1);
          if (bytes.length > MAX_FILE_BYTES) {
            problem = "\"" + name + "\" is larger than 64 MiB";
          }
          text = new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
          problem = "cannot read \"" + name + "\": " + reason(e);
        }
      }
      if (problem != null) {
        diagnostics.add(
            new Diagnostic(at, Diagnostic.Severity.ERROR, problem, name, List.of(), line));
        return;
      }
      text(path, new Source(name, text.startsWith("\uFEFF") ? text.substring(1) : text));
    }

    void text(Path path, Source source) {
      if (!fileOrder.contains(source.file())) {
        fileOrder.add(source.file());
      }
      open.push(path.toAbsolutePath().normalize());
      ConfigParser.Parsed parsed = ConfigParser.parse(source);
      diagnostics.addAll(parsed.diagnostics());
      for (Statement statement : parsed.statements()) {
        if (statement instanceof Statement.Include include) {
          include(path, source, include);
        } else {
          statements.add(new Sourced(statement, source));
        }
      }
      open.pop();
    }

    private void include(Path from, Source source, Statement.Include include) {
      Diagnostic place =
          source.diagnostic(
              include.origin(), Diagnostic.Severity.ERROR, "", include.file(), List.of());
      Path target;
      try {
        target = from.resolveSibling(include.file());
      } catch (InvalidPathException e) {
        diagnostics.add(
            source.diagnostic(
                include.origin(),
                Diagnostic.Severity.ERROR,
                "\"" + include.file() + "\" cannot be a file name",
                include.file(),
                List.of()));
        return;
      }
      file(target, target.toString(), place.origin(), place.sourceLine());
    }

    Editor finish(Path path, OnError onError) {
      Linker.Linked linked = linker.link(statements, onError == OnError.IGNORE || !hasErrors());
      diagnostics.addAll(linked.diagnostics());
      for (DatabaseNote note : personalities.notes()) {
        diagnostics.add(
            new Diagnostic(
                new Origin(note.file(), note.line(), 1),
                Diagnostic.Severity.WARNING,
                Diagnostic.printable(note.sentence()),
                "",
                List.of(),
                ""));
      }
      sort();
      Honeynet honeynet = hasErrors() && onError == OnError.REFUSE ? null : linked.honeynet();
      return new Editor(ConfigLoader.this, linker, path, new Loaded(honeynet, diagnostics));
    }

    /// Nothing of a text that cannot be read is done.
    List<Diagnostic> change(Function<List<Route>, @Nullable String> objection) {
      if (!hasErrors()) {
        diagnostics.addAll(linker.change(statements, objection));
      }
      sort();
      return List.copyOf(diagnostics);
    }

    private boolean hasErrors() {
      return diagnostics.stream().anyMatch(d -> d.severity() == Diagnostic.Severity.ERROR);
    }

    private void sort() {
      diagnostics.sort(
          Comparator.comparingInt((Diagnostic d) -> fileOrder.indexOf(d.origin().file()))
              .thenComparingInt(d -> d.origin().line())
              .thenComparingInt(d -> d.origin().column()));
    }
  }

  private static String reason(IOException e) {
    return switch (e) {
      case NoSuchFileException _ -> "there is no such file";
      case AccessDeniedException _ -> "permission denied";
      default -> Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName());
    };
  }
}
