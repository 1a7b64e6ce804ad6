package honeyd.daemon;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.function.Consumer;

/// The signals that steer the daemon, told to one listener.
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

  private final Consumer<Received> listener;

  private Signals(Consumer<Received> listener) {
    this.listener = listener;
  }

  /// Begins to listen.
  ///
  /// @param listener hears of each on a thread of the JVM's
  static void install(Consumer<Received> listener) {
    Signals signals = new Signals(listener);
    signals.on("TERM", Request.STOP);
    signals.on("INT", Request.STOP);
    signals.on("HUP", Request.RELOAD);
    signals.on("USR1", Request.REOPEN_LOGS);
  }

  private void on(String name, Request request) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object given = signal.getConstructor(String.class).newInstance(name);
      int number = (int) signal.getMethod("getNumber").invoke(given);
      InvocationHandler onSignal =
          (proxy, method, args) -> {
            listener.accept(new Received(request, number));
            return null;
          };
      Object handling =
          Proxy.newProxyInstance(
              Signals.class.getClassLoader(), new Class<?>[] {handler}, onSignal);
      signal.getMethod("handle", signal, handler).invoke(null, given, handling);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this JVM cannot hear SIG" + name, e);
    }
  }
}
