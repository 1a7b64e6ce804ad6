package honeyd.testkit;

import honeyd.flow.FlowAcceptor;
import honeyd.flow.FlowDatagrams;
import honeyd.flow.FlowStream;
import honeyd.model.Behaviour;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Services that live in the test's own thread: [#pump] gives each one turn, nothing ever waits.
///
/// A port's `Script` behaviour names its service. There are `echo` (sends back what comes, ends
/// when the peer ends), `prompt-echo` (the same, by turns of the worker's), `sink` (reads and says
/// nothing), `mute` (does not even read), and what a test adds.
public final class TestServices implements FlowAcceptor {
  /// One turn of a service for a connection.
  @FunctionalInterface
  public interface StreamService {
    void turn(FlowStream stream) throws IOException;
  }

  /// One turn of a service for datagrams.
  @FunctionalInterface
  public interface DatagramService {
    void turn(FlowDatagrams datagrams) throws IOException, InterruptedException;
  }

  private final Map<String, StreamService> streamServices = new HashMap<>();
  private final Map<String, DatagramService> datagramServices = new HashMap<>();
  private final Map<FlowStream, StreamService> streams = new HashMap<>();
  private final Map<FlowDatagrams, DatagramService> datagrams = new HashMap<>();
  private final List<FlowStream> openedStreams = new ArrayList<>();
  private final List<FlowDatagrams> openedDatagrams = new ArrayList<>();

  public TestServices() {
    streamServices.put("echo", TestServices::echo);
    streamServices.put("sink", TestServices::sink);
    streamServices.put("mute", stream -> {});
    datagramServices.put("echo", TestServices::echo);
    datagramServices.put("sink", TestServices::sink);
    datagramServices.put("mute", flow -> {});
  }

  /// The behaviour of a port with this service.
  public static Behaviour service(String name) {
    return new Behaviour.Script(name);
  }

  public void stream(String name, StreamService service) {
    streamServices.put(name, service);
  }

  public void datagrams(String name, DatagramService service) {
    datagramServices.put(name, service);
  }

  /// Every connection that reached a service, oldest first.
  public List<FlowStream> openedStreams() {
    return openedStreams;
  }

  /// Every UDP flow that reached a service, oldest first.
  public List<FlowDatagrams> openedDatagrams() {
    return openedDatagrams;
  }

  /// Whether any flow still has its service.
  public boolean isIdle() {
    return streams.isEmpty() && datagrams.isEmpty();
  }

  /// One turn for each service; forgets those whose flow is gone.
  public void pump() {
    streams.keySet().removeIf(FlowStream::isGone);
    datagrams.keySet().removeIf(FlowDatagrams::isGone);
    try {
      for (Map.Entry<FlowStream, StreamService> each : List.copyOf(streams.entrySet())) {
        each.getValue().turn(each.getKey());
      }
      for (Map.Entry<FlowDatagrams, DatagramService> each : List.copyOf(datagrams.entrySet())) {
        each.getValue().turn(each.getKey());
      }
    } catch (IOException e) {
      throw new AssertionError("a service failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  @Override
  public void opened(FlowStream stream, Behaviour behaviour) {
    openedStreams.add(stream);
    if (behaviour.equals(service("prompt-echo"))) {
      stream.serveInTurns(TestServices::promptEcho);
      return;
    }
    streams.put(stream, named(streamServices, behaviour));
  }

  @Override
  public void opened(FlowDatagrams flow, Behaviour behaviour) {
    openedDatagrams.add(flow);
    if (behaviour.equals(service("prompt-echo"))) {
      flow.serveInTurns(TestServices::promptEcho);
      return;
    }
    datagrams.put(flow, named(datagramServices, behaviour));
  }

  private static <S> S named(Map<String, S> services, Behaviour behaviour) {
    S service =
        behaviour instanceof Behaviour.Script script ? services.get(script.command()) : null;
    if (service == null) {
      throw new AssertionError("no service for " + behaviour);
    }
    return service;
  }

  private static void promptEcho(FlowStream stream) {
    stream.tryReturn(Integer.MAX_VALUE);
    if (stream.isAtEnd()) {
      stream.done();
    }
  }

  private static void promptEcho(FlowDatagrams flow) {
    byte[] datagram = flow.pollReceived();
    while (datagram != null && flow.trySend(datagram)) {
      datagram = flow.pollReceived();
    }
  }

  private static void echo(FlowStream stream) throws IOException {
    byte[] chunk = new byte[4096];
    int n = Math.min(stream.received().readable(), stream.toSend().writable());
    while (n > 0) {
      int read = stream.read(chunk, 0, Math.min(n, chunk.length));
      stream.write(chunk, 0, read);
      n = Math.min(stream.received().readable(), stream.toSend().writable());
    }
    if (stream.received().isFinished()
        && stream.received().readable() == 0
        && !stream.toSend().isFinished()) {
      stream.done();
    }
  }

  private static void sink(FlowStream stream) throws IOException {
    byte[] chunk = new byte[4096];
    while (stream.received().readable() > 0) {
      int n = stream.read(chunk, 0, chunk.length);
      if (n < 0) {
        break;
      }
    }
    if (stream.received().isFinished() && !stream.toSend().isFinished()) {
      stream.done();
    }
  }

  private static void echo(FlowDatagrams flow) throws IOException, InterruptedException {
    byte[] datagram = flow.pollReceived();
    while (datagram != null) {
      flow.send(datagram);
      datagram = flow.pollReceived();
    }
  }

  private static void sink(FlowDatagrams flow) {
    byte[] datagram = flow.pollReceived();
    while (datagram != null) {
      datagram = flow.pollReceived();
    }
  }
}
