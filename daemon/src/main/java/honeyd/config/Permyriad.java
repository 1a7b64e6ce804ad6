package honeyd.config;

import java.math.BigDecimal;
import java.math.RoundingMode;

/// Percentages as hundredths of a percent.
final class Permyriad {
  private Permyriad() {}

  /// The nearest whole number of hundredths, with a warning where something is lost; what is above
  /// zero stays above zero.
  static int of(BigDecimal percent, ConfigLoader.Sourced at, Notices notices) {
    BigDecimal exact = percent.movePointRight(2);
    int rounded = exact.setScale(0, RoundingMode.HALF_UP).intValue();
    if (rounded == 0 && exact.signum() > 0) {
      rounded = 1;
    }
    if (exact.compareTo(BigDecimal.valueOf(rounded)) != 0) {
      notices.warning(
          at,
          percent.toPlainString()
              + " % is rounded to "
              + BigDecimal.valueOf(rounded, 2).toPlainString()
              + " %",
          percent.toPlainString());
    }
    return rounded;
  }
}
