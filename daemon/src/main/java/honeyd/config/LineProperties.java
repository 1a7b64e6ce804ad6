package honeyd.config;

import honeyd.config.Statement.LineProperty;
import honeyd.config.grammar.HoneydParser;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.tree.TerminalNode;

/// The properties of a line between two routers, as values. Throws [BadValue] for what cannot be.
final class LineProperties {
  /// The smallest packet that every link must carry whole (RFC 791).
  private static final int LOWEST_MTU = 68;

  private static final int HIGHEST_MTU = 65_535;
  private static final BigDecimal LONGEST_NS = new BigDecimal(3_600_000_000_000L);
  private static final BigDecimal FASTEST_BPS = new BigDecimal(1_000_000_000_000L);

  private LineProperties() {}

  static List<LineProperty> of(List<HoneydParser.LinePropertyContext> contexts) {
    List<LineProperty> out = new ArrayList<>();
    for (HoneydParser.LinePropertyContext c : contexts) {
      LineProperty property = of(c);
      for (LineProperty earlier : out) {
        if (earlier.getClass() == property.getClass()) {
          throw BadValue.at(c.getStart(), "\"" + c.getStart().getText() + "\" is given twice");
        }
      }
      out.add(property);
    }
    return List.copyOf(out);
  }

  private static LineProperty of(HoneydParser.LinePropertyContext c) {
    return switch (c.getStart().getType()) {
      case HoneydParser.LATENCY -> new LineProperty.Latency(nanoseconds(c.duration(0)));
      case HoneydParser.JITTER -> new LineProperty.Jitter(nanoseconds(c.duration(0)));
      case HoneydParser.LOSS -> new LineProperty.Loss(Values.percent(c.percent()));
      case HoneydParser.DUPLICATE -> new LineProperty.Duplicate(Values.percent(c.percent()));
      case HoneydParser.REORDER -> new LineProperty.Reorder(Values.percent(c.percent()));
      case HoneydParser.BANDWIDTH -> new LineProperty.Bandwidth(bitsPerSecond(c));
      case HoneydParser.DROP ->
          new LineProperty.DropBetween(nanoseconds(c.duration(0)), nanoseconds(c.duration(1)));
      case HoneydParser.MTU -> new LineProperty.Mtu(mtu(c.NUMBER()));
      default -> throw new IllegalStateException("no property: " + c.getText());
    };
  }

  private static long nanoseconds(HoneydParser.DurationContext c) {
    Token start = c.getStart();
    String text = start.getText();
    String digits = text;
    int decimals;
    if (c.MS() != null || text.endsWith("ms")) {
      decimals = 6;
    } else if (c.US() != null || text.endsWith("us")) {
      decimals = 3;
    } else {
      decimals = 9;
    }
    if (c.DURATION() != null) {
      digits = text.substring(0, text.length() - (decimals == 9 ? 1 : 2));
    }
    BigDecimal value = Values.decimal(digits);
    boolean hasUnit = c.DURATION() != null || c.getChildCount() > 1;
    if (!hasUnit && value.signum() != 0) {
      throw BadValue.at(start, "the time " + digits + " has no unit: ms, us or s");
    }
    BigDecimal ns = value.movePointRight(decimals).setScale(0, RoundingMode.HALF_UP);
    if (ns.compareTo(LONGEST_NS) > 0) {
      throw BadValue.at(start, "a time on a line is at most an hour");
    }
    return ns.longValueExact();
  }

  private static long bitsPerSecond(HoneydParser.LinePropertyContext c) {
    long unit =
        c.KBPS() != null
            ? 1_000
            : c.MBPS() != null ? 1_000_000 : c.GBPS() != null ? 1_000_000_000 : 1;
    Token start = c.decimal().getStart();
    BigDecimal bits = Values.decimal(start.getText()).multiply(new BigDecimal(unit));
    if (bits.signum() == 0 || bits.compareTo(FASTEST_BPS) > 0) {
      throw BadValue.at(start, "a bandwidth is between 1 bit/s and 1000 Gbps");
    }
    return Math.max(1, bits.longValue());
  }

  private static int mtu(TerminalNode digits) {
    try {
      return (int) Values.number(digits.getText(), LOWEST_MTU, HIGHEST_MTU, "mtu");
    } catch (BadValue e) {
      throw BadValue.at(digits.getSymbol(), e.sentence());
    }
  }
}
