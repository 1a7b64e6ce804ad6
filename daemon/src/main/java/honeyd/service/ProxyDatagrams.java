package honeyd.service;

import honeyd.base.Counter;
import honeyd.flow.FlowDatagrams;
import honeyd.model.Behaviour;
import java.io.IOException;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.ZoneId;
import java.util.Arrays;

/// Connects a UDP flow with a real host, datagram for datagram.
///
/// Two virtual threads: [#run]'s takes datagrams to the target, another brings its answers.
final class ProxyDatagrams {
  private static final int MAX_DATAGRAM = 65_507;

  private final FlowDatagrams datagrams;
  private final Behaviour.Proxy proxy;
  private final Resolver resolver;
  private final ServiceReports reports;
  private final ZoneId zone;

  ProxyDatagrams(
      FlowDatagrams datagrams,
      Behaviour.Proxy proxy,
      Resolver resolver,
      ServiceReports reports,
      ZoneId zone) {
    this.datagrams = datagrams;
    this.proxy = proxy;
    this.resolver = resolver;
    this.reports = reports;
    this.zone = zone;
  }

  /// Returns when the flow has ended.
  ///
  /// @throws IOException when the target's name or address is of no use
  void run() throws IOException {
    DatagramChannel channel = connect();
    reports.count(Counter.SERVICES_STARTED);
    Thread out = Thread.ofVirtual().name("proxy-out").start(() -> pumpOut(channel));
    pumpIn(channel);
    channel.close();
    out.interrupt();
    ScriptProcess.joinQuietly(out);
    datagrams.done();
  }

  private DatagramChannel connect() throws IOException {
    DatagramChannel channel = DatagramChannel.open();
    try {
      ProxyTarget target = ProxyTarget.of(proxy, datagrams.flow(), resolver, reports, zone);
      channel.connect(target.address());
      target.announce(datagrams.flow(), reports);
      return channel;
    } catch (IOException e) {
      channel.close();
      throw new IOException(
          "cannot proxy to " + proxy.host() + ":" + proxy.port() + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      channel.close();
      throw new IOException("proxy to " + proxy.host() + " was stopped", e);
    }
  }

  private void pumpIn(DatagramChannel channel) {
    try {
      byte[] datagram;
      while ((datagram = datagrams.receive()) != null) {
        send(channel, datagram);
      }
    } catch (IOException | InterruptedException _) {
      // The target's side failed for good or the daemon stops.
    }
  }

  private static void send(DatagramChannel channel, byte[] datagram) throws IOException {
    try {
      channel.write(ByteBuffer.wrap(datagram));
    } catch (PortUnreachableException _) {
      // Nobody listened to an earlier one; somebody may listen to the next.
    }
  }

  private void pumpOut(DatagramChannel channel) {
    ByteBuffer buffer = ByteBuffer.allocate(MAX_DATAGRAM);
    try {
      while (true) {
        buffer.clear();
        try {
          channel.read(buffer);
        } catch (PortUnreachableException _) {
          continue;
        }
        datagrams.send(Arrays.copyOf(buffer.array(), buffer.position()));
      }
    } catch (IOException | InterruptedException _) {
      // The flow has ended.
    }
  }
}
