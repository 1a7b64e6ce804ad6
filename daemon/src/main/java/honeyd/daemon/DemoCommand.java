package honeyd.daemon;

import honeyd.net.IpRange;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// `honeyd demo`: a ready-made network of 65,534 hosts that only this machine can reach.
@Command(
    name = "demo",
    description = {
      "A ready-made network with nothing prepared: creates the device honeyd0, routes",
      "10.77.0.0/16 of this machine to it, prints what to try, and follows the log.",
      "Ctrl-C removes everything."
    },
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
  private static final IpRange NETWORK = IpRange.parse("10.77.0.0/16");
  private static final String DEVICE = "honeyd0";

  @Override
  public Integer call() throws Exception {
    Path home = home();
    HoneydOptions options = new HoneydOptions();
    options.config = home.resolve("examples/demo.conf");
    if (!Files.isReadable(options.config)) {
      throw new StartException("the demo's configuration is not at " + options.config);
    }
    options.foreground = true;
    options.tun = DEVICE;
    options.nets = new ArrayList<>(List.of(NETWORK));
    return new DaemonCommand(options, new DaemonCommand.Demo(true, greeting())).call();
  }

  /// The root of the installation, told by the launcher; the current directory otherwise.
  static Path home() {
    return Path.of(System.getProperty("honeyd.home", ".")).toAbsolutePath().normalize();
  }

  private static String greeting() {
    return """

    65,534 hosts live at 10.77.0.1 to 10.77.255.254, for this machine only (device honeyd0).
    In a second terminal, try:

      ping -c 3 10.77.0.1                      a Debian web server
      curl -i http://10.77.0.1/                its pages
      nmap -sV -p 21,22 10.77.16.5             a Linux file server
      sudo nmap -O 10.77.32.9                  a Windows server
      nc 10.77.64.1 23                         a Cisco router's login
      sudo nmap -sU -p 161 10.77.80.7          an HP printer
      nmap -sn 10.77.100.0/24                  256 hosts of the switch's kind
      sudo nmap -sS -F 10.77.112.3 10.77.128.3 10.77.144.3

    What they do appears here. Ctrl-C ends the demo and removes device and route.

    """;
  }
}
