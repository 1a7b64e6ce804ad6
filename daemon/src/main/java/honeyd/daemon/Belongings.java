package honeyd.daemon;

/// What a daemon has in the file system while it runs, opened before it is started and gone when it
/// has ended.
record Belongings(PidFile pidFile, ConsoleSocket console) {
  boolean isEmpty() {
    return pidFile.pathText().isEmpty() && console.pathText().isEmpty();
  }
}
