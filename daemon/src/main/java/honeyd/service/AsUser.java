package honeyd.service;

import honeyd.sys.CallState;
import honeyd.sys.Warden;
import java.io.IOException;

/// Does something as the user that a script runs as: start it, limit it, end it. The kernel allows
/// the last two to that user, and to nobody else without privileges.
interface AsUser {
  /// The daemon's own user, on the calling thread.
  AsUser SELF = work -> work.run(new CallState());

  /// Runs the work and returns what it returned.
  ///
  /// @throws IOException from the work, or when the daemon may not become that user
  int run(Warden.Work work) throws IOException;

  /// As [#run], for what nobody can do anything about if it fails.
  default void attempt(Warden.Work work) {
    try {
      run(work);
    } catch (IOException _) {
      // The daemon is stopping; the guardian, who is that user, ends what is left.
    }
  }
}
