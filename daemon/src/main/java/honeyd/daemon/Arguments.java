package honeyd.daemon;

import honeyd.net.IpRange;
import java.util.ArrayList;
import java.util.List;

/// The command line as people type it, made regular before the option parser sees it.
///
/// `-l` may stand without a file (then `honeyd.log` in the current directory). What follows decides
/// by its looks: an option or a network is not the file's name, so `-l 10.0.0.0/8` still claims the
/// net.
final class Arguments {
  /// The log of a bare `-l`.
  static final String DEFAULT_LOG = "honeyd.log";

  private Arguments() {}

  static String[] regular(String[] args) {
    List<String> out = new ArrayList<>(args.length + 1);
    for (int i = 0; i < args.length; i++) {
      out.add(args[i]);
      if (args[i].equals("--")) {
        out.addAll(List.of(args).subList(i + 1, args.length));
        break;
      }
      if (endsInBareLog(args[i]) && (i + 1 == args.length || !looksLikeFile(args[i + 1]))) {
        out.add(DEFAULT_LOG);
      }
    }
    return out.toArray(String[]::new);
  }

  /// `-l` itself, or a cluster of options without values that ends in it, such as `-dl`.
  private static boolean endsInBareLog(String arg) {
    return arg.matches("-[dPVT]*l");
  }

  private static boolean looksLikeFile(String arg) {
    return !arg.startsWith("-") && !isNetwork(arg);
  }

  private static boolean isNetwork(String arg) {
    try {
      IpRange.parse(arg);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
