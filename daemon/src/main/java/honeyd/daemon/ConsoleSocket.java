package honeyd.daemon;

import honeyd.base.SystemClock;
import honeyd.control.Console;
import honeyd.sys.Processes;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The console's socket in the file system, open to its owner alone. Control thread.
final class ConsoleSocket implements AutoCloseable {
  private static final int GROUP_AND_OTHERS = 077;

  /// No console.
  static final ConsoleSocket NONE = new ConsoleSocket(null, null, null);

  private final @Nullable Path path;
  private final @Nullable ServerSocketChannel channel;

  /// What the file is, so that another daemon's is not removed.
  private final @Nullable Object key;

  private ConsoleSocket(
      @Nullable Path path, @Nullable ServerSocketChannel channel, @Nullable Object key) {
    this.path = path;
    this.channel = channel;
    this.key = key;
  }

  /// Binds a socket; one that a daemon left behind that runs no more gives way.
  ///
  /// @throws IOException when the file is something else, or a daemon's that runs
  static ConsoleSocket at(Path path) throws IOException {
    removeStale(path);
    ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    // The file must not be open to others for a moment either. Others' files that are made just now
    // are more private for that.
    int before = Processes.umask(GROUP_AND_OTHERS | 0100);
    try {
      ServerSocketChannel _ = channel.bind(UnixDomainSocketAddress.of(path));
    } catch (IOException e) {
      channel.close();
      throw new IOException(path + ": " + e.getMessage(), e);
    } finally {
      int _ = Processes.umask(before);
    }
    return new ConsoleSocket(path, channel, keyOf(path));
  }

  private static void removeStale(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    int type = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS) & 0170000;
    if (type != 0140000) {
      throw new IOException(path + " exists and is no socket");
    }
    try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      boolean _ = probe.connect(UnixDomainSocketAddress.of(path));
    } catch (IOException e) {
      Files.delete(path);
      return;
    }
    throw new IOException(path + " is the console of another honeyd, which runs");
  }

  private static @Nullable Object keyOf(Path path) throws IOException {
    return Files.getAttribute(path, "unix:ino", LinkOption.NOFOLLOW_LINKS);
  }

  /// The absolute path, or empty where there is no console.
  String pathText() {
    return path == null ? "" : path.toAbsolutePath().toString();
  }

  /// The file's inode, by which another daemon's is told from it; empty where there is no console.
  String inode() {
    return key == null ? "" : key.toString();
  }

  /// The bound socket, or null where there is to be no console.
  @Nullable ServerSocketChannel channel() {
    return channel;
  }

  /// A console that takes clients, or none. Control thread.
  interface Opened extends AutoCloseable {
    @Override
    void close();
  }

  /// Lets operators in.
  Opened open(Daemon daemon) {
    ServerSocketChannel bound = channel;
    if (bound == null) {
      return () -> {};
    }
    Console console = Console.start(bound, daemon.operations(), new SystemClock());
    return console::close;
  }

  /// Removes the file, if it is still ours and we may.
  @Override
  public void close() {
    if (path == null || channel == null) {
      return;
    }
    try {
      channel.close();
      if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && Objects.equals(keyOf(path), key)) {
        Files.delete(path);
      }
    } catch (IOException e) {
      // The keeper removes it, or the next daemon, which finds that nobody listens there.
    }
  }
}
