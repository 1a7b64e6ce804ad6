package honeyd.stack.tcp;

import honeyd.stack.Attachment;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The worker's links that a table has seen, by their numbers, which fit into a byte. One worker.
final class LinkNumbers {
  private @Nullable Attachment[] links = new Attachment[0];

  int numberOf(Attachment link) {
    int number = link.index();
    if (number >= links.length) {
      links = Arrays.copyOf(links, number + 1);
    }
    links[number] = link;
    return number;
  }

  /// The link with a number that [#numberOf] gave.
  Attachment link(int number) {
    return Objects.requireNonNull(links[number]);
  }
}
