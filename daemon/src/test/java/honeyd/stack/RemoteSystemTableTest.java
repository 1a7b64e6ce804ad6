package honeyd.stack;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.base.KeyedHash;
import honeyd.personality.passive.PassiveCatalog;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RemoteSystemTableTest {
  private static final long SECOND_NS = 1_000_000_000L;

  private static final String SIGNATURES =
      """
      classes = unix
      [tcp:request]
      label = s:unix:A:b
      sig = *:64:0:*:*,*:mss:df:0
      """;

  private static RemoteSystemTable table(int capacity) {
    return RemoteSystemTable.of(
        PassiveCatalog.parse("t.fp", SIGNATURES), new KeyedHash(1, 2), capacity);
  }

  @Test
  void whatIsPut_isFoundForFiveMinutesFromTheLastUse() {
    RemoteSystemTable table = table(64);
    // The clock's zero is anywhere.
    long t = -17 * SECOND_NS;
    assertThat(table.find(0, 1, t)).isEqualTo(RemoteSystemTable.NONE);
    table.put(0, 1, 5, t);
    assertThat(table.find(0, 1, t)).isEqualTo(5);
    assertThat(table.find(0, 2, t)).isEqualTo(RemoteSystemTable.NONE);
    assertThat(table.find(1, 1, t)).isEqualTo(RemoteSystemTable.NONE);
    assertThat(table.find(0, 1, t + 299 * SECOND_NS)).isEqualTo(5);
    assertThat(table.find(0, 1, t + 598 * SECOND_NS)).isEqualTo(5);
    assertThat(table.find(0, 1, t + 898 * SECOND_NS)).isEqualTo(RemoteSystemTable.EXPIRED);
    assertThat(table.find(0, 1, t + 898 * SECOND_NS)).isEqualTo(RemoteSystemTable.NONE);
  }

  @Test
  void aLaterSystem_takesThePlaceOfAnEarlier() {
    RemoteSystemTable table = table(4);
    table.put(0, 1, 5, 0);
    table.put(0, 1, 0, 0);
    assertThat(table.find(0, 1, 0)).isZero();
  }

  @Test
  void inAFullSet_theOneUsedLongestAgoGivesWay() {
    RemoteSystemTable table = table(4);
    for (int i = 1; i <= 4; i++) {
      table.put(0, i, i, i * SECOND_NS);
    }
    assertThat(table.find(0, 1, 5 * SECOND_NS)).isEqualTo(1);
    table.put(0, 9, 9, 6 * SECOND_NS);
    assertThat(table.find(0, 2, 6 * SECOND_NS)).isEqualTo(RemoteSystemTable.NONE);
    for (int i : new int[] {1, 3, 4, 9}) {
      assertThat(table.find(0, i, 6 * SECOND_NS)).isEqualTo(i);
    }
  }

  @Test
  void workersThatWriteAtOnce_neverGiveASourceAnothersSystem() throws Exception {
    RemoteSystemTable table = table(4);
    AtomicInteger wrong = new AtomicInteger();
    CyclicBarrier start = new CyclicBarrier(3);
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 3; t++) {
      int seed = t;
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                try {
                  start.await();
                } catch (Exception e) {
                  throw new AssertionError(e);
                }
                for (int i = 0; i < 300_000; i++) {
                  // The system of a source is its address.
                  int source = 1 + (i * 7 + seed * 3) % 16;
                  long nowNs = i / 1_000 * SECOND_NS;
                  table.put(0, source, source, nowNs);
                  int found = table.find(0, 1 + (i + seed) % 16, nowNs);
                  if (found >= 0 && found != 1 + (i + seed) % 16) {
                    wrong.incrementAndGet();
                  }
                }
              }));
    }
    for (Thread each : threads) {
      each.join();
    }
    assertThat(wrong).hasValue(0);
  }

  @Test
  void withoutSignatures_nobodyIsKnown() {
    assertThat(RemoteSystemTable.none().find(0, 1, 0)).isEqualTo(RemoteSystemTable.NONE);
  }
}
