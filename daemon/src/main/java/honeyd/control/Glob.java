package honeyd.control;

import java.util.regex.Pattern;

/// A shell pattern: `*`, `?` and `[a-z]`. Immutable.
final class Glob {
  private final Pattern pattern;

  private Glob(Pattern pattern) {
    this.pattern = pattern;
  }

  static Glob of(String text) {
    StringBuilder out = new StringBuilder();
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i++);
      int close = c == '[' ? text.indexOf(']', i + 1) : -1;
      if (c == '*') {
        out.append(".*");
      } else if (c == '?') {
        out.append('.');
      } else if (close > 0) {
        boolean not = text.charAt(i) == '!';
        String inside = text.substring(not ? i + 1 : i, close);
        // Only the hyphen keeps its meaning.
        out.append(not ? "[^" : "[").append(inside.replaceAll("([^\\w-])", "\\\\$1")).append(']');
        i = close + 1;
      } else {
        out.append(Pattern.quote(String.valueOf(c)));
      }
    }
    return new Glob(compiled(out.toString(), text));
  }

  private static Pattern compiled(String expression, String text) {
    try {
      return Pattern.compile(expression, Pattern.DOTALL);
    } catch (java.util.regex.PatternSyntaxException e) {
      // A class such as [z-a]: it means itself.
      return Pattern.compile(Pattern.quote(text));
    }
  }

  boolean matches(String text) {
    return pattern.matcher(text).matches();
  }
}
