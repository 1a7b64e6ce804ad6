package honeyd.service;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.flow.BytePipe;
import honeyd.flow.Flow;
import honeyd.flow.FlowStream;
import honeyd.net.IpAddress;
import honeyd.net.Transport;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// Plays the worker's part of one TCP connection: what the attacker sends is written into one pipe,
/// what the service sends is taken out of the other as if it were acknowledged at once.
///
/// One thread.
final class WorkerSide {
  private static final int PIPE_BYTES = 1 << 16;
  private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(30);

  private final Semaphore wakeups = new Semaphore(0);
  private final FlowStream stream;
  private final ByteArrayOutputStream answer = new ByteArrayOutputStream();
  private boolean reading = true;

  WorkerSide() {
    stream =
        new FlowStream(
            flow(Transport.TCP),
            new BytePipe(PIPE_BYTES),
            new BytePipe(PIPE_BYTES),
            wakeups::release);
  }

  static Flow flow(Transport transport) {
    return new Flow(
        transport,
        IpAddress.parse("198.51.100.7"),
        40112,
        IpAddress.parse("10.2.0.5"),
        21,
        "linux",
        "Linux 2.4.20",
        "eth7",
        "");
  }

  FlowStream stream() {
    return stream;
  }

  /// Stops taking what the service sends: the attacker's window is closed.
  void stopReading() {
    reading = false;
  }

  /// Sends all of this, waiting for room.
  WorkerSide send(byte[] bytes) {
    int[] done = {0};
    await(() -> {
      done[0] += trySend(bytes, done[0]);
      return done[0] == bytes.length;
    });
    return this;
  }

  WorkerSide send(String text) {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  int trySend(byte[] bytes, int from) {
    int n = stream.received().write(bytes, from, bytes.length - from);
    if (n > 0) {
      stream.signalService();
    }
    return n;
  }

  /// The attacker's FIN.
  WorkerSide finish() {
    stream.received().finish();
    stream.signalService();
    return this;
  }

  /// The attacker's RST, or the end of both directions.
  void gone() {
    stream.markGone();
  }

  /// Everything the service sent until its FIN.
  String answer() {
    await(this::isAnswerComplete);
    return text();
  }

  byte[] answerBytes() {
    await(this::isAnswerComplete);
    return answer.toByteArray();
  }

  boolean isAnswerComplete() {
    boolean end = stream.toSend().isFinished();
    take();
    return end && stream.toSend().readable() == 0;
  }

  /// Bytes the service has sent so far and that were taken.
  int taken() {
    return answer.size();
  }

  /// The service's first line.
  String line() {
    await(() -> text().indexOf('\n') >= 0);
    return text().substring(0, text().indexOf('\n'));
  }

  private String text() {
    return answer.toString(StandardCharsets.ISO_8859_1);
  }

  void await(BooleanSupplier condition) {
    long deadlineNs = System.nanoTime() + TIMEOUT_NS;
    take();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("time").isLessThan(deadlineNs);
      try {
        boolean _ = wakeups.tryAcquire(10, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      wakeups.drainPermits();
      take();
    }
  }

  private void take() {
    byte[] bytes = new byte[PIPE_BYTES];
    int n = reading ? stream.toSend().read(bytes, 0, bytes.length) : 0;
    if (n > 0) {
      answer.write(bytes, 0, n);
      stream.signalService();
    }
  }
}
