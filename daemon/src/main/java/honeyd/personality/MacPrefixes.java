package honeyd.personality;

import honeyd.base.NearestNames;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/// Vendors' hardware address prefixes, from a file in the format of `nmap-mac-prefixes`: six
/// hexadecimal digits, a blank, the vendor's name. Immutable.
public final class MacPrefixes implements VendorLookup {
  /// Where Debian's package nmap-common puts the file.
  public static final Path DEFAULT_FILE = Path.of("/usr/share/nmap/nmap-mac-prefixes");

  private final int[] prefixes;
  private final String[] vendors;

  private MacPrefixes(int[] prefixes, String[] vendors) {
    this.prefixes = prefixes;
    this.vendors = vendors;
  }

  /// A table that knows nobody.
  public static MacPrefixes empty() {
    return new MacPrefixes(new int[0], new String[0]);
  }

  /// Reads a file. Lines that are no prefix (longer assignments, comments) are passed over.
  ///
  /// @throws IOException with a sentence for the user when the file is missing or unreadable
  public static MacPrefixes load(Path file) throws IOException {
    List<String> lines;
    try {
      lines = Files.readAllLines(file, StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      throw new NoSuchFileException(
          file.toString(),
          null,
          "no MAC prefixes there: install the Debian package nmap-common or name a file with -m");
    }
    int[] prefixes = new int[lines.size()];
    List<String> vendors = new ArrayList<>();
    for (String line : lines) {
      int blank = line.indexOf(' ');
      if (blank != 6 || !startsWithSixHexDigits(line)) {
        continue;
      }
      prefixes[vendors.size()] = Integer.parseInt(line, 0, 6, 16);
      vendors.add(line.substring(7).strip().toLowerCase(Locale.ROOT));
    }
    return new MacPrefixes(Arrays.copyOf(prefixes, vendors.size()), vendors.toArray(new String[0]));
  }

  /// Done by hand: the file has tens of thousands of lines, and this is in the way of every start.
  private static boolean startsWithSixHexDigits(String line) {
    for (int i = 0; i < 6; i++) {
      if (!HexFormat.isHexDigit(line.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  public int size() {
    return prefixes.length;
  }

  /// The 24-bit prefix of the first vendor whose name contains all these words, or -1. A vendor's
  /// name that is exactly the words goes first; case does not matter.
  @Override
  public int find(String words) {
    String wanted = words.strip().toLowerCase(Locale.ROOT);
    if (wanted.isEmpty()) {
      return -1;
    }
    String[] each = wanted.split("\\s+");
    int found = -1;
    for (int i = 0; i < vendors.length; i++) {
      if (vendors[i].equals(wanted)) {
        return prefixes[i];
      }
      if (found < 0 && containsAll(vendors[i], each)) {
        found = prefixes[i];
      }
    }
    return found;
  }

  @Override
  public List<String> nearest(String words, int limit) {
    List<String> distinct = Arrays.stream(vendors).distinct().toList();
    return NearestNames.ofPhrase(words, distinct, limit);
  }

  private static boolean containsAll(String vendor, String[] words) {
    for (String word : words) {
      if (!vendor.contains(word)) {
        return false;
      }
    }
    return true;
  }
}
