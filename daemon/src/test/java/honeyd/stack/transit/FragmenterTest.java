package honeyd.stack.transit;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.base.Rng;
import honeyd.testkit.SeededTest;
import honeyd.wire.Ipv4View;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class FragmenterTest {
  private final Fragmenter fragmenter = new Fragmenter();

  private static byte[] packet(Rng rng, int headerBytes, int payloadBytes, int flagsAndOffset) {
    MemorySegment out = MemorySegment.ofArray(new byte[headerBytes + payloadBytes]);
    for (int i = headerBytes; i < headerBytes + payloadBytes; i++) {
      out.set(ValueLayout.JAVA_BYTE, i, (byte) rng.nextInt());
    }
    new Ipv4View()
        .begin(out, 0, headerBytes)
        .totalLength(headerBytes + payloadBytes)
        .identification(0x1234)
        .flagsAndOffset(flagsAndOffset)
        .ttl(7)
        .protocol(17)
        .srcBits(0x0a000001)
        .dstBits(0x0a000002)
        .updateChecksum();
    return out.toArray(ValueLayout.JAVA_BYTE);
  }

  private List<byte[]> cut(byte[] packet, int mtu) {
    List<byte[]> out = new ArrayList<>();
    MemorySegment bytes = MemorySegment.ofArray(packet);
    fragmenter.begin(bytes, 0, packet.length, mtu);
    for (int n = fragmenter.nextBytes(); n > 0; n = fragmenter.nextBytes()) {
      byte[] piece = new byte[n];
      fragmenter.write(MemorySegment.ofArray(piece), 0);
      out.add(piece);
    }
    return out;
  }

  @Test
  void pieces_fitAndMakeTheWhole() {
    SeededTest.rounds(
        3,
        300,
        rng -> {
          int payload = 1 + rng.nextInt(4_000);
          int mtu = 68 + rng.nextInt(1_500);
          byte[] whole = packet(rng, 20, payload, 0);
          byte[] rebuilt = new byte[payload];
          List<byte[]> pieces = cut(whole, mtu);
          int covered = 0;
          for (int i = 0; i < pieces.size(); i++) {
            byte[] piece = pieces.get(i);
            Ipv4View view = new Ipv4View();
            view.wrap(MemorySegment.ofArray(piece), 0, piece.length);
            assertThat(piece.length).isLessThanOrEqualTo(mtu);
            assertThat(view.isChecksumValid()).isTrue();
            assertThat(view.totalLength()).isEqualTo(piece.length);
            assertThat(view.isMoreFragments()).isEqualTo(i < pieces.size() - 1);
            assertThat(view.ttl()).isEqualTo(7);
            System.arraycopy(piece, 20, rebuilt, view.fragmentOffsetBytes(), view.payloadBytes());
            covered += view.payloadBytes();
          }
          assertThat(covered).isEqualTo(payload);
          assertThat(rebuilt).isEqualTo(Arrays.copyOfRange(whole, 20, whole.length));
        });
  }

  @Test
  void fragmentOfAFragment_keepsItsPlaceAndMore() {
    byte[] whole = packet(new Rng(1), 20, 800, Ipv4View.MF | 100);
    List<byte[]> pieces = cut(whole, 420);
    assertThat(pieces).hasSize(2);
    Ipv4View last = new Ipv4View();
    last.wrap(MemorySegment.ofArray(pieces.get(1)), 0, pieces.get(1).length);
    assertThat(last.isMoreFragments()).isTrue();
    assertThat(last.fragmentOffsetBytes()).isEqualTo(1_200);
  }

  @Test
  void options_goIntoLaterPiecesOnlyWithTheirCopiedFlag() {
    byte[] whole = packet(new Rng(1), 32, 800, 0);
    // record route, which is not copied, then a stream id, which is
    byte[] options = {7, 7, 4, 0, 0, 0, 0, (byte) 0x88, 4, 1, 2, 0};
    System.arraycopy(options, 0, whole, 20, options.length);
    List<byte[]> pieces = cut(whole, 420);
    byte[] first = pieces.get(0);
    byte[] second = pieces.get(1);
    assertThat(Arrays.copyOfRange(first, 20, 32)).isEqualTo(options);
    assertThat(Arrays.copyOfRange(second, 20, 32))
        .isEqualTo(new byte[] {1, 1, 1, 1, 1, 1, 1, (byte) 0x88, 4, 1, 2, 0});
  }
}
