package honeyd.it;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.testkit.net.Await;
import honeyd.testkit.net.Daemon;
import honeyd.testkit.net.NetLab;
import honeyd.testkit.net.Outcome;
import honeyd.testkit.net.Running;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Other hosts change again and again while thousands of connections a second come to those that do
/// not: none is lost, reset or answered differently.
class ReloadUnderLoadIT {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final int RATE = 5_000;
  private static final int SECONDS = 10;
  private static final int RELOADS = 8;
  private static final int HELD = 50;

  private static final String STAYING =
      """
      create host
      set host default tcp action closed
      add host tcp port 7 internal "echo"
      bind 10.3.0.0/16 host
      """;

  /// Connects, says something, wants it back and the end, over and over; and holds some connections
  /// from before the first to after the last.
  static final class Client {
    private static final int THREADS = 16;
    private static final int TIMEOUT_MS = 10_000;

    private Client() {}

    public static void main(String[] args) throws Exception {
      int rate = Integer.parseInt(args[0]);
      int total = rate * Integer.parseInt(args[1]);
      List<Socket> held = new ArrayList<>();
      for (int i = 0; i < HELD; i++) {
        Socket socket = connect("10.3.9." + (i + 1));
        exchange(socket, "before " + i);
        held.add(socket);
      }
      System.out.println("held");
      AtomicInteger next = new AtomicInteger();
      AtomicInteger good = new AtomicInteger();
      AtomicLong slowestNs = new AtomicLong();
      long startNs = System.nanoTime();
      List<Thread> threads = new ArrayList<>();
      for (int t = 0; t < THREADS; t++) {
        threads.add(
            Thread.ofPlatform()
                .start(() -> {
                  int number;
                  while ((number = next.getAndIncrement()) < total) {
                    long dueNs = startNs + number * (1_000_000_000L / rate);
                    LockSupport.parkNanos(dueNs - System.nanoTime());
                    long beganNs = System.nanoTime();
                    // As long as it takes on a slow machine, but no longer than twice the time.
                    if (beganNs - startNs > 2_000_000_000L * total / rate) {
                      return;
                    }
                    try (Socket socket =
                        connect("10.3." + ((number >> 8) & 7) + "." + (number & 0xff))) {
                      exchange(socket, "number " + number);
                      socket.shutdownOutput();
                      if (socket.getInputStream().read() >= 0) {
                        throw new IOException("more than was asked for");
                      }
                      good.incrementAndGet();
                    } catch (IOException e) {
                      System.out.println("failed " + number + ": " + e);
                    }
                    slowestNs.accumulateAndGet(System.nanoTime() - beganNs, Math::max);
                  }
                }));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      long tookNs = System.nanoTime() - startNs;
      for (int i = 0; i < HELD; i++) {
        exchange(held.get(i), "after " + i);
        held.get(i).close();
      }
      System.out.printf(
          "good %d, %d per second, slowest %d ms%n",
          good.get(), good.get() * 1_000_000_000L / tookNs, slowestNs.get() / 1_000_000);
      System.out.println("ended");
    }

    private static Socket connect(String host) throws IOException {
      Socket socket = new Socket();
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(TIMEOUT_MS);
      socket.connect(new InetSocketAddress(host, 7), TIMEOUT_MS);
      return socket;
    }

    private static void exchange(Socket socket, String text) throws IOException {
      byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
      socket.getOutputStream().write(bytes);
      InputStream in = socket.getInputStream();
      String back = new String(in.readNBytes(bytes.length), StandardCharsets.US_ASCII);
      if (!back.equals(text)) {
        throw new IOException("said \"" + text + "\", heard \"" + back + "\"");
      }
    }
  }

  @ParameterizedTest(name = "{0} workers")
  @ValueSource(ints = {1, 2})
  void connectionsToHostsThatStay_areUntouched(int workers) {
    try (NetLab lab = NetLab.routed()) {
      Daemon daemon = lab.honeyd(STAYING, "--workers", Integer.toString(workers));
      Running client =
          lab.attacker()
              .start(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:+UseSerialGC",
                  "-Xmx128m",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Client.class.getName(),
                  Integer.toString(RATE),
                  Integer.toString(SECONDS));
      Await.until(
          SOON, "the client is there", () -> client.out().contains("held"), client::describe);

      for (int i = 1; i <= RELOADS; i++) {
        boolean wrong = i == RELOADS / 2;
        lab.write("honeyd.conf", STAYING + (wrong ? "bind nowhere host\n" : other(i)));
        daemon.process().signal("HUP");
        if (wrong) {
          Await.until(
              SOON,
              "the place of the error is told",
              () -> daemon.process().err().contains("honeyd.conf:5:6"),
              daemon.process()::describe);
        } else {
          String port = Integer.toString(1000 + i);
          Await.until(
              SOON, "reload " + i + " is in force", () -> connects(lab, port), client::describe);
        }
      }
      assertThat(client.out()).as("it was under load all the time").doesNotContain("ended");

      Outcome outcome = client.end(Duration.ofSeconds(60));
      System.out.println("workers " + workers + ": " + outcome.out().replace('\n', ' '));
      assertThat(outcome.out()).doesNotContain("failed").contains("good ", "ended");
      assertThat(outcome.err()).isEmpty();
    }
  }

  /// A network beside, another one each time.
  private static String other(int i) {
    return "create other\nset other default tcp action closed\nadd other tcp port "
        + (1000 + i)
        + " open\nbind 10.4."
        + i
        + ".0/24 other\nbind 10.5.0.1 other\n";
  }

  private static boolean connects(NetLab lab, String port) {
    return lab.attacker().run(SOON, "nc", "-z", "-w", "2", "10.5.0.1", port).exit() == 0;
  }
}
