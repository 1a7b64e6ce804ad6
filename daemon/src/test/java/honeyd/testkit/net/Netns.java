package honeyd.testkit.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/// Runs a test on a thread that has a network namespace of its own, which ends with it.
///
/// Commands started by that thread run in the namespace as well: unshare(2).
public final class Netns {
  private static final int CLONE_NEWNET = 0x4000_0000;

  /// What runs inside.
  @FunctionalInterface
  public interface Body {
    void run() throws Exception;
  }

  private Netns() {}

  public static void run(Body body) throws Exception {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                unshare();
                sh("ip link set lo up");
                body.run();
              } catch (Throwable t) {
                failure.set(t);
              }
            },
            "netns");
    thread.start();
    thread.join();
    Throwable t = failure.get();
    if (t instanceof Exception e) {
      throw e;
    }
    if (t instanceof Error e) {
      throw e;
    }
  }

  @SuppressWarnings("restricted")
  private static void unshare() throws Throwable {
    Linker linker = Linker.nativeLinker();
    MethodHandle unshare =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("unshare"),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    int result = (int) unshare.invokeExact(CLONE_NEWNET);
    assertThat(result).as("unshare(CLONE_NEWNET); the test needs root").isZero();
  }

  /// A pair of joined Ethernet interfaces, `ours` bare and `theirs` with 10.9.0.1/16, both up,
  /// silent about IPv6.
  public static void vethPair() throws Exception {
    sh(
        "ip link add ours type veth peer name theirs"
            + " && sysctl -qw net.ipv6.conf.ours.disable_ipv6=1"
            + " net.ipv6.conf.theirs.disable_ipv6=1"
            + " && ip addr add 10.9.0.1/16 dev theirs"
            + " && ip link set ours up && ip link set theirs up");
  }

  /// Runs a command line to its end; its output, which must come with exit code 0.
  public static String sh(String command) throws IOException, InterruptedException {
    Process process = start(command);
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as("%s\n%s", command, output).isZero();
    return output;
  }

  /// Starts a command line; its output and errors can be read from the process.
  public static Process start(String command) throws IOException {
    return new ProcessBuilder("/bin/sh", "-c", command).redirectErrorStream(true).start();
  }
}
