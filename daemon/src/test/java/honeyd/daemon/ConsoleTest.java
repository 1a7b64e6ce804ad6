package honeyd.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The console over its socket, before a machine that answers packets.
class ConsoleTest {
  private static final String CONFIG =
      """
      create host
      set host default tcp action closed
      add host tcp port 80 open
      add host tcp port 22 "sh ssh.sh"
      create other
      dynamic choice
      add choice use host if source ip = 192.0.2.0/24
      add choice otherwise use other
      bind 10.0.0.9 host
      bind 10.0.1.0/24 host
      bind 10.0.2.1 choice
      """;

  private static final String PING = "icmp 10.0.0.1 > %s echo-request id 1 seq 2 (0)";

  @TempDir Path dir;
  private Path path;
  private ConsoleFixture fixture;

  @BeforeEach
  void start() throws IOException {
    path = dir.resolve("sock");
    fixture = new ConsoleFixture(path, CONFIG);
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  /// Somebody at the socket.
  private static final class Talk implements AutoCloseable {
    private final SocketChannel channel;
    private final PrintStream out;
    private final BufferedReader in;

    Talk(Path path) {
      try {
        channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(path));
        out = new PrintStream(Channels.newOutputStream(channel), true, StandardCharsets.UTF_8);
        in =
            new BufferedReader(
                new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    static Talk inFrames(Path path) {
      Talk talk = new Talk(path);
      talk.say("!frames");
      while (!talk.line().startsWith(".frames 1")) {}
      return talk;
    }

    static Talk inJson(Path path) {
      Talk talk = inFrames(path);
      assertThat(talk.ask("!json")).singleElement().asString().startsWith("{\"line\":0,");
      return talk;
    }

    void say(String lines) {
      out.print(lines + "\n");
      out.flush();
    }

    String line() {
      try {
        String line = in.readLine();
        if (line == null) {
          throw new AssertionError("the console closed the connection");
        }
        return line;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /// The answer to one line, its end included.
    List<String> ask(String line) {
      say(line);
      return answer();
    }

    List<String> answer() {
      List<String> out = new ArrayList<>();
      do {
        out.add(line());
      } while (!out.getLast().matches("\\.ok|\\.failed|\\{\"line\":.*"));
      return out;
    }

    /// Everything until the console closes.
    String all() {
      StringBuilder text = new StringBuilder();
      try {
        for (int c = in.read(); c >= 0; c = in.read()) {
          text.append((char) c);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return text.toString();
    }

    @Override
    public void close() {
      out.close();
    }
  }

  @Test
  void listSubsystem_showsPrograms() {
    try (Talk talk = new Talk(path)) {
      talk.say("add host subsystem \"/usr/sbin/httpd -X\" shared\nlist subsystem *httpd*\nquit");
      assertThat(talk.all()).contains("   1. /usr/sbin/httpd -X (4711)\n");
    }
  }

  @Test
  void plainClient_seesBannerAndPrompt_andLeavesByQuit() {
    try (Talk talk = new Talk(path)) {
      talk.say("list template\nquit");
      assertThat(talk.all())
          .matches(
              """
              (?s)Honeyd \\S+ Management Console
              .*
              Up for \\d+ seconds\\.
              (0C 0P honeydctl> )?   1\\. host \\(undefined\\)
                 2\\. other \\(undefined\\)
                 3\\. choice \\(dynamic\\)
              (0C 0P honeydctl> )?\
              """);
    }
  }

  @Test
  void plainClient_thatSaysNoMore_getsAllAnswers() throws IOException {
    try (Talk talk = new Talk(path)) {
      talk.say("list template host\nnonsense");
      talk.channel.shutdownOutput();
      assertThat(talk.all())
          .contains(
              "template host:\n", "    tcp    80 open\n", "    tcp    22 open \"sh ssh.sh\"\n")
          .contains("<stdin>: \"nonsense\" is not a statement\n    nonsense\n    ^\n");
    }
  }

  @Test
  void socket_isItsOwnersAlone_andGoesWithTheConsole() throws IOException {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rw-------");
    fixture.close();
    assertThat(path).doesNotExist();
  }

  @Test
  void socketThatADeadDaemonLeft_givesWay_othersDoNot() throws IOException {
    assertThatThrownBy(() -> ConsoleSocket.at(path))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("another honeyd");
    Path stale = dir.resolve("stale");
    ServerSocketChannel.open(StandardProtocolFamily.UNIX)
        .bind(UnixDomainSocketAddress.of(stale))
        .close();
    assertThat(stale).exists();
    ConsoleSocket.at(stale).close();
    assertThat(stale).doesNotExist();
    Path file = Files.writeString(dir.resolve("file"), "precious");
    assertThatThrownBy(() -> ConsoleSocket.at(file)).hasMessageContaining("is no socket");
    assertThat(file).hasContent("precious");
  }

  @Test
  void change_isInForceWhenItIsAnswered() {
    String ping = PING.formatted("10.0.3.3");
    assertThat(fixture.send(ping)).isEmpty();
    try (Talk talk = Talk.inFrames(path)) {
      assertThat(talk.ask("bind 10.0.3.3 host")).containsExactly(".ok");
      assertThat(fixture.send(ping)).singleElement().asString().contains("echo-reply");
      assertThat(talk.ask("delete 10.0.3.3")).containsExactly(".ok");
      assertThat(fixture.send(ping)).isEmpty();
    }
  }

  @Test
  void linesThatWait_areOneChange_answeredInOrder() {
    try (Talk talk = Talk.inFrames(path)) {
      StringBuilder lines = new StringBuilder();
      for (int i = 0; i < 2_000; i++) {
        lines.append("bind 10.9.").append(i >> 8).append('.').append(i & 255).append(" host\n");
      }
      lines.append("bind 10.9.9.9 nobody\nlist hosts 10.9.0.0/16");
      talk.say(lines.toString());
      for (int i = 0; i < 2_000; i++) {
        assertThat(talk.answer()).containsExactly(".ok");
      }
      assertThat(talk.answer())
          .containsExactly(
              "!<stdin>: no template \"nobody\"",
              "!    bind 10.9.9.9 nobody",
              "!                  ^",
              ".failed");
      assertThat(talk.answer())
          .containsExactly(" 10.9.0.0-10.9.7.207             host", " 2000 addresses", ".ok");
      assertThat(fixture.adoptions).isLessThan(50);
    }
  }

  @Test
  void tooLongALine_costsOnlyItself() {
    try (Talk talk = Talk.inFrames(path)) {
      talk.say("#" + "x".repeat(10_000) + "\nlist template choice");
      assertThat(talk.answer()).last().isEqualTo(".failed");
      assertThat(talk.answer())
          .containsExactly(
              " template choice:",
              "   dynamic:",
              "     source ip = 192.0.2.0/24: host",
              "     otherwise: other",
              "   refcnt: 2",
              ".ok");
    }
  }

  @Test
  void hosts_areListedByRange_templateAndNetwork() {
    try (Talk talk = Talk.inFrames(path)) {
      assertThat(talk.ask("list hosts"))
          .containsExactly(
              " 10.0.0.9                        host",
              " 10.0.1.0/24                     host",
              " 10.0.2.1                        choice",
              " 258 addresses",
              ".ok");
      assertThat(talk.ask("list hosts ch*"))
          .containsExactly(" 10.0.2.1                        choice", " 1 address", ".ok");
      assertThat(talk.ask("list hosts 10.0.1.0/28"))
          .containsExactly(" 10.0.1.0/28                     host", " 16 addresses", ".ok");
    }
  }

  @Test
  void host_isShownWithItsState() {
    try (Talk talk = Talk.inFrames(path)) {
      assertThat(talk.ask("show 10.0.0.9"))
          .contains(
              " host 10.0.0.9:",
              "   template: host",
              "   state: at rest: nobody talked to it lately",
              "   ethernet address: the interface's",
              "     tcp    80 open",
              "     tcp other closed",
              ".ok");
      fixture.send(PING.formatted("10.0.0.9"));
      assertThat(talk.ask("list template 10.0.0.9"))
          .anyMatch(line -> line.matches("   state: up for .*, last packet [\\d.]+ s ago"));
      assertThat(talk.ask("show 10.0.0.9:22"))
          .containsExactly(
              " template host:",
              "     tcp    22 open \"sh ssh.sh\"",
              "     udp    22 closed",
              ".ok");
      assertThat(talk.ask("show 10.0.0.8"))
          .containsExactly("!<stdin>: nobody lives at 10.0.0.8", ".failed");
      assertThat(talk.ask("show hast"))
          .containsExactly("!<stdin>: no template \"hast\"; see: list template", ".failed");
    }
  }

  private void connect() {
    String synAck =
        fixture.send("tcp 10.0.0.1:4000 > 10.0.0.9:80 S 100:100(0) win 1024").getFirst();
    String seq = synAck.replaceAll(".* (\\d+):\\d+\\(0\\).*", "$1");
    fixture.send(
        "tcp 10.0.0.1:4000 > 10.0.0.9:80 . 101:101(0) ack %d win 1024"
            .formatted(Long.parseLong(seq) + 1 & 0xffff_ffffL));
  }

  @Test
  void connections_areListedAndEnded() {
    connect();
    try (Talk talk = Talk.inFrames(path)) {
      List<String> listed = talk.ask("list connections");
      assertThat(listed).hasSize(3);
      assertThat(listed.getFirst())
          .matches(
              " tcp 10\\.0\\.0\\.1:4000 > 10\\.0\\.0\\.9:80 ESTABLISHED age .* in 0 out 0 host");
      assertThat(talk.ask("!load")).containsExactly(" 1C 0P", ".ok");
      assertThat(talk.ask("list connections 10.0.0.8")).containsExactly(" 0 connections", ".ok");
      assertThat(talk.ask("delete connection 10.0.0.1:4001 10.0.0.9:80"))
          .containsExactly("!<stdin>: there is no such connection", ".failed");
      assertThat(talk.ask("delete connection 10.0.0.1:4000 10.0.0.9:80"))
          .containsExactly(" 1 connection ended", ".ok");
      assertThat(talk.ask("list connections")).containsExactly(" 0 connections", ".ok");
    }
  }

  @Test
  void change_leavesConnectionsToOtherHostsAlone() {
    connect();
    try (Talk talk = Talk.inFrames(path)) {
      talk.ask("bind 10.0.3.3 host");
      talk.ask("delete 10.0.2.1");
      assertThat(talk.ask("list connections").getFirst()).contains("ESTABLISHED");
    }
  }

  @Test
  void trace_showsPacketsOfItsAddress_untilALineStopsIt() {
    try (Talk talk = Talk.inFrames(path)) {
      talk.say("trace 10.0.0.9 60");
      Thread pings =
          Thread.ofPlatform()
              .daemon()
              .start(() -> {
                while (!Thread.interrupted()) {
                  fixture.send(PING.formatted("10.0.1.1"));
                  fixture.send(PING.formatted("10.0.0.9"));
                }
              });
      assertThat(talk.line())
          .matches(" \\d\\d:\\d\\d:\\d\\d\\.\\d{6} memory [<>] icmp .*10\\.0\\.0\\.9.*");
      talk.say("stop\nlist template host");
      pings.interrupt();
      List<String> rest = talk.answer();
      assertThat(rest).last().isEqualTo(".ok");
      assertThat(rest.get(rest.size() - 2)).matches(" \\d+ packets.*");
      assertThat(rest).noneMatch(line -> line.contains("10.0.1.1"));
      assertThat(talk.answer()).containsExactly(".ok");
      assertThat(talk.answer().getFirst()).isEqualTo(" template host:");
    }
  }

  @Test
  void trace_endsByItself() {
    try (Talk talk = Talk.inFrames(path)) {
      assertThat(talk.ask("trace 10.0.0.9 1")).containsExactly(" 0 packets", ".ok");
    }
  }

  @Test
  void stats_andDebug() {
    try (Talk talk = Talk.inFrames(path)) {
      assertThat(talk.ask("stats"))
          .contains(
              " configured: 258 addresses, 2 templates, 1 dynamic, 0 routers",
              " interfaces: memory",
              " connections: 0 TCP, 0 UDP",
              " frames.received 7",
              ".ok");
      assertThat(talk.ask("debug fd 1").getFirst()).startsWith(" fd 1: ");
      assertThat(talk.ask("debug fd 999999").getLast()).isEqualTo(".failed");
    }
  }

  @Test
  void json_isOneObjectForEachLine() {
    connect();
    try (Talk talk = Talk.inJson(path)) {
      assertThat(talk.ask("bind 10.0.3.3 host"))
          .containsExactly("{\"line\":1,\"ok\":true,\"command\":\"bind 10.0.3.3 host\"}");
      assertThat(talk.ask("bind 10.0.3.3 hast"))
          .containsExactly(
              "{\"line\":2,\"ok\":false,\"command\":\"bind 10.0.3.3 hast\",\"diagnostics\":["
                  + "{\"severity\":\"error\",\"sentence\":\"no template \\\"hast\\\"\","
                  + "\"file\":\"<stdin>\",\"column\":15,\"text\":\"hast\",\"nearest\":[\"host\"]}]}");
      assertThat(talk.ask("list template o*").getFirst())
          .contains("\"template\":{\"name\":\"other\",\"dynamic\":false");
      assertThat(talk.ask("list connections").getFirst())
          .contains(
              "\"connections\":[{\"transport\":\"tcp\",\"remote\":\"10.0.0.1\",\"remotePort\":4000");
      assertThat(talk.ask("nonsense").getFirst()).contains("\"ok\":false");
      for (String line : List.of("stats", "help", "help bind", "list hosts", "show 10.0.0.9")) {
        assertThat(talk.ask(line)).singleElement().asString().contains("\"ok\":true");
      }
    }
  }

  @Test
  void everyFieldOfEveryAnswer_isDocumented() throws IOException {
    connect();
    String page = Files.readString(Path.of("..", "docs", "operations.md"));
    List<String> missing = new ArrayList<>();
    try (Talk talk = Talk.inJson(path)) {
      for (String line :
          List.of(
              "bind 10.0.3.3 hast",
              "list template",
              "list template host",
              "list template choice",
              "list subsystem",
              "list hosts",
              "list connections",
              "show 10.0.0.9",
              "show 10.0.0.9:22",
              "delete connection all",
              "trace 10.0.0.9 1",
              "debug fd 1",
              "stats",
              "help",
              "help bind",
              "!load",
              "!complete l",
              "quit")) {
        String answer =
            talk.ask(line).getLast().replaceAll("\"counters\":\\{[^}]*}", "\"counters\":0");
        Matcher names = Pattern.compile("\"(\\w+)\":").matcher(answer);
        while (names.find()) {
          if (!page.contains("`" + names.group(1) + "`")) {
            missing.add(line + ": " + names.group(1));
          }
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void completion_knowsWordsTemplatesAndAddresses() {
    try (Talk talk = Talk.inFrames(path)) {
      assertThat(talk.ask("!complete li")).containsExactly(" list", ".ok");
      assertThat(talk.ask("!complete list ho")).containsExactly(" hosts", ".ok");
      assertThat(talk.ask("!complete set ho")).containsExactly(" host", ".ok");
      assertThat(talk.ask("!complete show 10.0.")).contains(" 10.0.0.9", " 10.0.2.1");
      assertThat(talk.ask("!complete add host tcp port 80 fil"))
          .containsExactly(" filtered", ".ok");
      assertThat(talk.ask("!complete bind 10.0.7.7 "))
          .contains(" choice", " host", " other", " to");
      assertThat(talk.ask("!complete help tr")).containsExactly(" trace", ".ok");
    }
  }

  @Test
  void sessions_areBounded() {
    List<Talk> all = new ArrayList<>();
    try {
      for (int i = 0; i < honeyd.control.Console.MAX_SESSIONS; i++) {
        all.add(Talk.inFrames(path));
      }
      try (Talk more = new Talk(path)) {
        assertThat(more.all()).isEqualTo("too many sessions are open\n");
      }
    } finally {
      all.forEach(Talk::close);
    }
  }
}
