package honeyd.personality;

/// Something in a database that was left out, for people.
///
/// @param file the database
/// @param line from 1
/// @param sentence what was left out and why
public record DatabaseNote(String file, int line, String sentence) {
  @Override
  public String toString() {
    return file + ":" + line + ": " + sentence;
  }
}
