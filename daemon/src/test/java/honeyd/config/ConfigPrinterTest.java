package honeyd.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigPrinterTest {
  private static final Path ALL = Path.of("src/test/resources/config/every-statement.conf");

  @Test
  void printedStatements_readBackAsThemselves() throws IOException {
    ConfigParser.Parsed first = ConfigParser.parse("a", Files.readString(ALL));
    assertThat(first.diagnostics()).isEmpty();
    ConfigParser.Parsed second = ConfigParser.parse("a", ConfigPrinter.print(first.statements()));
    assertThat(second.diagnostics()).isEmpty();
    assertThat(second.statements())
        .usingRecursiveComparison()
        .ignoringFieldsOfTypes(Origin.class)
        .isEqualTo(first.statements());
  }

  @Test
  void everyKindOfStatement_isInTheFile() throws IOException {
    List<Statement> statements =
        ConfigParser.parse("a", Files.readString(ALL) + "include b.conf\n").statements();
    assertThat(statements.stream().map(Object::getClass).distinct())
        .containsExactlyInAnyOrder(Statement.class.getPermittedSubclasses());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      textBlock =
          """
          set a tcp port 21 "sh ftp.sh"       | add a tcp port 21 "sh ftp.sh"
          add a tcp port 111"perl rpc.pl"     | add a tcp port 111 "perl rpc.pl"
          add a tcp port 80, 443, 81-82 block | add a tcp port 80-82,443 filtered
          set a personality Linux 2.4 # old   | set a personality "Linux 2.4"
          set a personality Linux 2 variant 7 | set a personality "Linux 2" variant 7
          set a personality variant 7         | set a personality "variant 7"
          set a personality "random"          | set a personality "random"
          set variant personality cpe:/o:x:y  variant 2 | set variant personality "cpe:/o:x:y" variant 2
          set a personality cpe:2.3:o:x:y\\.z:*:*:* | set a personality "cpe:2.3:o:x:y\\.z:*:*:*"
          annotate cpe:/o:x:y finscan         | annotate "cpe:/o:x:y" finscan
          bind 10.0.0.77/24 create            | bind 10.0.0.0/24 create
          bind 10.0.0.5 - 10.0.0.6 to         | bind 10.0.0.5-10.0.0.6 to
          add a use b if time between 12:00am - 12:30pm | add a use b if time between "00:00:00" - "12:30:00"
          route 1.1.1.1 add net 2.0.0.0/8 2.2.2.2 bandwidth 1.5Mbps latency 5 ms | route 1.1.1.1 add net 2.0.0.0/8 2.2.2.2 bandwidth 1.5Mbps latency 5ms
          route 1.1.1.1 add net 2.0.0.0/8 2.2.2.2 mtu 1400 reorder 1% duplicate 0.5 loss .1 jitter 1 ms latency 0.5ms | route 1.1.1.1 add net 2.0.0.0/8 2.2.2.2 mtu 1400 reorder 1 duplicate 0.5 loss 0.1 jitter 1ms latency 0.5ms
          route 1.1.1.1 add net 2.0.0.0/8 2.2.2.2 latency 250us jitter 0 | route 1.1.1.1 add net 2.0.0.0/8 2.2.2.2 latency 250us jitter 0ms
          route 1.1.1.1 add net 2.0.0.0/8 2.2.2.2 latency 1s jitter 0.0000004ms bandwidth 1500000001 | route 1.1.1.1 add net 2.0.0.0/8 2.2.2.2 latency 1s jitter 0ms bandwidth 1500000001
          route 1.1.1.1 add net 2.0.0.0/8 2.2.2.2 bandwidth 64Kbps drop between .5 s - 1250 ms | route 1.1.1.1 add net 2.0.0.0/8 2.2.2.2 bandwidth 64Kbps drop between 500ms - 1250ms
          route 1.1.1.1 add net 2.0.0.0/8 2.2.2.2 bandwidth 2500Mbps drop between 500ms-1s | route 1.1.1.1 add net 2.0.0.0/8 2.2.2.2 bandwidth 2.5Gbps drop between 500ms - 1s
          route 1.1.1.1 add net 2.0.0.0/8 tunnel 192.0.2.1 "honey.example" no   checksum | route 1.1.1.1 add net 2.0.0.0/8 tunnel 192.0.2.1 "honey.example" no checksum
          create jitter                       | create jitter
          create us                           | create us
          """)
  void otherForms_areTheSameStatement(String written, String plain) {
    ConfigParser.Parsed parsed = ConfigParser.parse("a", written + "\r\n");
    assertThat(parsed.diagnostics()).isEmpty();
    assertThat(ConfigPrinter.print(parsed.statements())).isEqualTo(plain + "\n");
  }

  @Test
  void textOverTwoLines_isOneTextWithABlank() {
    ConfigParser.Parsed parsed = ConfigParser.parse("a", "set a personality Linux\\\r\n2.4\n");
    assertThat(ConfigPrinter.print(parsed.statements()))
        .isEqualTo("set a personality \"Linux 2.4\"\n");
  }

  @Test
  void continuedLine_isOneStatement() {
    ConfigParser.Parsed parsed = ConfigParser.parse("a", "set a \\\n  uptime 5\nnonsense\n");
    assertThat(ConfigPrinter.print(parsed.statements())).isEqualTo("set a uptime 5\n");
    assertThat(parsed.diagnostics().getFirst().origin().line()).isEqualTo(3);
  }
}
