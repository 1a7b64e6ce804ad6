package honeyd.flow;

import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/// One UDP flow between the stack and its service: a bounded queue of datagrams each way.
///
/// The worker never waits: [#offerReceived] refuses when the service does not read. The service's
/// threads block in [#receive] and [#send].
public final class FlowDatagrams {
  /// Datagrams that may wait in each direction.
  public static final int QUEUE_DATAGRAMS = 64;

  private static final byte[] END = new byte[0];

  private final Flow flow;
  private final BlockingQueue<byte[]> received = new ArrayBlockingQueue<>(QUEUE_DATAGRAMS + 1);
  private final BlockingQueue<byte[]> toSend = new ArrayBlockingQueue<>(QUEUE_DATAGRAMS);
  private final Runnable wakeWorker;
  private volatile boolean gone;
  private volatile boolean serviceDone;
  private @Nullable DatagramTurns turns;

  /// @param wakeWorker tells the worker to look at this flow; any thread, must not block
  public FlowDatagrams(Flow flow, Runnable wakeWorker) {
    this.flow = flow;
    this.wakeWorker = wakeWorker;
  }

  public Flow flow() {
    return flow;
  }

  /// Waits for the next datagram; null when the flow has ended. Service.
  @SuppressWarnings("ReferenceEquality") // END is told from an empty datagram by identity
  public byte @Nullable [] receive() throws InterruptedException {
    if (gone && received.isEmpty()) {
      return null;
    }
    byte[] datagram = received.take();
    return datagram == END ? null : datagram;
  }

  /// The next datagram if one waits, else null. Service.
  @SuppressWarnings("ReferenceEquality") // as above
  public byte @Nullable [] pollReceived() {
    byte[] datagram = received.poll();
    return datagram == END ? null : datagram;
  }

  /// Sends one datagram, waiting for room. Service.
  ///
  /// @throws IOException when the flow has ended
  public void send(byte[] datagram) throws IOException, InterruptedException {
    if (gone) {
      throw new IOException("flow has ended");
    }
    toSend.put(datagram);
    wakeWorker.run();
  }

  /// Has the worker's own thread serve this flow from now on, without any other thread. From within
  /// [FlowAcceptor#opened] only.
  public void serveInTurns(DatagramTurns service) {
    turns = service;
  }

  /// Sends one datagram if there is room for it. Service, in its turn.
  public boolean trySend(byte[] datagram) {
    return toSend.offer(datagram);
  }

  /// Gives a service that works in turns its turn; whether there is one, and something to send may
  /// be waiting. Worker.
  public boolean takeTurn() {
    DatagramTurns service = turns;
    if (service == null) {
      return false;
    }
    service.onTurn(this);
    return true;
  }

  /// Says that the service has ended. Service.
  public void done() {
    serviceDone = true;
    wakeWorker.run();
  }

  public boolean isServiceDone() {
    return serviceDone;
  }

  /// Gives the service a copy of a datagram; false when too many wait. Worker.
  public boolean offerReceived(byte[] datagram) {
    return received.size() < QUEUE_DATAGRAMS && received.offer(datagram);
  }

  /// The next datagram to send, or null. Worker.
  public byte @Nullable [] pollToSend() {
    return toSend.poll();
  }

  /// Ends the flow and wakes the service. Worker.
  public void markGone() {
    gone = true;
    toSend.clear();
    // One place is kept free for this; a second mark finds it taken, which is as good.
    boolean offered = received.offer(END);
    assert offered || gone;
  }

  public boolean isGone() {
    return gone;
  }
}
