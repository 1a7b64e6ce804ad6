package honeyd.daemon;

import honeyd.base.Counters;
import honeyd.base.KeyedHash;
import honeyd.base.ParkIdle;
import honeyd.base.SystemClock;
import honeyd.config.ConfigLoader;
import honeyd.config.Diagnostic;
import honeyd.config.Editor;
import honeyd.config.HostLookup;
import honeyd.control.Console;
import honeyd.control.Outcome;
import honeyd.link.Link;
import honeyd.link.MemoryLink;
import honeyd.model.Honeynet;
import honeyd.model.SubsystemSite;
import honeyd.model.Template;
import honeyd.personality.MacPrefixes;
import honeyd.personality.NmapOsDb;
import honeyd.stack.Claims;
import honeyd.stack.StackSettings;
import honeyd.stack.Worker;
import honeyd.stack.tcp.TcpInput;
import honeyd.testkit.RecordingSink;
import honeyd.testkit.TestServices;
import honeyd.testkit.script.PacketSpec;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

/// A console over a real socket, before a machine on a memory link whose worker has a thread.
final class ConsoleFixture implements AutoCloseable {
  private final SystemClock clock = new SystemClock();
  private final ParkIdle idle = new ParkIdle();
  private final MemoryLink link = new MemoryLink(Link.Framing.IP, 0, 1500);
  private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
  private final Editor editor;
  private final Worker worker;
  private final Thread thread;
  private final ConsoleSocket socket;
  private final Console console;
  private volatile Honeynet network;
  private volatile boolean closing;

  /// How often another network was put in force.
  volatile int adoptions;

  ConsoleFixture(Path path, String config) throws IOException {
    editor =
        new ConfigLoader(NmapOsDb.empty(), MacPrefixes.empty(), HostLookup.none())
            .edit("test.conf", config, ConfigLoader.OnError.REFUSE);
    network = Objects.requireNonNull(editor.loaded().honeynet());
    worker =
        new Worker(
            new Worker.Parts(
                "worker-0",
                List.of(link),
                network,
                Claims.everything(),
                StackSettings.defaults(),
                clock,
                idle,
                1,
                new KeyedHash(1, 2),
                new Counters(),
                new RecordingSink(),
                new TestServices(),
                TcpInput::new));
    thread = Thread.ofPlatform().daemon().start(this::work);
    socket = ConsoleSocket.at(path);
    ServerSocketChannel channel = Objects.requireNonNull(socket.channel());
    console = Console.start(channel, operations(), clock);
  }

  private ConsoleOperations operations() {
    return new ConsoleOperations(
        new ConsoleOperations.Machine(
            List.of(worker),
            () -> network,
            this::change,
            () -> Map.of("frames.received", 7L),
            () -> 0,
            () -> 0,
            this::programs,
            List.of("memory"),
            clock,
            clock.nanoTime()));
  }

  /// What the daemon would run, without running it.
  private Map<SubsystemSite, Integer> programs() {
    Map<SubsystemSite, Integer> out = new LinkedHashMap<>();
    for (Template template : network.templates().values()) {
      for (int i = 0; i < template.subsystems().size(); i++) {
        out.put(SubsystemSite.shared(template, i), 4711);
      }
    }
    return out;
  }

  /// As the daemon does on its control thread.
  private synchronized List<Outcome> change(List<String> lines) {
    List<Outcome> out = new ArrayList<>();
    for (String line : lines) {
      List<Diagnostic> said = editor.apply("<stdin>", line, _ -> null);
      out.add(Outcome.of(said));
    }
    network = editor.honeynet();
    adoptions++;
    Workers.adopt(worker, network, clock);
    return out;
  }

  private void work() {
    while (!closing) {
      int work = worker.doWork();
      for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
        task.run();
        work++;
      }
      if (work == 0) {
        idle.idle(1_000_000);
      }
    }
    worker.onClose();
  }

  /// Sends a packet to the machine and returns what it sent until it had nothing more to do.
  List<String> send(String packet) {
    CompletableFuture<List<String>> sent = new CompletableFuture<>();
    tasks.add(() -> {
      link.inject(PacketSpec.parse(packet).toIp());
      for (int i = 0; i < 5; i++) {
        worker.doWork();
      }
      sent.complete(link.takeAll().stream().map(b -> PacketSpec.ofIp(b).toString()).toList());
    });
    idle.wakeup();
    return sent.join();
  }

  @Override
  public void close() {
    console.close();
    socket.close();
    closing = true;
    idle.wakeup();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
