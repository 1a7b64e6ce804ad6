package honeyd.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class HoneydOptionsTest {
  private static HoneydOptions parse(String... args) {
    CommandLine cmd = HoneydCommand.commandLine();
    cmd.parseArgs(Arguments.regular(args));
    return ((HoneydCommand) cmd.getCommand()).options;
  }

  @Test
  void honeydsWholeCommandLine_isAccepted() {
    HoneydOptions o =
        parse(
            "-P",
            "-d",
            "-d",
            "-l",
            "p.log",
            "-s",
            "s.log",
            "-t",
            "ip",
            "-i",
            "eth0",
            "-i",
            "eth1",
            "-p",
            "db",
            "-x",
            "x",
            "-a",
            "a",
            "-0",
            "pf.os",
            "-m",
            "mac",
            "-f",
            "c",
            "-u",
            "1",
            "-g",
            "2",
            "-c",
            "h:1:n:p",
            "-R",
            "7",
            "--webserver-address=127.0.0.1",
            "--webserver-port=80",
            "--webserver-root=/x",
            "--rrdtool-path=/y",
            "--disable-webserver",
            "--disable-update",
            "--fix-webserver-permissions",
            "--ignore-parse-errors",
            "10.0.0.0/8",
            "10.1.0.1-10.1.0.9");
    assertThat(o.debug).hasSize(2);
    assertThat(o.interfaces).containsExactly("eth0", "eth1");
    assertThat(o.nets).hasToString("[10.0.0.0/8, 10.1.0.1-10.1.0.9]");
    assertThat(o.seed).isEqualTo(7);
  }

  @Test
  void optionsWhoseEngineComesLater_sayTheyAreNotInForce() {
    assertThat(parse("-u", "1", "-c", "h:1:n:p", "--disable-webserver").notInForce())
        .isEqualTo(List.of("option -c is accepted but not in force yet"));
    assertThat(parse("-d").notInForce()).isEmpty();
  }
}
