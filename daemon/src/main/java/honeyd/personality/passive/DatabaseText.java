package honeyd.personality.passive;

import honeyd.personality.DatabaseNote;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a reader of one of the formats gathers. One thread.
final class DatabaseText {
  private static final int MAX_NOTES = 100;

  private final String file;
  private final List<DatabaseNote> notes = new ArrayList<>();
  private final Map<SourceSystem, Integer> systems = new LinkedHashMap<>();
  private final List<SynSignature> signatures = new ArrayList<>();
  private int line;

  DatabaseText(String file) {
    this.file = file;
  }

  /// Which line is being read, from 1.
  void at(int line) {
    this.line = line;
  }

  /// Says that something on this line is left out.
  void note(String sentence) {
    if (notes.size() < MAX_NOTES) {
      notes.add(new DatabaseNote(file, line, sentence));
    }
  }

  /// Takes a signature, behind all others.
  void add(SourceSystem system, boolean generic, byte[] layout, SynSignature.Rule rule) {
    Integer known = systems.get(system);
    int number = known == null ? systems.size() : known;
    if (known == null) {
      systems.put(system, number);
    }
    signatures.add(new SynSignature(number, generic, system.program(), layout, rule));
  }

  PassiveCatalog finish() {
    return new PassiveCatalog(List.copyOf(systems.keySet()), signatures, notes);
  }
}
