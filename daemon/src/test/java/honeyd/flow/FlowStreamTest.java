package honeyd.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import honeyd.net.IpAddress;
import honeyd.net.Transport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class FlowStreamTest {
  private final Semaphore wakes = new Semaphore(0);
  private final FlowStream stream =
      new FlowStream(
          new Flow(
              Transport.TCP,
              IpAddress.parse("192.0.2.7"),
              1,
              IpAddress.parse("10.0.0.1"),
              2,
              "t",
              "",
              "mem0",
              ""),
          new BytePipe(16),
          new BytePipe(16),
          wakes::release);

  @Test
  void blockedReader_isWokenByBytesThenByTheEnd() throws Exception {
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      CompletableFuture<String> read =
          CompletableFuture.supplyAsync(
              () -> {
                ByteArrayOutputStream all = new ByteArrayOutputStream();
                byte[] buffer = new byte[4];
                try {
                  for (int n; (n = stream.read(buffer, 0, 4)) >= 0; ) {
                    all.write(buffer, 0, n);
                  }
                } catch (IOException e) {
                  return "gone";
                }
                return all.toString(StandardCharsets.UTF_8);
              },
              executor);
      byte[] text = "hello, world".getBytes(StandardCharsets.UTF_8);
      for (byte b : text) {
        while (stream.received().write(new byte[] {b}, 0, 1) == 0) {
          Thread.onSpinWait();
        }
        stream.signalService();
      }
      stream.received().finish();
      stream.signalService();
      assertThat(read.get(10, TimeUnit.SECONDS)).isEqualTo("hello, world");
    }
  }

  @Test
  void writerOfMoreThanFits_waitsForRoom() throws Exception {
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      CompletableFuture<Void> write =
          CompletableFuture.runAsync(
              () -> {
                try {
                  stream.write(new byte[100], 0, 100);
                  stream.finishOutput();
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              },
              executor);
      int got = 0;
      while (got < 100) {
        assertThat(wakes.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
        int n = stream.toSend().readable();
        stream.toSend().release(n);
        got += n;
        stream.signalService();
      }
      write.get(10, TimeUnit.SECONDS);
      assertThat(stream.toSend().isFinished()).isTrue();
    }
  }

  @Test
  void serviceOnOneThread_isWokenByEverySignalAndNeverBlocks() throws Exception {
    CompletableFuture<Integer> end = new CompletableFuture<>();
    Thread service =
        Thread.ofVirtual()
            .unstarted(() -> {
              stream.serveOn(Thread.currentThread());
              byte[] array = new byte[8];
              MemorySegment buffer = MemorySegment.ofArray(array);
              int from = 0;
              int to = 0;
              while (!stream.isGone()) {
                int n = from == to ? stream.tryRead(buffer) : 0;
                if (n > 0) {
                  from = 0;
                  to = n;
                }
                int written = stream.tryWrite(buffer, from, to - from);
                from += written;
                if (n < 0) {
                  stream.done();
                }
                if (n <= 0 && written == 0) {
                  LockSupport.park();
                }
              }
              end.complete(to);
            });
    service.start();
    int got = 0;
    for (int sent = 0; got < 100; ) {
      if (sent < 100) {
        sent += stream.received().write(new byte[100], 0, 100 - sent);
        stream.signalService();
      }
      assertThat(wakes.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
      int n = stream.toSend().readable();
      stream.toSend().release(n);
      got += n;
      stream.signalService();
    }
    stream.received().finish();
    stream.signalService();
    while (!stream.isServiceDone()) {
      assertThat(wakes.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
    }
    stream.markGone();
    assertThat(end.get(10, TimeUnit.SECONDS)).isPositive();
  }

  @Test
  void serviceInTurns_runsOnTheCallersThreadAndWakesNobody() {
    List<Thread> threads = new ArrayList<>();
    stream.serveInTurns(s -> {
      threads.add(Thread.currentThread());
      s.tryReturn(100);
      if (s.isAtEnd()) {
        s.done();
      }
    });
    stream.received().write(new byte[] {1, 2, 3}, 0, 3);
    stream.signalService();
    assertThat(stream.toSend().readable()).isEqualTo(3);
    stream.received().finish();
    stream.signalService();
    assertThat(stream.toSend().isFinished()).isTrue();
    stream.markGone();

    assertThat(threads).hasSize(4).containsOnly(Thread.currentThread());
    assertThat(wakes.availablePermits()).isZero();
  }

  @Test
  void serviceInTurns_callsTheWorkerWhenItGivesUpOrOpensATightWindow() {
    stream.serveInTurns(s -> s.skip());
    stream.wakeOnRead(true);
    stream.received().write(new byte[5], 0, 5);
    stream.signalService();
    assertThat(wakes.drainPermits()).isEqualTo(1);
    stream.reset();
    assertThat(wakes.drainPermits()).isEqualTo(1);
  }

  @Test
  void goneConnection_endsReaderAndWriterWithAnException() {
    stream.markGone();
    assertThatThrownBy(() -> stream.read(new byte[1], 0, 1)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> stream.write(new byte[1], 0, 1)).isInstanceOf(IOException.class);
  }
}
