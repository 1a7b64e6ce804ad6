package honeyd.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The example services, each as a process fed with bytes, the way the daemon runs them.
class ServiceScriptTest {
  private static final Path SCRIPTS = Path.of("..", "examples", "scripts").toAbsolutePath();

  /// The notorious banners of low-interaction honeypots; scanners look for them.
  private static final List<String> NOTORIOUS =
      List.of(
          "OpenSSH_2.1.1",
          "OpenSSH_3.0.2p1",
          "wu-2.6.0",
          "ProFTPD 1.2.4rc1",
          "5.0.2195.5329",
          "6.0.6249.0",
          "5.00.0984",
          "RFB 003.003",
          "QPOP",
          "LUNIX",
          "Apache/1.3.23",
          "8.12.2/SuSE",
          "Squid/2.4.STABLE3",
          "honeyd",
          "honeypot");

  @TempDir Path directory;

  static Stream<String> scripts() throws IOException {
    try (Stream<Path> files = Files.walk(SCRIPTS)) {
      List<String> names =
          files
              .filter(Files::isRegularFile)
              .map(p -> SCRIPTS.relativize(p).toString())
              .filter(n -> !n.equals("Session.pm"))
              .toList();
      return names.stream().sorted();
    }
  }

  @ParameterizedTest
  @MethodSource("scripts")
  void everyScript_endsAtOnceWhenTheVisitorLeaves(String script) {
    Answer answer = run(script, "10.77.1.2", "");
    assertThat(answer.exit()).as(answer.toString()).isZero();
    assertThat(answer.err()).doesNotContain(" line ");
  }

  @ParameterizedTest
  @MethodSource("scripts")
  void everyScript_survivesGarbage(String script) {
    StringBuilder garbage = new StringBuilder();
    for (int i = 0; i < 20_000; i++) {
      garbage.append((char) (((i * 7919) >> 3) & 0xff));
    }
    Answer answer = run(script, "10.77.1.2", garbage.toString());
    assertThat(answer.exit()).as(answer.toString()).isZero();
    assertThat(answer.err()).doesNotContain(" at /").doesNotContain("uninitialized");
  }

  @ParameterizedTest
  @MethodSource("scripts")
  void everyScript_avoidsTheNotoriousBanners(String script) throws IOException {
    String sends = Files.readString(SCRIPTS.resolve(script)).replaceAll("(?m)^\\s*#.*$", "");
    assertThat(NOTORIOUS).allSatisfy(banner -> assertThat(sends).doesNotContain(banner));
  }

  @Test
  void http_answersEachRequestOfOneConnection() {
    String out =
        run(
                "http.pl nginx",
                "10.77.1.2",
                crlf(
                    """
                    GET / HTTP/1.1
                    Host: a

                    HEAD / HTTP/1.1
                    Host: a

                    BREW / HTTP/1.1
                    Host: a

                    GET /../../etc/passwd HTTP/1.1
                    Host: a
                    Connection: close

                    """))
            .out();
    assertThat(out.split("HTTP/1.1 ", -1)).hasSize(5);
    assertThat(out)
        .startsWith("HTTP/1.1 200 OK\r\nDate: ")
        .contains("HTTP/1.1 501 Not Implemented\r\n", "HTTP/1.1 404 Not Found\r\n")
        .doesNotContain("root:");
  }

  @Test
  void http_refusesWhatIsNoHttp() {
    assertThat(run("http.pl", "10.77.1.2", "SSH-2.0-x\r\n").out()).startsWith("HTTP/1.1 400 ");
    assertThat(run("http.pl", "10.77.1.2", "GET / HTTP/1.1\r\n\r\n").out())
        .startsWith("HTTP/1.1 400 ");
  }

  @Test
  void ftp_letsNobodyInAndSaysWhoTried() {
    Answer answer = run("ftp.pl vsftpd", "10.77.1.2", "SYST\r\nUSER bob\r\nPASS x\r\nQUIT\r\n");
    assertThat(answer.out())
        .startsWith("220 (vsFTPd 3.0.")
        .endsWith(
            crlf(
                """
                )
                530 Please login with USER and PASS.
                331 Please specify the password.
                530 Login incorrect.
                221 Goodbye.
                """));
    assertThat(answer.err()).contains("password x for user bob\n");
  }

  @Test
  void smtp_relaysForNobody() {
    String out =
        run(
                "smtp.pl",
                "10.77.1.2",
                crlf(
                    """
                    RCPT TO:<a@b>
                    EHLO me
                    MAIL FROM:<a@b>
                    RCPT TO:<c@d>
                    DATA
                    FOO
                    QUIT
                    """))
            .out();
    assertThat(out)
        .startsWith("220 mail0102.example.net ESMTP Postfix\r\n503 5.5.1 Error: need MAIL command")
        .contains("250 DSN\r\n250 2.1.0 Ok\r\n454 4.7.1 <c@d>: Relay access denied\r\n554 ")
        .endsWith("502 5.5.2 Error: command not recognized\r\n221 2.0.0 Bye\r\n");
  }

  @Test
  void ssh_sendsAPacketOfTheRightShape() {
    Answer answer = run("ssh.pl debian", "10.77.1.2", "SSH-2.0-test\r\n");
    String out = answer.out();
    int end = out.indexOf("\r\n") + 2;
    assertThat(out).startsWith("SSH-2.0-OpenSSH_");
    // RFC 4253 §6: length, padding of at least four, a multiple of eight, then message 20
    int length = out.charAt(end + 2) << 8 | out.charAt(end + 3);
    assertThat(out.length() - end).isEqualTo(length + 4);
    assertThat((length + 4) % 8).isZero();
    assertThat((int) out.charAt(end + 4)).isBetween(4, 15);
    assertThat((int) out.charAt(end + 5)).isEqualTo(20);
    assertThat(answer.err()).isEqualTo("client SSH-2.0-test\n");
  }

  @Test
  void telnet_doesNotEchoThePassword() {
    Answer answer = run("telnet.pl cisco", "10.77.1.2", "admin\r\nsecret\r\n");
    assertThat(answer.out())
        .contains("Username: admin\r\nPassword: \r\n% Login invalid")
        .doesNotContain("secret");
    assertThat(answer.err()).isEqualTo("login admin password secret\n");
  }

  @Test
  void ntp_copiesTheClientsTimeAndItsVersion() {
    String request = hex("23") + "\0".repeat(39) + "CLIENT!!";
    String out = run("ntp.pl", "10.77.1.2", request).out();
    assertThat(out).hasSize(48).startsWith(hex("24")).contains("CLIENT!!");
  }

  @Test
  void snmp_walksTheSystemGroupForPublicOnly() {
    // GetNextRequest 1.3.6.1.2.1.1 -> sysDescr.0
    String body = "a119 0204 11223344 020100 020100 300b 3009 0605 2b06010201 0500";
    String request = hex("3026 020101 0406 7075626c6963" + body);
    assertThat(run("snmp.pl cisco", "10.77.1.2", request).out())
        .contains(hex("11223344020100020100"), hex("06082b06010201010100"), "Cisco IOS Software");
    Answer other = run("snmp.pl cisco", "10.77.1.2", request.replace("public", "privat"));
    assertThat(other.out()).isEmpty();
    assertThat(other.err()).contains("community privat");
  }

  @Test
  void dns_refusesWithTheQuestion() {
    String question = hex("03777777 0161 00 0001 0001");
    assertThat(run("dns.pl", "10.77.1.2", hex("1234 0100 0001 0000 0000 0000") + question).out())
        .isEqualTo(hex("1234 8105 0001 0000 0000 0000") + question);
  }

  @Test
  void mysql_changesItsSaltAndRefusesTheUser() {
    String login =
        hex("85a60f00 00000001 21") + "\0".repeat(23) + "root\0" + hex("14") + "x".repeat(20);
    String packet = "" + (char) login.length() + hex("0000 01") + login;
    Answer first = run("mysql.pl", "10.77.1.2", packet);
    Answer second = run("mysql.pl", "10.77.1.2", packet);
    assertThat(first.out()).contains("#28000Access denied for user 'root'@'192.0.2.1'");
    assertThat(first.out()).isNotEqualTo(second.out());
    assertThat(first.err()).contains("user root password YES");
  }

  @Test
  void neighbours_differ() {
    List<String> banners = new ArrayList<>();
    for (int host = 1; host <= 20; host++) {
      banners.add(run("http.pl apache", "10.77.1." + host, "GET / HTTP/1.0\r\n\r\n").out());
    }
    assertThat(banners.stream().map(b -> b.replaceFirst("Date: .*", "")).distinct().count())
        .isEqualTo(20);
  }

  /// What a script wrote, bytes as characters.
  private record Answer(int exit, String out, String err) {}

  private Answer run(String line, String host, String input) {
    try {
      Path in = Files.write(directory.resolve("in"), input.getBytes(StandardCharsets.ISO_8859_1));
      Path out = directory.resolve("out");
      Path err = directory.resolve("err");
      List<String> words = new ArrayList<>(List.of(line.split(" ", -1)));
      words.set(0, SCRIPTS.resolve(words.getFirst()).toString());
      words.addFirst(words.getFirst().endsWith(".pl") ? "perl" : "sh");
      ProcessBuilder builder =
          new ProcessBuilder(words)
              .redirectInput(in.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      builder.environment().put("HONEYD_IP_SRC", "192.0.2.1");
      builder.environment().put("HONEYD_IP_DST", host);
      Process process = builder.start();
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(line + " did not end: " + Files.readString(err));
      }
      return new Answer(
          process.exitValue(),
          Files.readString(out, StandardCharsets.ISO_8859_1),
          Files.readString(err, StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static String crlf(String lines) {
    return lines.replace("\n", "\r\n");
  }

  private static String hex(String digits) {
    return new String(
        HexFormat.of().parseHex(digits.replace(" ", "")), StandardCharsets.ISO_8859_1);
  }
}
