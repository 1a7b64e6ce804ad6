package honeyd.stack.transit;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.link.Link.Framing;
import honeyd.link.MemoryLink;
import honeyd.stack.Attachment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class PacketStoreTest {
  private final Attachment any = new Attachment(new MemoryLink(Framing.IP, 0, 1500), 0);
  private final PacketStore store = new PacketStore(1 << 20, any);

  @Test
  void floodOfSmallPackets_leavesRoomForLargeOnes() {
    int small = 0;
    while (store.take(60) != null) {
      small++;
    }
    assertThat(small).as("a quarter of a MiB, in pieces of 128").isEqualTo(2_048);
    assertThat(store.take(1_500)).isNotNull();
    assertThat(store.take(65_535)).isNotNull();
  }

  @Test
  void whatIsGivenBack_isTakenAgain() {
    List<Parcel> taken = new ArrayList<>();
    for (Parcel p = store.take(65_535); p != null; p = store.take(65_535)) {
      taken.add(p);
    }
    assertThat(taken).hasSize(2);
    store.giveBack(taken.getFirst());
    assertThat(store.take(60_000)).isSameAs(taken.getFirst());
    assertThat(store.taken()).isEqualTo(2);
  }

  @Test
  void pieces_doNotOverlap() {
    List<Parcel> taken = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      Parcel p = Objects.requireNonNull(store.take(512));
      p.bytes().asSlice(p.at(), 512).fill((byte) i);
      taken.add(p);
    }
    for (int i = 0; i < taken.size(); i++) {
      Parcel p = taken.get(i);
      assertThat(p.bytes().get(ValueLayout.JAVA_BYTE, p.at())).isEqualTo((byte) i);
      assertThat(p.bytes().get(ValueLayout.JAVA_BYTE, p.at() + 511)).isEqualTo((byte) i);
    }
  }

  @Test
  void longerThanAnyPacket_isRefused() {
    assertThat(store.take(70_000)).isNull();
  }
}
