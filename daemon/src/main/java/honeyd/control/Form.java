package honeyd.control;

/// How a session's answers are written.
enum Form {
  /// For a person who talks to the socket: text, and a prompt whenever the console waits.
  PLAIN,
  /// For a client that must know where an answer ends: each line has a mark in front, a blank for
  /// text, `!` for complaints; the last is `.ok` or `.failed`.
  FRAMES,
  /// Each answer is one JSON object on one line.
  JSON
}
