package honeyd.daemon;

import honeyd.net.IpRange;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Reads a network on the command line.
final class IpRangeConverter implements ITypeConverter<IpRange> {
  @Override
  public IpRange convert(String text) {
    try {
      return IpRange.parse(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(
          e.getMessage() + "; write 10.0.0.3, 10.0.0.0/16 or 10.0.0.5-10.0.0.15");
    }
  }
}
