package honeyd.bench.load;

import java.util.LinkedHashMap;
import java.util.Map;

/// One line of words `key=value`: how the parts of a load run ask and answer each other.
final class Words {
  /// The key of an answer that says why there is none.
  static final String ERROR = "error";

  private final Map<String, String> values = new LinkedHashMap<>();

  /// Reads a line; a word without `=` has an empty value.
  static Words of(String line) {
    Words out = new Words();
    for (String word : line.strip().split(" +", -1)) {
      int at = word.indexOf('=');
      out.values.put(at < 0 ? word : word.substring(0, at), at < 0 ? "" : word.substring(at + 1));
    }
    return out;
  }

  Words put(String key, Object value) {
    values.put(key, value.toString());
    return this;
  }

  boolean has(String key) {
    return values.containsKey(key);
  }

  String text(String key) {
    String value = values.get(key);
    if (value == null) {
      throw new IllegalArgumentException("no " + key + " in: " + this);
    }
    return value;
  }

  long number(String key) {
    return Long.parseLong(text(key));
  }

  long number(String key, long otherwise) {
    return has(key) ? number(key) : otherwise;
  }

  @Override
  public String toString() {
    StringBuilder out = new StringBuilder();
    values.forEach((key, value) -> {
      out.append(out.isEmpty() ? "" : " ").append(key);
      if (!value.isEmpty()) {
        out.append('=').append(value);
      }
    });
    return out.toString();
  }
}
