package honeyd.service;

import honeyd.net.IpAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Finds the address of a proxy's target.
///
/// Names are looked up on a few platform threads, because the C library's resolver blocks its
/// thread and a slow name server must not hold up other services. Any thread.
final class Resolver implements AutoCloseable {
  private static final int THREADS = 4;
  private static final int QUEUE = 256;
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final ThreadPoolExecutor lookups;

  Resolver() {
    lookups =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(QUEUE),
            Thread.ofPlatform().daemon().name("service-resolver-", 0).factory());
    lookups.allowCoreThreadTimeOut(true);
  }

  /// The address of a name or of an address's text form.
  ///
  /// @throws IOException when the name has none, or nobody says so in time
  InetAddress find(String host) throws IOException, InterruptedException {
    byte[] literal = literal(host);
    if (literal.length > 0) {
      return InetAddress.getByAddress(literal);
    }
    try {
      Future<InetAddress> lookup = lookups.submit(() -> InetAddress.getByName(host));
      try {
        return lookup.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
      } finally {
        lookup.cancel(false);
      }
    } catch (ExecutionException e) {
      throw new UnknownHostException(host + ": " + e.getCause());
    } catch (TimeoutException e) {
      throw new UnknownHostException(host + ": no answer from the name server");
    } catch (RejectedExecutionException e) {
      throw new UnknownHostException(host + ": too many names are being looked up");
    }
  }

  private static byte[] literal(String host) {
    IpAddress address;
    try {
      address = IpAddress.parse(host);
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
    return address.isV4()
        ? ByteBuffer.allocate(4).putInt(address.v4Bits()).array()
        : ByteBuffer.allocate(16).putLong(address.hi()).putLong(address.lo()).array();
  }

  @Override
  public void close() {
    lookups.shutdownNow();
  }
}
