package honeyd.control;

import honeyd.base.Clock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The operator's console: takes clients on a socket and gives each a [Session].
///
/// ```
///   accept thread ──► Session (virtual thread) ──► Operations ──► control thread, workers
///                       ▲ lines      │ answers
///                     Input        Output
/// ```
///
/// Started and closed by the control thread.
public final class Console implements AutoCloseable {
  /// Sessions at a time.
  public static final int MAX_SESSIONS = 16;

  /// How long a session may say nothing.
  public static final long IDLE_MS = 3_600_000;

  private final ServerSocketChannel socket;
  private final Operations machine;
  private final Commands commands;
  private final Clock clock;
  private final long idleMs;
  private final Set<Session> sessions = ConcurrentHashMap.newKeySet();
  private final Thread acceptor;
  private volatile boolean closing;

  private Console(ServerSocketChannel socket, Operations machine, Clock clock, long idleMs) {
    this.socket = socket;
    this.machine = machine;
    this.clock = clock;
    this.idleMs = idleMs;
    commands = new Commands(machine);
    acceptor = Thread.ofPlatform().daemon().name("console").unstarted(this::accept);
  }

  /// Begins to take clients.
  ///
  /// @param socket bound, to be closed by the console; the file it may have is its owner's
  public static Console start(ServerSocketChannel socket, Operations machine, Clock clock) {
    return start(socket, machine, clock, IDLE_MS);
  }

  static Console start(ServerSocketChannel socket, Operations machine, Clock clock, long idleMs) {
    Console console = new Console(socket, machine, clock, idleMs);
    console.acceptor.start();
    return console;
  }

  private void accept() {
    while (!closing) {
      try {
        SocketChannel client = socket.accept();
        if (sessions.size() >= MAX_SESSIONS) {
          refuse(client);
        } else {
          begin(client);
        }
      } catch (IOException e) {
        if (!closing && !socket.isOpen()) {
          return;
        }
        // Without descriptors there is nothing to do but to wait until one is free.
        java.util.concurrent.locks.LockSupport.parkNanos(50_000_000);
      }
    }
  }

  private void begin(SocketChannel client) {
    Session session = new Session(client, machine, commands, clock, idleMs);
    sessions.add(session);
    Thread.ofVirtual()
        .name("console-session")
        .start(() -> {
          try {
            session.run();
          } finally {
            sessions.remove(session);
          }
        });
    if (closing) {
      session.close();
    }
  }

  private static void refuse(SocketChannel client) throws IOException {
    try (client) {
      client.configureBlocking(false);
      int _ =
          client.write(
              ByteBuffer.wrap("too many sessions are open\n".getBytes(StandardCharsets.US_ASCII)));
    }
  }

  /// Ends all sessions.
  @Override
  public void close() {
    closing = true;
    try {
      socket.close();
    } catch (IOException e) {
      // It takes no clients any more, whatever it says.
    }
    sessions.forEach(Session::close);
  }
}
