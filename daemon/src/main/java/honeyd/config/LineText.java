package honeyd.config;

import java.math.BigDecimal;

/// Times and rates of lines in the language's own words, in the largest unit that leaves no more
/// digits than another. Pure.
public final class LineText {
  private static final long US = 1_000;
  private static final long MS = 1_000_000;
  private static final long S = 1_000_000_000;

  private LineText() {}

  /// `8ms`, `0.5ms`, `250us`, `2s`; reading it gives the same number of nanoseconds.
  public static String time(long ns) {
    if (ns >= S && ns % (100 * MS) == 0) {
      return decimal(ns, 9) + "s";
    }
    if (ns != 0 && ns < MS && ns % (100 * US) != 0) {
      return decimal(ns, 3) + "us";
    }
    return decimal(ns, 6) + "ms";
  }

  /// `64Kbps`, `2.5Mbps`, `1Gbps`, or the bits as they are; reading it gives the same number.
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

  private static String decimal(long value, int decimals) {
    if (value == 0) {
      return "0";
    }
    return BigDecimal.valueOf(value, decimals).stripTrailingZeros().toPlainString();
  }
}
