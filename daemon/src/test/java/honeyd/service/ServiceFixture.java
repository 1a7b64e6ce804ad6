package honeyd.service;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.base.Counter;
import honeyd.base.Counters;
import honeyd.base.SystemClock;
import honeyd.event.Event;
import honeyd.flow.FlowDatagrams;
import honeyd.model.Behaviour;
import honeyd.model.Template;
import honeyd.sys.Warden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Services with everything they need, and what they said.
final class ServiceFixture implements AutoCloseable {
  private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(30);

  private final Path dir;
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final Counters counters = new Counters();
  private final Warden warden = Warden.start();
  private final Services services;
  private int scripts;

  ServiceFixture(Path dir, int maxScripts) throws IOException {
    this(dir, maxScripts, name -> null);
  }

  ServiceFixture(Path dir, int maxScripts, Function<String, @Nullable Template> templates)
      throws IOException {
    this.dir = dir;
    services =
        new Services(
            templates,
            events::offer,
            new SystemClock(),
            counters,
            new OwnNetworks(() -> {}),
            warden,
            new ServiceSettings(maxScripts, 32, "/home/of/honeyd/", ZoneOffset.UTC));
  }

  Services services() {
    return services;
  }

  long count(Counter counter) {
    return counters.get(counter);
  }

  /// Opens a connection to a command.
  WorkerSide open(String command) {
    WorkerSide side = new WorkerSide();
    services.opened(side.stream(), new Behaviour.Script(command));
    return side;
  }

  /// Opens a connection to a shell script with this text.
  WorkerSide openShell(String text) throws IOException {
    return open("sh " + file(text));
  }

  Path file(String text) throws IOException {
    return Files.writeString(dir.resolve("script" + scripts++ + ".sh"), text);
  }

  /// What scripts wrote to standard error so far.
  List<String> outputs() {
    List<String> lines = new ArrayList<>();
    for (Event event : events) {
      if (event instanceof Event.ServiceOutput output) {
        lines.add(output.line());
      }
    }
    return lines;
  }

  /// What services said of themselves so far.
  List<String> sentences() {
    List<String> lines = new ArrayList<>();
    for (Event event : events) {
      if (event instanceof Event.Announcement announcement) {
        lines.add(announcement.severity() + " " + announcement.sentence());
      }
    }
    return lines;
  }

  /// Waits until no service is open.
  void awaitAllEnded() {
    await(() -> services.openCount() == 0);
  }

  static void await(BooleanSupplier condition) {
    long deadlineNs = System.nanoTime() + TIMEOUT_NS;
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("time").isLessThan(deadlineNs);
      LockSupport.parkNanos(2_000_000);
    }
  }

  /// The next datagram the service sends.
  static byte[] next(FlowDatagrams datagrams) {
    List<byte[]> found = new ArrayList<>();
    await(() -> {
      byte[] datagram = datagrams.pollToSend();
      if (datagram != null) {
        found.add(datagram);
      }
      return !found.isEmpty();
    });
    return found.get(0);
  }

  static boolean exists(String pid) {
    return Files.exists(Path.of("/proc", pid));
  }

  @Override
  public void close() {
    services.close();
    warden.close();
  }
}
