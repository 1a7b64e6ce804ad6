package honeyd.testkit.net;

/// How a command ended: its exit code and what it wrote.
public record Outcome(String command, int exit, String out, String err) {
  /// Itself, if the command succeeded.
  ///
  /// @throws AssertionError with all it wrote, otherwise
  public Outcome orFail() {
    if (exit != 0) {
      throw new AssertionError(this);
    }
    return this;
  }

  @Override
  public String toString() {
    return command + "\nended with " + exit + "\n--- out\n" + out + "\n--- err\n" + err;
  }
}
