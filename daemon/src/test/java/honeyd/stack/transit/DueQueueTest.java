package honeyd.stack.transit;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.link.Link.Framing;
import honeyd.link.MemoryLink;
import honeyd.stack.Attachment;
import honeyd.testkit.SeededTest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class DueQueueTest {
  @Test
  void parcels_comeOutInOrderOfTimeThenOfPutting() {
    Attachment any = new Attachment(new MemoryLink(Framing.IP, 0, 1500), 0);
    SeededTest.rounds(
        11,
        50,
        rng -> {
          PacketStore store = new PacketStore(4 << 20, any);
          DueQueue queue = new DueQueue();
          long nowNs = rng.nextLong() >> 8;
          List<Parcel> model = new ArrayList<>();
          for (int step = 0; step < 3_000; step++) {
            if (model.isEmpty() || rng.nextInt(5) < 3) {
              Parcel parcel = Objects.requireNonNull(store.take(64));
              parcel.dueNs =
                  nowNs
                      + (rng.nextInt(4) == 0
                          ? rng.nextLong() >>> 32 // up to four seconds
                          : rng.nextInt(8) * 30_000L);
              queue.put(parcel, nowNs);
              model.add(parcel);
            } else {
              Parcel first =
                  model.stream().min(Comparator.comparingLong((Parcel p) -> p.dueNs)).orElseThrow();
              assertThat(queue.earliestNs()).isEqualTo(first.dueNs);
              assertThat(queue.take()).isSameAs(first);
              model.remove(first);
              store.giveBack(first);
              nowNs = Math.max(nowNs, first.dueNs);
            }
            assertThat(queue.size()).isEqualTo(model.size());
          }
        });
  }
}
