package honeyd.personality.passive;

import java.util.List;

/// Which systems passive fingerprinting can tell, for those who read configurations.
public interface SystemLookup {
  /// Whether there are none: no database is there.
  boolean isEmpty();

  /// Whether the text of a condition `source os = "TEXT"` means any of them.
  boolean knows(String condition);

  /// Names closest to a text that means none, best first, at most `limit`.
  List<String> nearest(String condition, int limit);

  /// Takes every name for one that is known.
  static SystemLookup trusting() {
    return new SystemLookup() {
      @Override
      public boolean isEmpty() {
        return false;
      }

      @Override
      public boolean knows(String condition) {
        return true;
      }

      @Override
      public List<String> nearest(String condition, int limit) {
        return List.of();
      }
    };
  }
}
