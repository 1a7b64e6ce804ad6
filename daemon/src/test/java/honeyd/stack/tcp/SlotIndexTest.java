package honeyd.stack.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import honeyd.testkit.SeededTest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The index finds what was put in and nothing else, whatever was taken out between.
class SlotIndexTest {
  private static List<Integer> slots(SlotIndex index, int hash) {
    List<Integer> found = new ArrayList<>();
    for (int at = index.first(hash); at != SlotIndex.END; at = index.next(hash, at)) {
      found.add(index.slot(at));
    }
    return found;
  }

  @Test
  void slotsWithOneHash_areAllFound() {
    SlotIndex index = new SlotIndex(64);
    for (int slot = 0; slot < 20; slot++) {
      index.put(0x7fff_ff3e, slot);
    }
    assertThat(slots(index, 0x7fff_ff3e)).hasSize(20).contains(0, 7, 19);
    index.takeOut(0x7fff_ff3e, 7);
    assertThat(slots(index, 0x7fff_ff3e)).hasSize(19).doesNotContain(7);
  }

  @Test
  void largestSlot_comesBackAsItIs() {
    SlotIndex index = new SlotIndex(16);
    index.put(-1, SlotIndex.MAX_SIZE - 1);
    assertThat(slots(index, -1)).containsExactly(SlotIndex.MAX_SIZE - 1);
  }

  @Test
  void slotThatIsNotThere_cannotBeTakenOut() {
    SlotIndex index = new SlotIndex(16);
    index.put(5, 1);
    assertThatThrownBy(() -> index.takeOut(5, 2)).isInstanceOf(IllegalStateException.class);
  }

  /// Against a plain list, with few different hashes and with many, while it grows.
  @Test
  void puttingAndTakingOut_agreesWithAList() {
    SeededTest.rounds(
        1,
        200,
        random -> {
          int distinct = 1 << (1 + random.nextInt(20));
          SlotIndex index = new SlotIndex(1 << (2 + random.nextInt(4)));
          List<Integer> hashes = new ArrayList<>();
          List<Boolean> present = new ArrayList<>();
          int size = 0;
          for (int step = 0; step < 400; step++) {
            if (size < 200 && (size == 0 || random.nextInt(5) < 3)) {
              int hash = random.nextInt(distinct) * 0x9e37_79b9;
              hashes.add(hash);
              present.add(true);
              size++;
              if (index.isTight(size)) {
                index.enlarge();
                for (int slot = 0; slot < hashes.size() - 1; slot++) {
                  if (present.get(slot)) {
                    index.put(hashes.get(slot), slot);
                  }
                }
              }
              index.put(hash, hashes.size() - 1);
            } else {
              int slot = random.nextInt(hashes.size());
              if (present.get(slot)) {
                index.takeOut(hashes.get(slot), slot);
                present.set(slot, false);
                size--;
              }
            }
            int slot = random.nextInt(hashes.size());
            assertThat(slots(index, hashes.get(slot)).contains(slot)).isEqualTo(present.get(slot));
          }
        });
  }
}
