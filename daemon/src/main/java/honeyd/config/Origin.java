package honeyd.config;

/// The place in a file that something was written at.
///
/// @param file as the user named it
/// @param line from 1; 0 means the file as a whole
/// @param column from 1, in characters
public record Origin(String file, int line, int column) {
  /// A file as a whole.
  public static Origin of(String file) {
    return new Origin(file, 0, 0);
  }

  @Override
  public String toString() {
    return line == 0 ? file : file + ":" + line + ":" + column;
  }
}
