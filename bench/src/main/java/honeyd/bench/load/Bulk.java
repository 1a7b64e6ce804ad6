package honeyd.bench.load;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLongArray;

/// Many bytes over few connections, with the kernel's own TCP at this end.
final class Bulk {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final int CONNECT_MS = 5_000;
  private static final int SILENCE_MS = 5_000;

  private final InetSocketAddress target;
  private final int connections;
  private final long forNs;
  private final AtomicLongArray bytes;

  Bulk(InetSocketAddress target, int connections, long forNs) {
    this.target = target;
    this.connections = connections;
    this.forNs = forNs;
    this.bytes = new AtomicLongArray(connections);
  }

  /// Reads what the other side sends, from all connections at once.
  Words download() {
    return run(this::read);
  }

  /// Sends for the time given, then closes its half and waits until the other side has closed its
  /// own, having read all.
  Words upload() {
    return run(this::write);
  }

  private interface Transfer {
    void move(Socket socket, int index, long endNs) throws IOException;
  }

  private Words run(Transfer transfer) {
    List<Socket> sockets = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(connections)) {
      for (int i = 0; i < connections; i++) {
        Socket socket = new Socket();
        sockets.add(socket);
        socket.connect(target, CONNECT_MS);
        socket.setSoTimeout(SILENCE_MS);
      }
      long startNs = System.nanoTime();
      List<Callable<Void>> tasks = new ArrayList<>();
      for (int i = 0; i < connections; i++) {
        int index = i;
        tasks.add(() -> {
          transfer.move(sockets.get(index), index, startNs + forNs);
          return null;
        });
      }
      for (Future<Void> done : threads.invokeAll(tasks)) {
        done.get();
      }
      return describe(System.nanoTime() - startNs);
    } catch (IOException | ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } finally {
      for (Socket socket : sockets) {
        close(socket);
      }
    }
  }

  private static void close(Socket socket) {
    try {
      // at once: what is still under way is of no interest
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      System.err.println("generator: close: " + e.getMessage());
    }
  }

  private Words describe(long elapsedNs) {
    long[] each = new long[connections];
    Arrays.setAll(each, bytes::get);
    return new Words()
        .put("elapsed", elapsedNs)
        .put("bytes", Arrays.stream(each).sum())
        .put("least", Arrays.stream(each).min().orElse(0))
        .put("most", Arrays.stream(each).max().orElse(0));
  }

  private void read(Socket socket, int index, long endNs) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    InputStream in = socket.getInputStream();
    while (System.nanoTime() < endNs) {
      int n = in.read(buffer);
      if (n < 0) {
        throw new IOException("the other side closed after " + bytes.get(index) + " bytes");
      }
      bytes.addAndGet(index, n);
    }
  }

  private void write(Socket socket, int index, long endNs) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    OutputStream out = socket.getOutputStream();
    while (System.nanoTime() < endNs) {
      out.write(buffer);
      bytes.addAndGet(index, buffer.length);
    }
    socket.shutdownOutput();
    InputStream in = socket.getInputStream();
    while (in.read(buffer) >= 0) {
      // until the script has read all and ended
    }
  }
}
