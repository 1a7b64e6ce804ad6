package honeyd.it;

import honeyd.testkit.net.Daemon;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;

/// The launcher at the root of the tree.
final class Launcher {
  private Launcher() {}

  /// Its path, after it has built what there is to build: namespaces have no way out to fetch
  /// anything, and a measured start must not build.
  static String built() {
    String path = Daemon.root().resolve("honeyd").toString();
    try {
      Process build = new ProcessBuilder(path, "--version").inheritIO().start();
      if (!build.waitFor(10, TimeUnit.MINUTES) || build.exitValue() != 0) {
        build.destroy();
        throw new AssertionError(path + " --version did not succeed");
      }
      return path;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
