package honeyd.daemon;

import honeyd.dhcp.LeasedHost;
import honeyd.net.IpAddress;
import honeyd.net.MacAddress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `-t FILE`: the addresses that are leased now, a row `ip, mac, iface` each, as Honeyd 1.6d writes
/// them; empty once the daemon has ended. Control thread.
final class LeaseFile implements AutoCloseable {
  private final @Nullable FileChannel channel;

  private LeaseFile(@Nullable FileChannel channel) {
    this.channel = channel;
  }

  /// Opens the file and empties it; with null there is none.
  static LeaseFile open(@Nullable Path path) throws IOException {
    return new LeaseFile(
        path == null
            ? null
            : FileChannel.open(
                path,
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING));
  }

  /// Writes all rows anew.
  void write(Map<LeasedHost, IpAddress> leases) throws IOException {
    FileChannel out = channel;
    if (out == null) {
      return;
    }
    StringBuilder rows = new StringBuilder();
    leases.forEach((host, address) ->
        rows.append(address)
            .append(", ")
            .append(new MacAddress(host.macBits()))
            .append(", ")
            .append(host.interfaceName())
            .append('\n'));
    ByteBuffer bytes = ByteBuffer.wrap(rows.toString().getBytes(StandardCharsets.US_ASCII));
    int length = bytes.remaining();
    long at = 0;
    while (bytes.hasRemaining()) {
      at += out.write(bytes, at);
    }
    out.truncate(length);
  }

  /// Empties the file.
  @Override
  public void close() throws IOException {
    FileChannel out = channel;
    if (out != null) {
      out.truncate(0);
      out.close();
    }
  }
}
