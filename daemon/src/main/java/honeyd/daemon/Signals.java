package honeyd.daemon;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/// The signals that steer the daemon, turned into a queue that the control thread reads.
///
/// `sun.misc.Signal` is the JDK's only way to hear them. It is reached by reflection, because the
/// compiler warns of any mention of it and cannot be told that this one is meant.
final class Signals {
  /// What the daemon was asked to do.
  enum Request {
    /// SIGTERM or SIGINT.
    STOP,
    /// SIGHUP.
    RELOAD,
    /// SIGUSR1.
    REOPEN_LOGS
  }

  /// A request and the number of the signal that brought it.
  record Received(Request request, int number) {}

  private final BlockingQueue<Received> queue = new LinkedBlockingQueue<>();

  /// Begins to listen.
  static Signals install() {
    Signals signals = new Signals();
    signals.on("TERM", Request.STOP);
    signals.on("INT", Request.STOP);
    signals.on("HUP", Request.RELOAD);
    signals.on("USR1", Request.REOPEN_LOGS);
    return signals;
  }

  private void on(String name, Request request) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object given = signal.getConstructor(String.class).newInstance(name);
      int number = (int) signal.getMethod("getNumber").invoke(given);
      InvocationHandler onSignal =
          (proxy, method, args) -> queue.add(new Received(request, number));
      Object listener =
          Proxy.newProxyInstance(
              Signals.class.getClassLoader(), new Class<?>[] {handler}, onSignal);
      signal.getMethod("handle", signal, handler).invoke(null, given, listener);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this JVM cannot hear SIG" + name, e);
    }
  }

  /// Waits for the next one.
  Received take() throws InterruptedException {
    return queue.take();
  }
}
