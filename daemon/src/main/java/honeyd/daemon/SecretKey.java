package honeyd.daemon;

import honeyd.base.KeyedHash;
import honeyd.base.Rng;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;

/// The key from which everything individual about the hosts is drawn. Kept in a file, so that the
/// network looks the same after a restart; a fixed seed (`-R`) takes its place.
final class SecretKey {
  /// Where the key lives when the daemon may write there.
  static final Path DEFAULT_FILE = Path.of("/var/lib/honeyd/key");

  private SecretKey() {}

  /// The hash of a fixed seed.
  static KeyedHash ofSeed(long seed) {
    Rng rng = new Rng(seed);
    return new KeyedHash(rng.nextLong(), rng.nextLong());
  }

  /// The hash of the key in `file`, which is made with a fresh key when it is missing.
  ///
  /// @throws IOException when it cannot be read, written or understood
  static KeyedHash ofFile(Path file) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    if (directory != null) {
      Files.createDirectories(directory);
    }
    SecureRandom random = new SecureRandom();
    String fresh = "%016x %016x\n".formatted(random.nextLong(), random.nextLong());
    try {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(file, fresh, StandardCharsets.US_ASCII, StandardOpenOption.WRITE);
    } catch (FileAlreadyExistsException e) {
      fresh = Files.readString(file, StandardCharsets.US_ASCII);
    }
    if (!fresh.matches("[0-9a-f]{16} [0-9a-f]{16}\n")) {
      throw new IOException(
          file
              + " does not hold a key (two numbers of 16 hexadecimal digits); remove it for a new one");
    }
    return new KeyedHash(
        Long.parseUnsignedLong(fresh, 0, 16, 16), Long.parseUnsignedLong(fresh, 17, 33, 16));
  }

  /// A key that lasts as long as the process.
  static KeyedHash passing() {
    SecureRandom random = new SecureRandom();
    return new KeyedHash(random.nextLong(), random.nextLong());
  }
}
