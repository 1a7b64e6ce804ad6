package honeyd.control;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.net.IpAddress;
import honeyd.net.IpRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestParserTest {
  private static final IpAddress HOST = IpAddress.parse("10.1.0.12");

  @ParameterizedTest
  @ValueSource(strings = {"", "   ", "# a comment", "\t#", "stop"})
  void nothing(String line) {
    assertThat(RequestParser.parse(line)).isEqualTo(new Request.Nothing());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "create list",
        "bind 10.0.0.1 windows",
        "delete windows",
        "delete windows tcp port 80",
        // a template may be called so
        "delete connection",
        "delete connection tcp port 80",
        "  set x uptime 5",
        "nonsense"
      })
  void whatIsNoCommand_isAStatementAsItStands(String line) {
    assertThat(RequestParser.parse(line)).isEqualTo(new Request.Change(line));
  }

  @Test
  void list() {
    assertThat(RequestParser.parse("list template")).isEqualTo(new Request.ListTemplates(null));
    assertThat(RequestParser.parse(" list  template win* "))
        .isEqualTo(new Request.ListTemplates("win*"));
    assertThat(RequestParser.parse("list template \"win*\""))
        .isEqualTo(new Request.ListTemplates("win*"));
    assertThat(RequestParser.parse("list subsystem")).isEqualTo(new Request.ListSubsystems(null));
    assertThat(RequestParser.parse("list hosts 10.1.0.0/16"))
        .isEqualTo(new Request.ListHostsIn(IpRange.parse("10.1.0.0/16")));
    assertThat(RequestParser.parse("list hosts win*")).isEqualTo(new Request.ListHostsOf("win*"));
    assertThat(RequestParser.parse("list hosts 10.1.*"))
        .isEqualTo(new Request.ListHostsOf("10.1.*"));
    assertThat(RequestParser.parse("list connections 192.0.2.7"))
        .isEqualTo(new Request.ListConnections(FlowFilter.touching(IpRange.parse("192.0.2.7"))));
  }

  @Test
  void show() {
    assertThat(RequestParser.parse("show windows")).isEqualTo(new Request.ShowTemplate("windows"));
    assertThat(RequestParser.parse("show 10.1.0.12")).isEqualTo(new Request.ShowHost(HOST));
    assertThat(RequestParser.parse("show 10.1.0.12:445"))
        .isEqualTo(new Request.ShowPort(HOST, 445));
    assertThat(RequestParser.parse("show [2001:db8::1]:80"))
        .isEqualTo(new Request.ShowPort(IpAddress.parse("2001:db8::1"), 80));
    assertThat(RequestParser.parse("show 2001:db8::1"))
        .isEqualTo(new Request.ShowHost(IpAddress.parse("2001:db8::1")));
  }

  @Test
  void deleteConnection() {
    assertThat(RequestParser.parse("delete connection 192.0.2.7:51515 10.1.0.12:445"))
        .isEqualTo(
            new Request.EndFlows(
                FlowFilter.between(IpAddress.parse("192.0.2.7"), 51_515, HOST, 445)));
    assertThat(RequestParser.parse("delete connection 192.0.2.0/24"))
        .isEqualTo(new Request.EndFlows(FlowFilter.touching(IpRange.parse("192.0.2.0/24"))));
    assertThat(RequestParser.parse("delete connection all")).isInstanceOf(Request.EndFlows.class);
  }

  @Test
  void trace() {
    assertThat(RequestParser.parse("trace 10.1.0.12"))
        .isEqualTo(new Request.Follow(IpRange.of(HOST), 30, RequestParser.MAX_TRACE_PACKETS));
    assertThat(RequestParser.parse("trace 10.1.0.0/16 5"))
        .isEqualTo(
            new Request.Follow(IpRange.parse("10.1.0.0/16"), 5, RequestParser.MAX_TRACE_PACKETS));
    assertThat(RequestParser.parse("debug trace 7"))
        .isEqualTo(new Request.Follow(IpRange.parse("0.0.0.0/0"), 30, 7));
    assertThat(RequestParser.follows("trace 10.1.0.12")).isTrue();
    assertThat(RequestParser.follows("list template")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          list                                   | usage: list template
          list template a b                      | usage: list template
          list things                            | usage: list template
          show                                   | usage: show TEMPLATE
          show 10.1.0.999                        | neither an address nor
          show 10.1.0.12:70000                   | neither an address nor
          trace                                  | usage: trace
          trace x                                | x
          trace 10.0.0.1 0                       | 1 to 3600
          trace 10.0.0.1 99999                   | 1 to 3600
          trace 10.0.0.1 5s                      | 1 to 3600
          debug                                  | usage: debug
          debug fd x                             | usage: debug
          debug trace 0                          | 1 to
          quit now                               | usage: quit
          delete connection 10.0.0.1:5           | usage: delete
          delete connection 10.0.0.1:5 10.0.0.2  | usage: delete
          delete connection nobody               | nobody
          !python                                | there is no Python here
          !ls                                    | is no command
          """)
  void whatCannotBeDone_saysWhatCan(String line, String part) {
    assertThat(RequestParser.parse(line))
        .isInstanceOfSatisfying(
            Request.Wrong.class, wrong -> assertThat(wrong.sentence()).contains(part));
  }

  @Test
  void complete_keepsTheBlanksAtTheEnd() {
    assertThat(RequestParser.parse("!complete bind ")).isEqualTo(new Request.Complete("bind "));
    assertThat(RequestParser.parse("!complete")).isEqualTo(new Request.Complete(""));
  }
}
