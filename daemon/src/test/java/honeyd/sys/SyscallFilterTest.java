package honeyd.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The filter in a JVM of its own, as it stays for good, and the numbers it is made of.
@Timeout(120)
class SyscallFilterTest {
  private static final int CALLS = 300_000;
  private static final int ROUNDS = 7;

  @TempDir private Path directory;

  /// Installs the filter while another thread is there, and tells what each of them may do.
  static final class Filtered {
    /// Nothing that ptrace(2) knows: without a filter it says so, in other words.
    private static final long NO_REQUEST = 0xffff;

    private Filtered() {}

    public static void main(String[] args) throws Exception {
      CallState state = new CallState();
      double before = nanosPerCall(state);
      Thread older =
          Thread.ofPlatform()
              .unstarted(() -> {
                try {
                  System.in.read();
                  print("older", new CallState());
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              });
      older.start();
      System.out.println("install " + SyscallFilter.install(state));
      double after = nanosPerCall(state);
      print("own", state);
      Process child =
          new ProcessBuilder("sh", "-c", "unshare -U true 2>/dev/null || echo child EPERM")
              .redirectErrorStream(true)
              .start();
      System.out.print(
          new String(child.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
      System.out.printf("nanos %.0f %.0f%n", before, after);
      System.out.println("ready");
      System.out.flush();
      older.join();
    }

    private static void print(String who, CallState state) {
      try (Arena arena = Arena.ofConfined()) {
        System.out.println(
            who
                + " ptrace "
                + Credentials.threadCall(state, SystemCall.PTRACE, NO_REQUEST, 0, 0)
                + " clone3 "
                + Credentials.threadCall(state, SystemCall.CLONE3, 0, 0, 0)
                + " getpid "
                + (Processes.getpid() > 0)
                + " open "
                + (honeyd.sys.Files.open(state, arena.allocateFrom("/"), 0, 0) > 0));
      }
    }

    /// The least of some rounds, of a call that does nothing.
    private static double nanosPerCall(CallState state) {
      double least = Double.MAX_VALUE;
      for (int round = 0; round < ROUNDS; round++) {
        long startNs = System.nanoTime();
        for (int i = 0; i < CALLS; i++) {
          honeyd.sys.Files.fcntl(state, 1, honeyd.sys.Files.F_GETFD, 0);
        }
        least = Math.min(least, (double) (System.nanoTime() - startNs) / CALLS);
      }
      return least;
    }
  }

  @Test
  void everyThread_isRefusedWhatIsOnTheListAndNothingElse() throws Exception {
    Process jvm =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                Filtered.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<String> lines = new ArrayList<>();
    try (BufferedReader out = jvm.inputReader(StandardCharsets.US_ASCII)) {
      String line;
      while ((line = out.readLine()) != null) {
        lines.add(line);
        if (line.equals("ready")) {
          jvm.getOutputStream().close();
        }
      }
    }
    assertThat(jvm.waitFor(10, TimeUnit.SECONDS)).isTrue();

    String refused =
        " ptrace " + -Errno.EPERM + " clone3 " + -SyscallFilter.ENOSYS + " getpid true open true";
    assertThat(lines).contains("install 0", "own" + refused, "older" + refused, "child EPERM");
    System.out.println(
        lines.stream().filter(line -> line.startsWith("nanos ")).findFirst().orElse(""));
  }

  @Test
  void numbers_areTheCompilers() throws Exception {
    assumeThat(Files.isExecutable(Path.of("/usr/bin/gcc"))).as("no C compiler here").isTrue();
    if (SystemCall.isX86()) {
      assertThat(compilers("asm/unistd.h")).isEqualTo(ours(true));
    }
    assertThat(compilers("asm-generic/unistd.h")).isEqualTo(ours(false));
  }

  private static List<String> ours(boolean x86) {
    return List.of(SystemCall.values()).stream()
        .map(call -> call + " " + (x86 ? call.onX86() : call.onAarch64()))
        .toList();
  }

  private List<String> compilers(String header) throws Exception {
    StringBuilder c =
        new StringBuilder("#include <stdio.h>\n#define __ARCH_WANT_SYS_CLONE3\n#include <")
            .append(header)
            .append(">\nint main(void) {\n");
    for (SystemCall call : SystemCall.values()) {
      String number = "__NR_" + call.name().toLowerCase(java.util.Locale.ROOT);
      c.append("#ifdef ").append(number).append('\n');
      c.append("printf(\"%s %%d\\n\", %s);\n".formatted(call, number));
      c.append("#else\nprintf(\"%s -1\\n\");\n#endif\n".formatted(call));
    }
    Path source = Files.writeString(directory.resolve("nr.c"), c.append("}\n"));
    Path binary = directory.resolve("nr");
    run("/usr/bin/gcc", "-o", binary.toString(), source.toString());
    return run(binary.toString());
  }

  private static List<String> run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    List<String> lines =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .toList();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as("%s: %s", String.join(" ", command), lines).isZero();
    return lines;
  }
}
