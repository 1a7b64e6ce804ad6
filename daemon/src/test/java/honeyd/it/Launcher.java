package honeyd.it;

import honeyd.testkit.net.Daemon;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// The launcher at the root of the tree.
final class Launcher {
  private Launcher() {}

  /// Its path, after it has built what there is to build: namespaces have no way out to fetch
  /// anything, and a measured start must not build.
  static String built() {
    String path = Daemon.root().resolve("honeyd").toString();
    try {
      Path said = Files.createTempFile("honeyd-build", ".log");
      Process build =
          new ProcessBuilder(path, "--version")
              .redirectErrorStream(true)
              .redirectOutput(said.toFile())
              .start();
      boolean ended = build.waitFor(10, TimeUnit.MINUTES);
      build.destroy();
      if (!ended || build.exitValue() != 0) {
        throw new AssertionError(path + " --version: " + Files.readString(said));
      }
      Files.delete(said);
      return path;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
