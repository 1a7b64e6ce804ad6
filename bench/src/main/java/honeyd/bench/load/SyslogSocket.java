package honeyd.bench.load;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// Takes what one process says to syslog(3). The C library tries datagrams first and a stream when
/// the socket is one.
final class SyslogSocket implements AutoCloseable {
  /// Gives a process `/dev` of its own, in the mount namespace that ip-netns(8) made for it, in
  /// which `log` is the socket; then becomes the words that follow.
  static final String PRIVATE_DEV =
      """
      set -e
      mount -t tmpfs tmpfs /dev
      mknod -m 666 /dev/null c 1 3
      mknod -m 666 /dev/zero c 1 5
      mknod -m 666 /dev/random c 1 8
      mknod -m 666 /dev/urandom c 1 9
      ln -s "$1" /dev/log
      shift
      exec "$@"
      """;

  private final ServerSocketChannel server;
  private final StringBuilder text = new StringBuilder();

  SyslogSocket(Path path) throws IOException {
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(path));
    Thread.ofPlatform().daemon().name("syslog").start(this::take);
  }

  private void take() {
    ByteBuffer buffer = ByteBuffer.allocate(1 << 13);
    while (server.isOpen()) {
      try (SocketChannel channel = server.accept()) {
        while (channel.read(buffer.clear()) >= 0) {
          synchronized (text) {
            text.append(StandardCharsets.UTF_8.decode(buffer.flip())).append('\n');
          }
        }
      } catch (IOException e) {
        synchronized (text) {
          text.append("[closed: ").append(e.getMessage()).append("]\n");
        }
      }
    }
  }

  /// All that was said up to now.
  String text() {
    synchronized (text) {
      return text.toString();
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
