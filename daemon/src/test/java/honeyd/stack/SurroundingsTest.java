package honeyd.stack;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.link.Link;
import honeyd.link.MemoryLink;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SurroundingsTest {
  @Test
  void linksWithoutVisitors_areClosed() {
    try (MemoryLink eth0 = new MemoryLink("eth0", Link.Framing.ETHERNET, 1, 1500);
        MemoryLink eth1 = new MemoryLink("eth1", Link.Framing.ETHERNET, 2, 1500)) {
      List<Link> links = List.of(eth0, eth1);
      List<Attachment> plain = Surroundings.PLAIN.attach(links);
      assertThat(plain).extracting(Attachment::isClosed).containsExactly(false, false);
      assertThat(plain).extracting(Attachment::index).containsExactly(0, 1);
      assertThat(new Surroundings(List.of(), Set.of("eth1", "eth2"), ZoneOffset.UTC).attach(links))
          .extracting(Attachment::isClosed)
          .containsExactly(false, true);
    }
  }
}
