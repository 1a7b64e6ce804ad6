package honeyd.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Inputs that once were, or might be, trouble: `src/test/resources/corpus/KIND/*.hex`. Every one
/// is run by the tests of its kind for ever.
public final class Corpus {
  private final String name;
  private final byte[] bytes;

  private Corpus(String name, byte[] bytes) {
    this.name = name;
    this.bytes = bytes;
  }

  /// All inputs of a kind, in the order of their names.
  public static List<Corpus> load(String kind) {
    URL directory = Corpus.class.getResource("/corpus/" + kind);
    if (directory == null) {
      throw new IllegalStateException("no corpus/" + kind + " among the test resources");
    }
    try (Stream<Path> files = Files.list(Path.of(directory.toURI()))) {
      return files.filter(f -> f.toString().endsWith(".hex")).sorted().map(Corpus::read).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /// What the file holds; a copy.
  public byte[] bytes() {
    return bytes.clone();
  }

  private static Corpus read(Path file) {
    try {
      String name = file.getFileName().toString();
      return new Corpus(
          name.substring(0, name.length() - ".hex".length()), Hex.bytes(Files.readString(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The file's name without `.hex`.
  @Override
  public String toString() {
    return name;
  }
}
