package honeyd.daemon;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// How many workers divide the hosts among them: a number, or as many as the machine gains from.
///
/// @param fixed the number asked for, or zero to leave it to the machine
record WorkerCount(int fixed) {
  /// Left to the machine.
  static final WorkerCount AUTO = new WorkerCount(0);

  private static final int MAX = 64;

  /// One reporter writes about as many lines as this many workers make (docs/decisions/0010).
  private static final int MAX_AUTO = 8;

  boolean isFixed() {
    return fixed > 0;
  }

  /// The number for a machine with so many processors. Half of them: the other half is for the
  /// kernel, which delivers what the workers send and take, for the reporter and for services.
  int on(int processors) {
    return isFixed() ? fixed : Math.clamp(processors / 2, 1, MAX_AUTO);
  }

  /// Reads `auto` or a number.
  static final class Converter implements ITypeConverter<WorkerCount> {
    @Override
    public WorkerCount convert(String text) {
      if (text.equals("auto")) {
        return AUTO;
      }
      try {
        int n = Integer.parseInt(text);
        if (n >= 1 && n <= MAX) {
          return new WorkerCount(n);
        }
      } catch (NumberFormatException _) {
        // said below
      }
      throw new TypeConversionException(
          "\"" + text + "\" is neither auto nor a number from 1 to " + MAX);
    }
  }

  @Override
  public String toString() {
    return isFixed() ? Integer.toString(fixed) : "auto";
  }
}
