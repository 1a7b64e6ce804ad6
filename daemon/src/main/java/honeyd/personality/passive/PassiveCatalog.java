package honeyd.personality.passive;

import honeyd.base.NearestNames;
import honeyd.personality.DatabaseNote;
import honeyd.personality.passive.SynSignature.Fit;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The SYN signatures of a database of passive fingerprints: p0f 3's `p0f.fp`, or a `pf.os`, told
/// apart by what is in them.
///
/// Immutable, safe for all threads. Looking a SYN up allocates nothing.
public final class PassiveCatalog implements SystemLookup {
  /// Where Debian's package p0f puts the database.
  public static final Path DEFAULT_FILE = Path.of("/etc/p0f/p0f.fp");

  private static final String ADVICE =
      "; a current one is " + DEFAULT_FILE + " of the Debian package p0f, or name one with -0";

  /// A hundred times what p0f's has today.
  private static final long MAX_BYTES = 4L << 20;

  private final List<SourceSystem> systems;
  private final List<DatabaseNote> notes;

  /// Signatures with the same order of options, at the layout's hash or the next free place behind.
  private final @Nullable Bucket[] buckets;

  private final int signatures;

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Bucket(int hash, byte[] layout, SynSignature[] signatures) {}

  PassiveCatalog(
      List<SourceSystem> systems, List<SynSignature> signatures, List<DatabaseNote> notes) {
    this.systems = List.copyOf(systems);
    this.notes = List.copyOf(notes);
    this.signatures = signatures.size();
    Map<List<Byte>, List<SynSignature>> byLayout = new LinkedHashMap<>();
    for (SynSignature each : signatures) {
      List<Byte> key = new ArrayList<>();
      for (byte kind : each.layout()) {
        key.add(kind);
      }
      byLayout.computeIfAbsent(key, _ -> new ArrayList<>()).add(each);
    }
    buckets = new Bucket[Integer.highestOneBit(byLayout.size() * 4 + 4)];
    for (List<SynSignature> each : byLayout.values()) {
      byte[] layout = each.getFirst().layout();
      int hash = 0;
      for (byte kind : layout) {
        hash = ObservedSyn.hash(hash, Byte.toUnsignedInt(kind));
      }
      int at = place(hash);
      while (buckets[at] != null) {
        at = (at + 1) & (buckets.length - 1);
      }
      buckets[at] = new Bucket(hash, layout, each.toArray(SynSignature[]::new));
    }
  }

  /// A catalogue that knows nobody.
  public static PassiveCatalog empty() {
    return new PassiveCatalog(List.of(), List.of(), List.of());
  }

  /// Reads a database.
  ///
  /// @throws IOException with a sentence for the user: the file is missing, unreadable, or has no
  ///   signature of a SYN that is understood
  public static PassiveCatalog load(Path file) throws IOException {
    PassiveCatalog out;
    try {
      if (Files.isDirectory(file)) {
        throw new IOException(file + " is a directory" + ADVICE);
      }
      if (Files.size(file) > MAX_BYTES) {
        throw new IOException(file + " is larger than 4 MiB, so it is no p0f.fp" + ADVICE);
      }
      out = parse(file.toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
    } catch (NoSuchFileException e) {
      throw new IOException(file + " does not exist" + ADVICE, e);
    } catch (AccessDeniedException e) {
      throw new IOException(file + " cannot be read: permission denied" + ADVICE, e);
    }
    if (out.signatures == 0) {
      String first = out.notes.isEmpty() ? "" : " (" + out.notes.getFirst() + ")";
      throw new IOException(file + " has no SYN signature that is understood" + first + ADVICE);
    }
    return out;
  }

  /// Reads the text of a database; what is wrong with it is in [#notes].
  ///
  /// @param file for notes
  public static PassiveCatalog parse(String file, String text) {
    DatabaseText out = new DatabaseText(file);
    String[] lines = text.split("\\R", -1);
    boolean p0f = isP0f(lines);
    P0fReader p0fReader = new P0fReader(out);
    PfOsReader pfOsReader = new PfOsReader(out);
    for (int i = 0; i < lines.length; i++) {
      String line = lines[i].strip();
      out.at(i + 1);
      if (line.isEmpty() || line.charAt(0) == (p0f ? ';' : '#')) {
        continue;
      }
      if (p0f) {
        p0fReader.line(line);
      } else {
        pfOsReader.line(line);
      }
    }
    return out.finish();
  }

  /// p0f 3's format has sections; a `pf.os` has none.
  private static boolean isP0f(String[] lines) {
    for (String line : lines) {
      String stripped = line.strip();
      if (stripped.startsWith("[") || stripped.startsWith(";")) {
        return true;
      }
    }
    return false;
  }

  /// The number of the system that sent this SYN, or -1 when no signature fits: the first that fits
  /// exactly and is specific, else the first generic one, else the first system's that fits but for
  /// what networks change. Programs are never guessed.
  public int find(ObservedSyn syn) {
    Bucket bucket = bucketOf(syn);
    if (bucket == null) {
      return -1;
    }
    int generic = -1;
    int fuzzy = -1;
    for (SynSignature each : bucket.signatures) {
      Fit fit = each.rule().fit(syn);
      if (fit == Fit.EXACT) {
        if (!each.generic()) {
          return each.number();
        }
        if (generic < 0) {
          generic = each.number();
        }
      } else if (fit == Fit.FUZZY && fuzzy < 0 && !each.program()) {
        fuzzy = each.number();
      }
    }
    return generic >= 0 ? generic : fuzzy;
  }

  private @Nullable Bucket bucketOf(ObservedSyn syn) {
    int at = place(syn.layoutHash);
    Bucket each = buckets[at];
    while (each != null) {
      if (each.hash == syn.layoutHash && syn.hasLayout(each.layout)) {
        return each;
      }
      at = (at + 1) & (buckets.length - 1);
      each = buckets[at];
    }
    return null;
  }

  private int place(int hash) {
    return (hash ^ hash >>> 16) & (buckets.length - 1);
  }

  /// The system of a number that [#find] gave.
  public SourceSystem system(int number) {
    return systems.get(number);
  }

  /// Every system, in the order of the database.
  public List<SourceSystem> systems() {
    return systems;
  }

  /// How many signatures there are.
  public int size() {
    return signatures;
  }

  @Override
  public boolean isEmpty() {
    return signatures == 0;
  }

  /// What of the database was left out.
  public List<DatabaseNote> notes() {
    return notes;
  }

  @Override
  public boolean knows(String condition) {
    return systems.stream().anyMatch(system -> system.matches(condition));
  }

  @Override
  public List<String> nearest(String condition, int limit) {
    Set<String> names = new LinkedHashSet<>();
    for (SourceSystem each : systems) {
      names.addAll(Arrays.asList(each.name(), each.text().strip()));
    }
    return NearestNames.ofPhrase(condition, names, limit);
  }
}
