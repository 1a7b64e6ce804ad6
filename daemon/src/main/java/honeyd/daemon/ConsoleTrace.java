package honeyd.daemon;

import honeyd.base.Inbox;
import honeyd.control.Trace;
import honeyd.net.IpRange;
import honeyd.stack.PacketTap;
import honeyd.stack.Worker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/// Frames of some addresses from all workers. Workers put lines into a bounded queue without a
/// lock; one thread looks there now and then.
final class ConsoleTrace implements Trace {
  private static final long LOOK_EVERY_NS = 5_000_000;

  private final Inbox<Packet> inbox = new Inbox<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final LongAdder leftOut = new LongAdder();
  private final Map<Worker, PacketTap> taps = new LinkedHashMap<>();
  private final int limit;
  private volatile boolean closed;

  private ConsoleTrace(int limit) {
    this.limit = limit;
  }

  static ConsoleTrace begin(List<Worker> workers, IpRange addresses, int limit) {
    ConsoleTrace trace = new ConsoleTrace(limit);
    for (Worker worker : workers) {
      PacketTap tap = new PacketTap(addresses, trace::put);
      trace.taps.put(worker, tap);
      worker.ask((inspection, _) -> inspection.add(tap));
    }
    return trace;
  }

  private void put(long epochMicros, String line) {
    if (closed || waiting.get() >= limit) {
      leftOut.increment();
      return;
    }
    waiting.incrementAndGet();
    inbox.put(new Packet(epochMicros, line));
  }

  @Override
  public List<Packet> take(Duration wait) throws InterruptedException {
    long steps = wait.toNanos() / LOOK_EVERY_NS;
    while (inbox.isEmpty() && steps > 0) {
      LockSupport.parkNanos(LOOK_EVERY_NS);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      steps--;
    }
    List<Packet> taken = new ArrayList<>();
    while (taken.size() < limit) {
      Packet next = inbox.poll();
      if (next == null) {
        break;
      }
      taken.add(next);
    }
    waiting.addAndGet(-taken.size());
    return taken;
  }

  @Override
  public long leftOut() {
    return leftOut.sum();
  }

  @Override
  public void close() {
    closed = true;
    taps.forEach((worker, tap) -> worker.ask((inspection, _) -> inspection.remove(tap)));
  }
}
