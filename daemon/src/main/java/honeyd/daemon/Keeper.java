package honeyd.daemon;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A small shell process that stays root beside a daemon that does not, for two things only root
/// may do and that are settled when it starts: it removes the pid file and the console's socket
/// when the daemon has ended, however that came about, and makes the log files anew, where they are
/// missing, when the daemon asks.
///
/// Nothing it hears is used: any line means "the logs", the end of its input means the end of the
/// daemon. Any thread.
final class Keeper implements AutoCloseable {
  /// `install` removes what is in its way and makes the file itself, so no link leads it elsewhere.
  private static final String PROGRAM =
      """
      trap '' HUP INT QUIT TERM PIPE
      umask 022
      pidfile=$1 pid=$2 socket=$3 inode=$4 uid=$5 gid=$6
      shift 6
      while read -r asked; do
        for log do
          if [ ! -e "$log" ] && [ ! -L "$log" ]; then
            install -m 0640 -o "$uid" -g "$gid" /dev/null "$log"
          elif [ -f "$log" ] && [ ! -L "$log" ]; then
            chown -h "$uid" "$log"
          fi
        done
        echo done
      done
      if [ -n "$pidfile" ] && [ "$(cat "$pidfile")" = "$pid" ]; then
        rm -f "$pidfile"
      fi
      if [ -n "$socket" ] && [ "$(stat -c %i "$socket")" = "$inode" ]; then
        rm -f "$socket"
      fi
      """;

  private final Process process;
  private final OutputStream orders;
  private final BufferedReader answers;

  private Keeper(Process process) {
    this.process = process;
    this.orders = process.getOutputStream();
    this.answers = process.inputReader(StandardCharsets.US_ASCII);
  }

  /// Starts one with the rights of the calling thread.
  ///
  /// @param belongings what to remove in the end
  /// @param logs what to make when asked
  /// @throws IOException when it cannot be started
  static Keeper start(Belongings belongings, List<Path> logs, Identity owner) throws IOException {
    List<String> words = new ArrayList<>(List.of("/bin/sh", "-c", PROGRAM, "honeyd-keeper"));
    words.add(belongings.pidFile().pathText());
    words.add(Long.toString(ProcessHandle.current().pid()));
    words.add(belongings.console().pathText());
    words.add(belongings.console().inode());
    words.add(Integer.toString(owner.uid()));
    words.add(Integer.toString(owner.gid()));
    logs.forEach(log -> words.add(log.toString()));
    ProcessBuilder builder = new ProcessBuilder(words);
    builder.directory(Path.of("/").toFile());
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().clear();
    builder.environment().put("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
    return new Keeper(builder.start());
  }

  /// Has the log files made that are missing; returns when that has been tried.
  synchronized void makeLogs() {
    try {
      orders.write('\n');
      orders.flush();
      String _ = answers.readLine();
    } catch (IOException _) {
      // It is gone; opening the file tells what that means.
    }
  }

  /// Has the files removed and waits for it.
  @Override
  public synchronized void close() throws IOException {
    try {
      orders.close();
    } finally {
      boolean interrupted = false;
      while (process.isAlive()) {
        try {
          int _ = process.waitFor();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
