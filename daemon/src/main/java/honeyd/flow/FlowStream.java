package honeyd.flow;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// One TCP connection between the stack and its service: a pipe each way and a way to give up.
///
/// The service's reading thread calls [#read], its writing thread [#write] and [#finishOutput]
/// (they may be two threads); both block their (virtual) thread. The worker uses [#received] as
/// producer and [#toSend] as consumer and never blocks. A full pipe makes the service wait or
/// closes the attacker's window; nothing is dropped.
///
/// A service may also do everything on one thread that parks when nothing can be done ([#serveOn]).
/// One that never waits for anything else can be served by the worker itself instead:
/// [#serveInTurns].
public final class FlowStream {
  private final Flow flow;
  private final BytePipe received;
  private final BytePipe toSend;
  private final Runnable wakeWorker;
  private volatile @Nullable Thread reader;
  private volatile @Nullable Thread writer;
  private volatile @Nullable Thread supervisor;
  private volatile boolean gone;
  private volatile boolean resetByService;
  private volatile boolean serviceDone;
  private volatile boolean wakeOnRead;
  private @Nullable StreamTurns turns;
  private boolean inTurn;

  /// @param received worker to service; also the connection's receive buffer
  /// @param toSend service to worker; also the connection's send buffer
  /// @param wakeWorker tells the worker to look at this connection; any thread, must not block
  public FlowStream(Flow flow, BytePipe received, BytePipe toSend, Runnable wakeWorker) {
    this.flow = flow;
    this.received = received;
    this.toSend = toSend;
    this.wakeWorker = wakeWorker;
  }

  public Flow flow() {
    return flow;
  }

  /// Waits for bytes from the attacker: how many were read, or -1 after the attacker's FIN.
  /// Service.
  ///
  /// @throws IOException when the connection is gone
  public int read(byte[] target, int to, int length) throws IOException {
    reader = Thread.currentThread();
    while (true) {
      boolean end = received.isFinished();
      int n = received.read(target, to, length);
      if (n > 0) {
        tookSome(n);
        return n;
      }
      if (end) {
        return -1;
      }
      if (gone) {
        throw new IOException("connection is gone");
      }
      awaitSignal();
    }
  }

  /// Writes all bytes, waiting for room. Service.
  ///
  /// @throws IOException when the connection is gone
  public void write(byte[] source, int from, int length) throws IOException {
    writer = Thread.currentThread();
    int done = 0;
    while (done < length) {
      if (gone) {
        throw new IOException("connection is gone");
      }
      int n = toSend.write(source, from + done, length - done);
      if (n > 0) {
        done += n;
        wakeWorker.run();
      } else {
        awaitSignal();
      }
    }
  }

  /// Says that the service writes no more: FIN follows what is buffered. Service.
  public void finishOutput() {
    toSend.finish();
    wake();
  }

  /// Gives the connection up with RST. Service.
  public void reset() {
    resetByService = true;
    wakeWorker.run();
  }

  /// Says that the service reads and writes no more; what arrives from now on is discarded.
  /// Service.
  public void done() {
    serviceDone = true;
    toSend.finish();
    wake();
  }

  /// Waits until the connection is gone; for a third thread beside the reading and the writing one.
  /// Service.
  ///
  /// @throws InterruptedException when the service is stopped
  public void awaitGone() throws InterruptedException {
    supervisor = Thread.currentThread();
    while (!gone) {
      LockSupport.park(this);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }

  /// Has every signal wake this thread, which then waits by parking and uses the `try` methods: for
  /// a service that does both directions and more on one thread. Service, before anything else.
  public void serveOn(Thread thread) {
    reader = thread;
    writer = thread;
    supervisor = thread;
  }

  /// Reads what is there: how many bytes, 0 when none wait, -1 after the attacker's FIN. Service.
  public int tryRead(MemorySegment target) {
    boolean end = received.isFinished();
    int n = Math.min(received.readable(), (int) target.byteSize());
    if (n == 0) {
      return end ? -1 : 0;
    }
    received.peek(0, target, 0, n);
    received.release(n);
    tookSome(n);
    return n;
  }

  /// Writes as many bytes as fit; returns how many. Service.
  public int tryWrite(MemorySegment source, long from, int length) {
    int n = Math.min(length, toSend.writable());
    if (n > 0) {
      toSend.writeAhead(0, source, from, n);
      toSend.publish(n);
      wake();
    }
    return n;
  }

  /// Has the worker's own thread serve this connection from now on, without any other thread; takes
  /// the first turn. From within [FlowAcceptor#opened] only.
  public void serveInTurns(StreamTurns service) {
    turns = service;
    takeTurn(service);
  }

  private void takeTurn(StreamTurns service) {
    // The worker sends after each turn anyway.
    inTurn = true;
    try {
      service.onTurn(this);
    } finally {
      inTurn = false;
    }
  }

  /// Moves up to `limit` bytes from the attacker back to him, as many as are there and fit; returns
  /// how many. Service, in its turn.
  public int tryReturn(int limit) {
    int n = received.moveTo(toSend, limit);
    tookSome(n);
    return n;
  }

  /// Throws away what came from the attacker; returns how much. Service, in its turn.
  public int skip() {
    int n = received.readable();
    received.release(n);
    tookSome(n);
    return n;
  }

  /// Writes as many of these bytes as fit; returns how many. Service.
  public int tryWrite(byte[] source, int from, int length) {
    int n = toSend.write(source, from, length);
    if (n > 0) {
      wake();
    }
    return n;
  }

  /// Bytes that wait to be sent or to be acknowledged. Service, in its turn.
  public int unsentBytes() {
    return toSend.readable();
  }

  /// Whether the attacker sent FIN and everything before it was read. Service, in its turn.
  public boolean isAtEnd() {
    return received.isFinished() && received.readable() == 0;
  }

  private void tookSome(int n) {
    if (n > 0 && wakeOnRead) {
      wakeWorker.run();
    }
  }

  private void wake() {
    if (!inTurn) {
      wakeWorker.run();
    }
  }

  private void awaitSignal() throws IOException {
    LockSupport.park(this);
    if (Thread.currentThread().isInterrupted()) {
      throw new IOException("service was stopped");
    }
  }

  /// Worker's end of the receiving pipe: it produces.
  public BytePipe received() {
    return received;
  }

  /// Worker's end of the sending pipe: it consumes.
  public BytePipe toSend() {
    return toSend;
  }

  /// Asks to be woken after each read, because the attacker's window is short of room. The worker
  /// looks at the room once more after asking: a read that came before is then seen. Worker.
  public void wakeOnRead(boolean wanted) {
    if (wakeOnRead != wanted) {
      wakeOnRead = wanted;
    }
  }

  public boolean isResetByService() {
    return resetByService;
  }

  /// Whether the service has ended and reads no more.
  public boolean isServiceDone() {
    return serviceDone;
  }

  /// Wakes the service after bytes were published or released, or after a FIN, or gives it a turn;
  /// the worker sends what may be sent afterwards. Worker.
  public void signalService() {
    StreamTurns service = turns;
    if (service != null) {
      takeTurn(service);
      return;
    }
    LockSupport.unpark(reader);
    LockSupport.unpark(writer);
  }

  /// Says that the connection is gone, in whatever way; wakes the service. Worker.
  public void markGone() {
    gone = true;
    signalService();
    LockSupport.unpark(supervisor);
  }

  public boolean isGone() {
    return gone;
  }
}
