package honeyd.config;

import honeyd.model.Route;
import java.math.BigDecimal;

/// Lines between routers in the language's own words; reading them gives the same line. Pure.
public final class LineText {
  private static final long US = 1_000;
  private static final long MS = 1_000_000;
  private static final long S = 1_000_000_000;

  private LineText() {}

  /// `8ms`, `0.5ms`, `250us`, `2s`.
  public static String time(long ns) {
    if (ns >= S && ns % (100 * MS) == 0) {
      return decimal(ns, 9) + "s";
    }
    if (ns != 0 && ns < MS && ns % (100 * US) != 0) {
      return decimal(ns, 3) + "us";
    }
    return decimal(ns, 6) + "ms";
  }

  /// `64Kbps`, `2.5Mbps`, `1Gbps`, or the bits as they are.
  public static String bandwidth(long bitsPerSecond) {
    if (bitsPerSecond % 100_000_000 == 0 && bitsPerSecond >= 1_000_000_000) {
      return decimal(bitsPerSecond, 9) + "Gbps";
    }
    if (bitsPerSecond % 100_000 == 0 && bitsPerSecond >= 1_000_000) {
      return decimal(bitsPerSecond, 6) + "Mbps";
    }
    if (bitsPerSecond % 100 == 0 && bitsPerSecond >= 1_000) {
      return decimal(bitsPerSecond, 3) + "Kbps";
    }
    return Long.toString(bitsPerSecond);
  }

  /// All properties of a line as they would be written, each after a blank but the first; the usual
  /// jitter is what is not written.
  public static String properties(Route.Line line) {
    StringBuilder out = new StringBuilder("latency ").append(time(line.latencyNs()));
    if (line.jitterNs() != Route.Line.USUAL_JITTER) {
      out.append(" jitter ").append(time(line.jitterNs()));
    }
    percent(out, " loss ", line.lossPermyriad());
    percent(out, " duplicate ", line.duplicatePermyriad());
    percent(out, " reorder ", line.reorderPermyriad());
    if (line.bandwidthBps() > 0) {
      out.append(" bandwidth ").append(bandwidth(line.bandwidthBps()));
    }
    if (line.dropToNs() > 0) {
      out.append(" drop between ").append(time(line.dropFromNs()));
      out.append(" - ").append(time(line.dropToNs()));
    }
    if (line.mtuBytes() > 0) {
      out.append(" mtu ").append(line.mtuBytes());
    }
    return out.toString();
  }

  private static void percent(StringBuilder out, String word, int permyriad) {
    if (permyriad > 0) {
      out.append(word).append(decimal(permyriad, 2));
    }
  }

  private static String decimal(long value, int decimals) {
    if (value == 0) {
      return "0";
    }
    return BigDecimal.valueOf(value, decimals).stripTrailingZeros().toPlainString();
  }
}
