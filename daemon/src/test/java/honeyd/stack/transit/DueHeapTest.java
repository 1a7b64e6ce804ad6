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

class DueHeapTest {
  @Test
  void parcels_comeOutInOrderOfTimeThenOfPutting() {
    Attachment any = new Attachment(new MemoryLink(Framing.IP, 0, 1500), 0);
    SeededTest.rounds(
        11,
        50,
        rng -> {
          PacketStore store = new PacketStore(4 << 20, any);
          DueHeap heap = new DueHeap();
          List<Parcel> model = new ArrayList<>();
          for (int step = 0; step < 3_000; step++) {
            if (model.isEmpty() || rng.nextInt(5) < 3) {
              Parcel parcel = Objects.requireNonNull(store.take(64));
              parcel.dueNs = rng.nextInt(40);
              parcel.order = step;
              parcel.order = step;
              heap.put(parcel);
              model.add(parcel);
            } else {
              Parcel first =
                  model.stream().min(Comparator.comparingLong((Parcel p) -> p.dueNs)).orElseThrow();
              assertThat(heap.earliestNs()).isEqualTo(first.dueNs);
              assertThat(heap.take()).isSameAs(first);
              model.remove(first);
              store.giveBack(first);
            }
            assertThat(heap.size()).isEqualTo(model.size());
          }
        });
  }
}
