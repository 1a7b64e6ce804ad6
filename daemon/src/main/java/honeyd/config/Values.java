package honeyd.config;

import honeyd.config.grammar.HoneydParser;
import honeyd.model.Behaviour;
import honeyd.net.IpAddress;
import honeyd.net.IpRange;
import honeyd.net.PortSet;
import java.math.BigDecimal;
import java.util.List;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.misc.Interval;
import org.antlr.v4.runtime.tree.TerminalNode;

/// The small parts of statements as values. Every method throws [BadValue] for text that has the
/// right shape but cannot be.
final class Values {
  /// Longer numbers are mistakes; reading them would cost time for nothing.
  private static final int MAX_DIGITS = 19;

  private static final BigDecimal HUNDRED = new BigDecimal(100);

  private Values() {}

  /// Whole number within bounds.
  static long number(String digits, long min, long max, String what) {
    long value = -1;
    if (digits.length() <= MAX_DIGITS) {
      try {
        value = Long.parseLong(digits);
      } catch (NumberFormatException e) {
        value = -1;
      }
    }
    if (value < min || value > max) {
      String bounds = max == Long.MAX_VALUE ? "at least " + min : "between " + min + " and " + max;
      throw new BadValue("the " + what + " must be " + bounds + ", not " + shorten(digits), digits);
    }
    return value;
  }

  static BigDecimal decimal(String digits) {
    if (digits.length() > MAX_DIGITS) {
      throw new BadValue("the number " + shorten(digits) + " is too long", digits);
    }
    return new BigDecimal(digits);
  }

  static BigDecimal percent(HoneydParser.PercentContext c) {
    BigDecimal value = decimal(c.decimal().getText());
    if (value.compareTo(HUNDRED) > 0) {
      throw BadValue.at(
          c.getStart(), "a percentage is between 0 and 100, not " + value.toPlainString());
    }
    return value;
  }

  static BigDecimal probability(String digits) {
    BigDecimal value = decimal(digits);
    if (value.compareTo(BigDecimal.ONE) > 0) {
      throw new BadValue("a probability is between 0 and 1, not " + digits, digits);
    }
    return value;
  }

  static PortSet ports(HoneydParser.PortsContext c) {
    String text = c.getText();
    try {
      return PortSet.parse(text);
    } catch (IllegalArgumentException e) {
      throw new BadValue(reason(e), text);
    }
  }

  /// The text between the quotes.
  static String unquote(String quoted) {
    return quoted.substring(1, quoted.length() - 1);
  }

  /// A quoted command line, which must hold something.
  static String command(String quoted) {
    String command = unquote(quoted);
    if (command.isBlank()) {
      throw new BadValue("the command is empty", quoted);
    }
    return command;
  }

  /// Quoted text, or the words as they stand in the file.
  static String text(HoneydParser.TextContext c) {
    Token start = c.getStart();
    boolean quoted = c.getChildCount() == 1 && start.getType() == HoneydParser.STRING;
    String text = quoted ? unquote(start.getText()) : textOfLine(start, c.getStop());
    if (text.isBlank()) {
      throw new BadValue("the text is empty", start.getText());
    }
    return text;
  }

  /// The name or CPE of a personality, without quotes and without its variant.
  static String personality(HoneydParser.PersonalityContext c) {
    Token start = c.getStart();
    boolean quoted = start.getType() == HoneydParser.STRING;
    int last = c.getChildCount() - (hasVariant(c) ? 3 : 1);
    String text =
        quoted
            ? unquote(start.getText())
            : textOfLine(start, ((TerminalNode) c.getChild(last)).getSymbol());
    if (text.isBlank()) {
      throw new BadValue("the text is empty", start.getText());
    }
    return text;
  }

  /// Which variant of a personality is meant, or 0.
  static int variant(HoneydParser.PersonalityContext c) {
    return hasVariant(c) ? variant(c.getStop().getText()) : 0;
  }

  static int variant(String digits) {
    return (int) number(digits, 1, Integer.MAX_VALUE, "variant");
  }

  private static boolean hasVariant(HoneydParser.PersonalityContext c) {
    int children = c.getChildCount();
    return children >= 3
        && c.getStop().getType() == HoneydParser.NUMBER
        && ((TerminalNode) c.getChild(children - 2)).getSymbol().getType() == HoneydParser.VARIANT;
  }

  /// The text as written; a line continued within it is one blank.
  private static String textOfLine(Token start, Token stop) {
    return start
        .getInputStream()
        .getText(Interval.of(start.getStartIndex(), stop.getStopIndex()))
        .replaceAll("\\\\[ \t\r]*\n", " ");
  }

  /// A name, or an address in its usual form.
  static String template(HoneydParser.TemplateContext c) {
    if (c.name() != null) {
      return c.name().getText();
    }
    return switch (host(c.host())) {
      case Hosts.Addresses a -> a.range().toString();
      case Hosts.Named n -> n.name();
    };
  }

  static String interfaceName(HoneydParser.InterfaceNameContext c) {
    return c.STRING() != null ? unquote(c.STRING().getText()) : c.getText();
  }

  /// One address or a quoted host name.
  static Hosts host(HoneydParser.HostContext c) {
    return single(hosts(c.ADDRESS() != null ? List.of(c.ADDRESS()) : List.of(), c), c.getText());
  }

  static Hosts hosts(HoneydParser.HostsContext c) {
    return hosts(c.ADDRESS(), c);
  }

  /// The same hosts when they are one.
  static Hosts single(Hosts hosts, String offending) {
    if (hosts instanceof Hosts.Addresses a && !a.range().first().equals(a.range().last())) {
      throw new BadValue("one address is wanted here, not " + offending, offending);
    }
    return hosts;
  }

  private static Hosts hosts(List<TerminalNode> addresses, ParserRuleContext c) {
    String text = c.getText();
    boolean quoted = text.startsWith("\"");
    if (quoted) {
      text = unquote(text);
      if (text.isEmpty()) {
        throw new BadValue("the host name is empty", "\"\"");
      }
      if (!looksNumeric(text)) {
        return new Hosts.Named(text);
      }
    }
    try {
      if (addresses.size() == 1 && !quoted) {
        return new Hosts.Addresses(IpRange.of(IpAddress.parse(text)));
      }
      return new Hosts.Addresses(IpRange.parse(text));
    } catch (IllegalArgumentException e) {
      throw new BadValue(reason(e), text);
    }
  }

  private static boolean looksNumeric(String text) {
    boolean colon = text.indexOf(':') >= 0;
    return text.chars()
        .allMatch(ch ->
            (ch >= '0' && ch <= '9')
                || ch == '.'
                || ch == ':'
                || ch == '/'
                || ch == '-'
                || (colon && Character.digit(ch, 16) >= 0));
  }

  static IpRange network(HoneydParser.NetworkContext c) {
    try {
      return IpRange.parse(c.getText());
    } catch (IllegalArgumentException e) {
      throw new BadValue(reason(e), c.getText());
    }
  }

  static Behaviour proxy(HoneydParser.ProxyTargetContext c) {
    String host;
    if (c.STRING() != null) {
      host = unquote(c.STRING().getText());
      if (host.isBlank()) {
        throw new BadValue("the host name is empty", "\"\"");
      }
    } else if (c.ADDRESS() != null) {
      host = address(c.ADDRESS().getText()).toString();
    } else {
      host = c.name().getText();
    }
    if (host.startsWith("$") && !host.equals("$ipsrc") && !host.equals("$ipdst")) {
      throw new BadValue("the host of a proxy may be $ipsrc or $ipdst, not " + host, host);
    }
    String port = c.proxyPort().getText();
    if (c.proxyPort().NUMBER() != null) {
      number(port, 1, 65_535, "port");
    } else if (!port.equals("$dport") && !port.equals("$sport") && !port.equals("$srcport")) {
      throw new BadValue("the port of a proxy is a number, $dport or $sport, not " + port, port);
    }
    return new Behaviour.Proxy(host, port);
  }

  private static IpAddress address(String text) {
    try {
      return IpAddress.parse(text);
    } catch (IllegalArgumentException e) {
      throw new BadValue(reason(e), text);
    }
  }

  static String reason(IllegalArgumentException e) {
    return String.valueOf(e.getMessage());
  }

  private static String shorten(String text) {
    return text.length() <= 24 ? text : text.substring(0, 20) + "…";
  }
}
