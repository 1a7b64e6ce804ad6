package honeyd.personality;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Makes personalities of entries when they are first asked for, and keeps them. Safe for all
/// threads.
final class OsDbParser {
  private final byte[] bytes;
  private final Map<OsDbEntry, Personality> single = new ConcurrentHashMap<>();
  private final Map<String, Personality> whole = new ConcurrentHashMap<>();

  OsDbParser(byte[] bytes) {
    this.bytes = bytes;
  }

  /// The personality of one entry.
  Personality personality(OsDbEntry entry) {
    Personality ready = single.get(entry);
    if (ready != null) {
      return ready;
    }
    NmapEntry parsed = parse(entry);
    return kept(
        single,
        entry,
        new FingerprintPersonality(
            entry.name(), List.of(new Fingerprint(parsed)), OsFamilies.of(parsed.classes())));
  }

  /// The personality of a name: its hosts are spread over the entries.
  ///
  /// @param entries of this name, not empty
  Personality personality(String name, List<OsDbEntry> entries) {
    Personality ready = whole.get(name);
    if (ready != null) {
      return ready;
    }
    OsTraits traits = OsFamilies.of(parse(entries.getFirst()).classes());
    List<Fingerprint> variants = new ArrayList<>();
    for (OsDbEntry entry : entries) {
      variants.add(new Fingerprint(parse(entry)));
    }
    return kept(whole, name, new FingerprintPersonality(name, variants, traits));
  }

  private static <K> Personality kept(Map<K, Personality> map, K key, Personality made) {
    Personality earlier = map.putIfAbsent(key, made);
    return earlier == null ? made : earlier;
  }

  NmapEntry parse(OsDbEntry entry) {
    String text =
        new String(bytes, entry.from(), entry.to() - entry.from(), StandardCharsets.UTF_8);
    return NmapEntryParser.parse(text, entry.line());
  }
}
