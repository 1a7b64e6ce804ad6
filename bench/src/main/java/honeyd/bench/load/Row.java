package honeyd.bench.load;

/// One line of the table.
///
/// @param name the row's name, which `--rows` knows
/// @param what what was measured
/// @param figure the figure with its unit
/// @param goal the goal, empty where there is none
record Row(String name, String what, String figure, String goal, Verdict verdict) {
  /// Whether the goal was reached.
  enum Verdict {
    MET("yes"),
    MISSED("NO"),
    NO_GOAL(""),
    NOT_AVAILABLE("not available"),
    FAILED("FAILED");

    final String text;

    Verdict(String text) {
      this.text = text;
    }

    static Verdict of(boolean met) {
      return met ? MET : MISSED;
    }
  }

  static Row figure(String name, String what, String figure) {
    return new Row(name, what, figure, "", Verdict.NO_GOAL);
  }

  static Row goal(String name, String what, String figure, String goal, boolean met) {
    return new Row(name, what, figure, goal, Verdict.of(met));
  }

  static Row notAvailable(String name, String what, String why) {
    return new Row(name, what, why, "", Verdict.NOT_AVAILABLE);
  }

  static Row failed(String name, String what, Throwable why) {
    String message = String.valueOf(why.getMessage()).lines().findFirst().orElse("");
    return new Row(
        name, what, message.substring(0, Math.min(message.length(), 160)), "", Verdict.FAILED);
  }

  static String header() {
    return "| row | what | figure | goal | met |\n|---|---|---|---|---|";
  }

  String markdown() {
    return "| %s | %s | %s | %s | %s |"
        .formatted(name, what, figure.replace("|", "/"), goal, verdict.text);
  }
}
