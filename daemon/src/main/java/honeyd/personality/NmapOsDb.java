package honeyd.personality;

import honeyd.base.NearestNames;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Personalities from a database of nmap's second generation, read from the installed package.
///
/// Loading finds the entries and checks their form; one is parsed when it is first used. Safe for
/// all threads after loading.
public final class NmapOsDb implements PersonalityCatalog {
  /// Where Debian's package nmap-common puts the database.
  public static final Path DEFAULT_FILE = Path.of("/usr/share/nmap/nmap-os-db");

  private static final String ADVICE =
      "; a current one is "
          + DEFAULT_FILE
          + " of the Debian package nmap-common, or name one"
          + " with -p";

  private static final byte[] FIRST_GENERATION = "TSeq(".getBytes(StandardCharsets.ISO_8859_1);

  /// Ten times what nmap's has today.
  private static final long MAX_BYTES = 64L << 20;

  private final byte[] bytes;
  private final Map<String, List<OsDbEntry>> byName;
  private final List<DatabaseNote> notes;
  private final OsDbParser parser;
  private final Personality fallback = BuiltIn.personality();
  private @Nullable CpeIndex cpes;

  private NmapOsDb(byte[] bytes, Map<String, List<OsDbEntry>> byName, List<DatabaseNote> notes) {
    this.bytes = bytes;
    this.byName = byName;
    this.notes = List.copyOf(notes);
    this.parser = new OsDbParser(bytes);
  }

  /// A catalogue that has only the built-in personality.
  public static NmapOsDb empty() {
    return new NmapOsDb(new byte[0], new LinkedHashMap<>(), List.of());
  }

  /// Opens a database.
  ///
  /// @throws IOException with a sentence for the user: the file is missing, unreadable, of the
  ///   first generation, or no database
  public static NmapOsDb load(Path file) throws IOException {
    byte[] bytes = read(file);
    if (bytes.length == 0) {
      throw new IOException(file + " is empty" + ADVICE);
    }
    if (startsAnyLine(bytes, FIRST_GENERATION)) {
      throw new IOException(
          file + " is a database of nmap's first generation, which is not understood" + ADVICE);
    }
    OsDbIndex index = OsDbIndex.of(file.toString(), bytes);
    if (index.byName().isEmpty()) {
      throw new IOException(
          file
              + (isText(bytes) ? " has no fingerprint in it" : " is no text")
              + ", so it is no nmap-os-db"
              + ADVICE);
    }
    return new NmapOsDb(bytes, index.byName(), index.notes());
  }

  private static byte[] read(Path file) throws IOException {
    try {
      if (Files.isDirectory(file)) {
        throw new IOException(file + " is a directory" + ADVICE);
      }
      if (Files.size(file) > MAX_BYTES) {
        throw new IOException(file + " is larger than 64 MiB, so it is no nmap-os-db" + ADVICE);
      }
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new IOException(file + " does not exist" + ADVICE, e);
    } catch (AccessDeniedException e) {
      throw new IOException(file + " cannot be read: permission denied" + ADVICE, e);
    }
  }

  private static boolean isText(byte[] bytes) {
    for (byte b : bytes) {
      if (b == 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean startsAnyLine(byte[] bytes, byte[] text) {
    for (int i = 0; i + text.length <= bytes.length; i++) {
      if (bytes[i] == text[0] && (i == 0 || bytes[i - 1] == '\n')) {
        int k = 1;
        while (k < text.length && bytes[i + k] == text[k]) {
          k++;
        }
        if (k == text.length) {
          return true;
        }
      }
    }
    return false;
  }

  @Override
  public @Nullable Personality find(String name) {
    Personality exact = load(name);
    if (exact != null) {
      return exact;
    }
    if (name.equals(BuiltIn.NAME)) {
      return fallback;
    }
    String today = FormerNames.today(name);
    return today == null ? null : load(today);
  }

  /// One entry of a name that has several, by its place among them from 1; null when there are
  /// fewer or it cannot be understood.
  public @Nullable Personality find(String name, int variant) {
    List<OsDbEntry> entries = byName.getOrDefault(name, List.of());
    if (variant < 1 || variant > entries.size() || entries.get(variant - 1).damaged()) {
      return null;
    }
    return parser.personality(entries.get(variant - 1));
  }

  private @Nullable Personality load(String name) {
    List<OsDbEntry> entries = usable(byName.getOrDefault(name, List.of()));
    return entries.isEmpty() ? null : parser.personality(name, entries);
  }

  /// Those that can be parsed. Some were taken where no port was open; a name that has others is
  /// better served by them.
  private static List<OsDbEntry> usable(List<OsDbEntry> entries) {
    List<OsDbEntry> whole = entries.stream().filter(e -> !e.damaged()).toList();
    List<OsDbEntry> open = whole.stream().filter(OsDbEntry::opensPorts).toList();
    return open.isEmpty() ? whole : open;
  }

  @Override
  public Lookup lookUp(String text, int variant) {
    boolean cpe = Cpe.isMeant(text);
    List<OsDbEntry> entries = cpe ? cpes().find(text) : byName.getOrDefault(text, List.of());
    if (entries.isEmpty() && !cpe) {
      if (text.equals(BuiltIn.NAME)) {
        return variant <= 1 ? new Lookup.Found(fallback) : new Lookup.NoSuchVariant(1);
      }
      String today = FormerNames.today(text);
      entries = today == null ? List.of() : byName.getOrDefault(today, List.of());
    }
    if (entries.isEmpty()) {
      String close = cpe ? null : close(text);
      Lookup found = close == null ? new Lookup.Unknown() : lookUp(close, variant);
      return close != null && found instanceof Lookup.Found near
          ? new Lookup.Close(near.personality(), close)
          : found;
    }
    if (variant > entries.size()) {
      return new Lookup.NoSuchVariant(entries.size());
    }
    if (variant > 0) {
      OsDbEntry entry = entries.get(variant - 1);
      return entry.damaged() ? new Lookup.Damaged() : new Lookup.Found(parser.personality(entry));
    }
    List<OsDbEntry> usable = usable(entries);
    if (usable.isEmpty()) {
      return new Lookup.Damaged();
    }
    return new Lookup.Found(
        cpe
            ? new Crowd(text, List.of(usable), parser)
            : parser.personality(usable.getFirst().name(), usable));
  }

  /// The name nearest to one of nmap's first generation: the same system in the same series of
  /// versions, the nearest version, and of equals the most exact and the most common. Null when
  /// there is none, or the name is not understood to the last word.
  private @Nullable String close(String text) {
    FormerSystem wanted = FormerSystem.of(text);
    if (wanted == null || !wanted.isFormer()) {
      return null;
    }
    String best = null;
    long bestDistance = Long.MAX_VALUE;
    long bestWidth = Long.MAX_VALUE;
    int bestCount = 0;
    for (Map.Entry<String, List<OsDbEntry>> each : byName.entrySet()) {
      FormerSystem system = FormerSystem.of(each.getKey());
      List<OsDbEntry> usable = usable(each.getValue());
      long distance = system == null ? -1 : wanted.distance(system);
      if (system == null || distance < 0 || usable.isEmpty() || !usable.getFirst().opensPorts()) {
        continue;
      }
      boolean better =
          distance != bestDistance
              ? distance < bestDistance
              : system.width() != bestWidth
                  ? system.width() < bestWidth
                  : usable.size() > bestCount;
      if (better) {
        best = each.getKey();
        bestDistance = distance;
        bestWidth = system.width();
        bestCount = usable.size();
      }
    }
    return best;
  }

  @Override
  public PersonalityChoice random() {
    List<List<OsDbEntry>> groups = new ArrayList<>();
    for (List<OsDbEntry> entries : byName.values()) {
      List<OsDbEntry> usable = usable(entries);
      if (!usable.isEmpty() && usable.getFirst().opensPorts()) {
        groups.add(usable);
      }
    }
    return groups.isEmpty() ? fallback : new Crowd("random", groups, parser);
  }

  private synchronized CpeIndex cpes() {
    CpeIndex index = cpes;
    if (index == null) {
      index = new CpeIndex(bytes, byName.values());
      cpes = index;
    }
    return index;
  }

  @Override
  public List<DatabaseNote> notes() {
    return notes;
  }

  @Override
  public List<String> nearest(String text, int limit) {
    return Cpe.isMeant(text)
        ? cpes().nearest(text, limit)
        : NearestNames.ofPhrase(text, byName.keySet(), limit);
  }

  @Override
  public List<String> nearestThatOpen(String text, int limit) {
    List<String> open = new ArrayList<>();
    byName.forEach((name, entries) -> {
      List<OsDbEntry> usable = usable(entries);
      if (!usable.isEmpty() && usable.getFirst().opensPorts()) {
        open.add(name);
      }
    });
    return NearestNames.ofPhrase(text, open, limit);
  }

  @Override
  public List<String> names() {
    return List.copyOf(byName.keySet());
  }

  @Override
  public Personality fallback() {
    return fallback;
  }
}
