package honeyd.service;

import honeyd.base.Counter;
import honeyd.flow.Flow;
import honeyd.flow.FlowStream;
import honeyd.model.Behaviour;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.ZoneId;

/// Connects a TCP connection with a real host or a subsystem: bytes, the ends of both directions,
/// and resets.
///
/// Three virtual threads: one for each direction and the supervising one, on which [#run] runs.
final class ProxyStream {
  private static final int CONNECT_TIMEOUT_MS = 20_000;
  private static final int BUFFER_BYTES = 32 * 1024;
  private static final int READS_BEFORE_YIELD = 16;

  private final FlowStream stream;
  private final Connector connector;
  private final ServiceReports reports;

  /// Makes the connection to the other side.
  @FunctionalInterface
  interface Connector {
    /// @throws IOException that says what cannot be reached, and why
    SocketChannel connect() throws IOException;
  }

  ProxyStream(FlowStream stream, Connector connector, ServiceReports reports) {
    this.stream = stream;
    this.connector = connector;
    this.reports = reports;
  }

  /// To where a `proxy` action says.
  static ProxyStream of(
      FlowStream stream,
      Behaviour.Proxy proxy,
      Resolver resolver,
      ServiceReports reports,
      ZoneId zone) {
    return new ProxyStream(
        stream, () -> connect(proxy, stream.flow(), resolver, reports, zone), reports);
  }

  /// Returns when both connections have ended.
  ///
  /// @throws IOException when the target cannot be reached
  void run() throws IOException {
    SocketChannel channel = connector.connect();
    reports.count(Counter.SERVICES_STARTED);
    Thread supervisor = Thread.currentThread();
    Thread in = Thread.ofVirtual().name("proxy-in").start(() -> pumpIn(channel, supervisor));
    Thread out = Thread.ofVirtual().name("proxy-out").start(() -> pumpOut(channel, supervisor));
    Thread both =
        Thread.ofVirtual()
            .name("proxy-end")
            .start(() -> {
              ScriptProcess.joinQuietly(in);
              ScriptProcess.joinQuietly(out);
              supervisor.interrupt();
            });
    try {
      stream.awaitGone();
    } catch (InterruptedException _) {
      // Both directions have ended, one has failed, or the daemon stops.
    }
    // Closing ends a direction that waits for the target, the interrupt one that waits for the
    // attacker.
    channel.close();
    in.interrupt();
    out.interrupt();
    ScriptProcess.joinQuietly(both);
    stream.done();
  }

  private static SocketChannel connect(
      Behaviour.Proxy proxy, Flow flow, Resolver resolver, ServiceReports reports, ZoneId zone)
      throws IOException {
    String text = proxy.host() + ":" + proxy.port();
    SocketChannel channel = SocketChannel.open();
    try {
      ProxyTarget target = ProxyTarget.of(proxy, flow, resolver, reports, zone);
      text = target.text();
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      InetSocketAddress address = target.address();
      channel.socket().connect(address, CONNECT_TIMEOUT_MS);
      target.announce(flow, reports);
      return channel;
    } catch (IOException e) {
      channel.close();
      throw new IOException("cannot connect proxy to " + text + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      channel.close();
      throw new IOException("proxy to " + text + " was stopped", e);
    }
  }

  private void pumpIn(SocketChannel channel, Thread supervisor) {
    byte[] bytes = new byte[BUFFER_BYTES];
    try {
      int n;
      while ((n = stream.read(bytes, 0, bytes.length)) > 0) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, n);
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
      }
      channel.shutdownOutput();
    } catch (IOException _) {
      // The attacker's connection is gone or the target's is: there is nothing left to proxy.
      fail(channel, supervisor);
    }
  }

  @SuppressWarnings("ThreadPriorityCheck") // virtual threads have no time slices
  private void pumpOut(SocketChannel channel, Thread supervisor) {
    byte[] bytes = new byte[BUFFER_BYTES];
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    int reads = 0;
    try {
      int n;
      while ((n = channel.read(buffer)) > 0) {
        stream.write(bytes, 0, n);
        buffer.clear();
        if (++reads % READS_BEFORE_YIELD == 0) {
          Thread.yield();
        }
      }
      stream.finishOutput();
    } catch (IOException _) {
      fail(channel, supervisor);
    }
  }

  /// The target's reset becomes ours. After an orderly end nothing is open that could be reset.
  private void fail(SocketChannel channel, Thread supervisor) {
    if (channel.isOpen() && !stream.isGone()) {
      stream.reset();
    }
    supervisor.interrupt();
  }
}
