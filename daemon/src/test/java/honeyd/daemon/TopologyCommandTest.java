package honeyd.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class TopologyCommandTest {
  /// A mesh of two entries; every property; something of each kind at a router.
  private static final String MESH =
      """
      create default
      create edge
      bind 10.0.0.1 edge
      route entry 10.0.0.1
      route entry 10.9.0.1 network 10.9.0.0/16
      route 10.0.0.1 link 10.0.0.0/24
      route 10.0.0.1 unreach 10.200.0.0/16
      route 10.0.0.1 add net 10.1.0.0/16 10.1.0.1 latency 8ms bandwidth 10Mbps \\
        drop between 500ms - 1s
      route 10.0.0.1 add net 10.5.0.0/16 10.1.0.1 bandwidth 10Mbps latency 8ms \\
        drop between 500ms - 1s
      route 10.0.0.1 add net 10.2.0.0/16 10.2.0.1 latency 20ms loss 0.5 duplicate 0.1 reorder 1 \\
        jitter 1ms
      route 10.1.0.1 link 10.1.0.0/24
      route 10.1.0.1 link 10.5.0.0/16
      route 10.1.0.1 add net 10.1.128.0/17 10.1.128.1 jitter 0 mtu 1400
      route 10.1.128.1 link 10.1.128.0/24
      route 10.2.0.1 link 10.2.0.0/24
      route 10.2.0.1 add net 10.1.128.0/17 10.1.128.1 latency 1us
      route 10.9.0.1 link 10.9.0.0/24
      route 10.9.0.1 add net 10.4.0.0/16 tunnel 192.0.2.1 192.0.2.2 no checksum
      route 10.77.0.1 link 10.77.0.0/24
      bind 10.0.0.5-10.0.0.7 edge
      bind 10.1.0.0/24 edge
      bind 10.1.0.9 to eth1
      """;

  private static final Pattern DOT_LINE =
      Pattern.compile(
          "  (\\w+( -> \\w+)?|node|edge) \\[(\\w+=(\\w+|[\\d.]+|\"([^\"\\\\]|\\\\.)*\")(, )?)+];"
              + "|  rankdir=LR;|digraph honeynet \\{|}");

  @TempDir Path directory = Path.of("");

  private final StringWriter out = new StringWriter();

  private int run(String configuration, String... more) throws IOException {
    Path conf = directory.resolve("topology.conf");
    Files.writeString(conf, configuration);
    CommandLine cmd = HoneydCommand.commandLine();
    cmd.setOut(new PrintWriter(out, true));
    String[] args = new String[more.length + 3];
    args[0] = "topology";
    args[1] = "-f";
    args[2] = conf.toString();
    System.arraycopy(more, 0, args, 3, more.length);
    return cmd.execute(Arguments.regular(args));
  }

  @Test
  void mesh_isDrawnWithEveryRouterOnce() throws IOException {
    assertThat(run(MESH)).isZero();
    assertThat(out)
        .hasToString(
            """
            10.0.0.1  entry for all other networks, template "edge" (generic)
            |   link 10.0.0.0/24, 3 hosts
            |   unreach 10.200.0.0/16
            +-- 10.1.0.1  template "edge" (generic)
            |   |   over latency 8ms bandwidth 10Mbps drop between 500ms - 1s
            |   |   for 10.1.0.0/16, 10.5.0.0/16
            |   |   link 10.1.0.0/24, 254 hosts
            |   |   link 10.5.0.0/16, no hosts
            |   |   real machine 10.1.0.9 behind eth1
            |   +-- 10.1.128.1  template "default" (generic)
            |           over latency 3ms jitter 0ms mtu 1400
            |           for 10.1.128.0/17
            |           link 10.1.128.0/24, no hosts
            +-- 10.2.0.1  template "default" (generic)
                |   over latency 20ms jitter 1ms loss 0.5 duplicate 0.1 reorder 1
                |   for 10.2.0.0/16
                |   link 10.2.0.0/24, no hosts
                +-- 10.1.128.1  (drawn under 10.1.0.1)
                        over latency 1us
                        for 10.1.128.0/17

            10.9.0.1  entry for 10.9.0.0/16, template "default" (generic)
                link 10.9.0.0/24, no hosts
                tunnel for 10.4.0.0/16, from 192.0.2.1 to 192.0.2.2, no checksum

            No entry leads to these routers:

            10.77.0.1  template "default" (generic)
                link 10.77.0.0/24, no hosts

            6 routers, 4 lines, 7 links, 1 tunnel, 1 real machine
            """);
  }

  @Test
  void flatNetwork_isSaidToBeOne() throws IOException {
    assertThat(run("create a\nbind 10.0.0.0/24 a\n")).isZero();
    assertThat(out)
        .hasToString(
            """
            There is no route entry: the network is flat, every host is next to who asks.

            no routers, no lines, no links, no tunnels, no real machines
            """);
  }

  @Test
  void routerWithoutTemplate_isTheBuiltInOne() throws IOException {
    assertThat(run("route entry 10.0.0.1\nroute 10.0.0.1 link 10.0.0.0/24\n")).isZero();
    assertThat(out.toString())
        .startsWith("10.0.0.1  entry for all other networks, built-in router (");
  }

  @Test
  void wrongConfiguration_endsWithTwoAndDrawsNothing() throws IOException {
    assertThat(run("route 10.0.0.1 lnk 10.0.0.0/24\n")).isEqualTo(2);
    assertThat(out.toString()).isEmpty();
  }

  /// Deeper than a stack, and than a screen is wide.
  @Test
  void chainOfTenThousandRouters_isDrawnInPieces() throws IOException {
    StringBuilder text = new StringBuilder("create default\nroute entry 10.0.0.0\n");
    for (int i = 1; i < 10_000; i++) {
      text.append("route ").append(link(i - 1)).append(" add net ").append(link(i)).append("/32 ");
      text.append(link(i)).append('\n');
    }
    assertThat(run(text.toString())).isZero();
    Set<String> drawn = new HashSet<>();
    int again = 0;
    for (String line : out.toString().lines().toList()) {
      assertThat(line.length()).isLessThan(120);
      Matcher router = Pattern.compile("(?:\\+-- |^)(10\\.\\S+)  .*").matcher(line);
      if (router.find() && !drawn.add(router.group(1))) {
        assertThat(line).contains("continued after");
        again++;
      }
    }
    assertThat(drawn).hasSize(10_000);
    assertThat(again).isEqualTo(9_999 / 12);
    assertThat(out.toString()).contains("10000 routers, 9999 lines");
  }

  private static String link(int i) {
    return "10." + (i >> 16) + "." + ((i >> 8) & 255) + "." + (i & 255);
  }

  @Test
  void graph_isGraphviz() throws IOException, InterruptedException {
    assertThat(run(MESH.replace("to eth1", "to \"eth\\1\""), "--dot")).isZero();
    String dot = out.toString();
    assertThat(dot.lines()).allMatch(line -> DOT_LINE.matcher(line).matches());
    assertThat(dot)
        .contains("[shape=box, label=\"10.0.0.1\\ntemplate \\\"edge\\\" (generic)\"];")
        .contains("behind eth\\\\1\"")
        .contains("[label=\"latency 3ms jitter 0ms mtu 1400\\n10.1.128.0/17\"];");
    if (Files.isExecutable(Path.of("/usr/bin/dot"))) {
      Path file = directory.resolve("graph.dot");
      Files.writeString(file, dot);
      Process process =
          new ProcessBuilder("/usr/bin/dot", "-Tsvg", file.toString())
              .redirectErrorStream(true)
              .start();
      String svg = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(svg).isZero();
      assertThat(svg).contains("<svg", "eth\\1", "template &quot;edge&quot;");
    }
  }
}
