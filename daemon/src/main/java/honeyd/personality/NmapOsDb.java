package honeyd.personality;

import honeyd.base.NearestNames;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Personalities from a database of nmap's second generation, read from the installed package.
///
/// Loading only finds the entries; one is parsed when it is first named. Safe for all threads after
/// loading.
public final class NmapOsDb implements PersonalityCatalog {
  /// Where Debian's package nmap-common puts the database.
  public static final Path DEFAULT_FILE = Path.of("/usr/share/nmap/nmap-os-db");

  private static final byte[] MARK = "Fingerprint ".getBytes(StandardCharsets.ISO_8859_1);
  private static final byte[] FIRST_GENERATION = "TSeq(".getBytes(StandardCharsets.ISO_8859_1);

  /// Where an entry lies.
  ///
  /// @param from offset of its `Fingerprint` line
  /// @param to offset after its last line
  /// @param line number of its `Fingerprint` line
  private record Place(int from, int to, int line) {}

  private final String file;
  private final byte[] bytes;
  private final Map<String, List<Place>> places;
  private final Map<String, Personality> known = new ConcurrentHashMap<>();
  private final List<String> problems = Collections.synchronizedList(new ArrayList<>());
  private final Personality fallback = BuiltIn.personality();

  private NmapOsDb(String file, byte[] bytes, Map<String, List<Place>> places) {
    this.file = file;
    this.bytes = bytes;
    this.places = places;
  }

  /// A catalogue that has only the built-in personality.
  public static NmapOsDb empty() {
    return new NmapOsDb("", new byte[0], new LinkedHashMap<>());
  }

  /// Opens a database.
  ///
  /// @throws IOException with a sentence for the user: the file is missing, unreadable, of the
  ///   first generation, or no database
  public static NmapOsDb load(Path file) throws IOException {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new NoSuchFileException(
          file.toString(),
          null,
          "no fingerprint database there: install the Debian package nmap-common or name a file"
              + " with -p");
    }
    Map<String, List<Place>> places = index(bytes);
    if (places.isEmpty()) {
      throw new IOException(
          file
              + ": no fingerprint found; it should be an nmap-os-db, as in the package nmap-common");
    }
    if (startsAnyLine(bytes, FIRST_GENERATION)) {
      throw new IOException(
          file
              + ": a database of nmap's first generation, which is not understood; the package"
              + " nmap-common has a current one in "
              + DEFAULT_FILE);
    }
    return new NmapOsDb(file.toString(), bytes, places);
  }

  private static Map<String, List<Place>> index(byte[] bytes) {
    Map<String, List<Place>> places = new LinkedHashMap<>();
    int line = 1;
    int at = 0;
    String name = null;
    int from = 0;
    int fromLine = 0;
    while (at < bytes.length) {
      int end = at;
      while (end < bytes.length && bytes[end] != '\n') {
        end++;
      }
      if (startsWith(bytes, at, MARK)) {
        if (name != null) {
          places.computeIfAbsent(name, n -> new ArrayList<>(1)).add(new Place(from, at, fromLine));
        }
        int first = at + MARK.length;
        name = new String(bytes, first, end - first, StandardCharsets.UTF_8).strip();
        from = at;
        fromLine = line;
      }
      at = end + 1;
      line++;
    }
    if (name != null) {
      places
          .computeIfAbsent(name, n -> new ArrayList<>(1))
          .add(new Place(from, bytes.length, fromLine));
    }
    return places;
  }

  private static boolean startsWith(byte[] bytes, int at, byte[] text) {
    if (at + text.length > bytes.length) {
      return false;
    }
    for (int i = 0; i < text.length; i++) {
      if (bytes[at + i] != text[i]) {
        return false;
      }
    }
    return true;
  }

  private static boolean startsAnyLine(byte[] bytes, byte[] text) {
    for (int i = 0; i < bytes.length; i++) {
      if ((i == 0 || bytes[i - 1] == '\n') && startsWith(bytes, i, text)) {
        return true;
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
    List<NmapEntry> entries = entries(name);
    if (variant < 1 || variant > entries.size()) {
      return null;
    }
    NmapEntry entry = entries.get(variant - 1);
    return new FingerprintPersonality(
        name, List.of(new Fingerprint(entry)), OsFamilies.of(entry.classes()));
  }

  private @Nullable Personality load(String name) {
    Personality ready = known.get(name);
    if (ready != null) {
      return ready;
    }
    List<Fingerprint> variants = new ArrayList<>();
    OsTraits traits = OsTraitsTable.GENERIC.traits;
    for (NmapEntry entry : entries(name)) {
      if (variants.isEmpty()) {
        traits = OsFamilies.of(entry.classes());
      }
      variants.add(new Fingerprint(entry));
    }
    if (variants.isEmpty()) {
      return null;
    }
    // Some entries were taken where no port was open; a name that has others is better served by
    // them.
    List<Fingerprint> open = variants.stream().filter(Fingerprint::opensPorts).toList();
    Personality made = new FingerprintPersonality(name, open.isEmpty() ? variants : open, traits);
    Personality earlier = known.putIfAbsent(name, made);
    return earlier == null ? made : earlier;
  }

  /// The entries of a name that can be understood, in the order of the file.
  List<NmapEntry> entries(String name) {
    List<NmapEntry> out = new ArrayList<>();
    for (Place place : places.getOrDefault(name, List.of())) {
      String text = new String(bytes, place.from, place.to - place.from, StandardCharsets.UTF_8);
      List<String> notes = new ArrayList<>();
      try {
        out.add(NmapEntryParser.parse(text, place.line, notes));
      } catch (NmapSyntaxException e) {
        problems.add(file + ":" + e.line() + ": " + e.getMessage() + "; fingerprint skipped");
      }
      for (String note : notes) {
        problems.add(file + ": " + note);
      }
    }
    return out;
  }

  /// What could not be understood in the entries used so far, each a sentence that begins with file
  /// and line.
  public List<String> problems() {
    synchronized (problems) {
      return List.copyOf(problems);
    }
  }

  @Override
  public List<String> nearest(String name, int limit) {
    return NearestNames.ofPhrase(name, places.keySet(), limit);
  }

  @Override
  public List<String> names() {
    return List.copyOf(places.keySet());
  }

  @Override
  public Personality fallback() {
    return fallback;
  }
}
