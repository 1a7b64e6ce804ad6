package honeyd.testkit.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/// A Linux kernel that has GRE, at the end of a machine's cable: the machine's own, or, where that
/// was built without, a kernel as an ordinary process (User-Mode Linux), which takes the machine's
/// place at its `eth0`.
public final class GuestKernel {
  private static final Path MODULES = Path.of("/usr/lib/uml/modules");
  private static final String NEEDED = "kernel/net/ipv4/ip_gre.ko";

  private GuestKernel() {}

  /// Runs a script as root on the machine, in which `eth0` has its address and no other routes are
  /// set.
  ///
  /// @param machine whose kernel or cable it is
  /// @param cidr the address of the machine's `eth0`
  /// @param script shell; what it writes is the output of what is returned
  public static Running startWithGre(NetLab lab, Namespace machine, String cidr, String script) {
    if (hasGre(machine)) {
      return machine.start("sh", "-c", script);
    }
    machine.set("ip addr flush dev eth0");
    Path init = lab.write("init-" + machine.name(), init(cidr) + script + "\nhalt -f -p\n");
    init.toFile().setExecutable(true);
    return machine.start(
        "linux.uml",
        "mem=64M",
        "rootfstype=hostfs",
        "rootflags=/",
        "ro",
        "quiet",
        "init=" + init,
        "con=null",
        "con0=null,fd:1",
        "vec0:transport=raw,ifname=eth0");
  }

  private static boolean hasGre(Namespace machine) {
    Outcome outcome =
        machine.shell(
            Duration.ofSeconds(20),
            "ip tunnel add probe mode gre local 127.0.0.1 remote 127.0.0.2"
                + " && ip tunnel del probe");
    return outcome.exit() == 0;
  }

  /// What comes before the script in a kernel that has just begun.
  private static String init(String cidr) {
    StringBuilder text =
        new StringBuilder(
            """
            #!/bin/sh
            export PATH=/usr/sbin:/usr/bin:/sbin:/bin
            mount -t proc proc /proc
            """);
    modules().forEach(module -> text.append("insmod ").append(module).append('\n'));
    return text.append(
            """
            sysctl -q -w net.ipv6.conf.all.disable_ipv6=1
            ip link set lo up
            ip link set vec0 name eth0
            ip addr add %s dev eth0
            ip link set eth0 up
            """
                .formatted(cidr))
        .toString();
  }

  /// The module and those it needs, in the order in which they are loaded: modules.dep(5).
  private static List<Path> modules() {
    try (Stream<Path> kernels = Files.list(MODULES)) {
      Path kernel = kernels.findFirst().orElseThrow();
      for (String line : Files.readAllLines(kernel.resolve("modules.dep"))) {
        if (line.startsWith(NEEDED + ":")) {
          List<Path> modules = new ArrayList<>();
          for (String name : line.replace(":", "").split(" +", -1)) {
            modules.add(kernel.resolve(name));
          }
          Collections.reverse(modules);
          return modules;
        }
      }
      throw new AssertionError("no " + NEEDED + " in " + kernel);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "this kernel has no GRE; install the package user-mode-linux", e);
    }
  }
}
