package honeyd.stack.transit;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.testkit.Hex;
import honeyd.testkit.script.PacketSpec;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a sender left to its card.
class SegmenterTest {
  private final Segmenter segmenter = new Segmenter();

  /// The packets that one becomes, in the notation; each written over dirty bytes.
  private List<String> cut(String packet, int mtu) {
    byte[] bytes = PacketSpec.parse(packet).toIp();
    MemorySegment whole = MemorySegment.ofArray(bytes);
    List<String> out = new ArrayList<>();
    if (!segmenter.begin(whole, 0, bytes.length, mtu)) {
      return out;
    }
    for (int n = segmenter.nextBytes(); n > 0; n = segmenter.nextBytes()) {
      MemorySegment piece = Hex.dirty(5 + n);
      segmenter.write(piece, 5);
      out.add(PacketSpec.ofIp(piece.asSlice(5).toArray(ValueLayout.JAVA_BYTE)).toString());
    }
    return out;
  }

  @Test
  void longSegment_becomesAsManyAsFrames() {
    assertThat(
            cut(
                "tcp 10.0.0.1:4 > 10.0.0.9:5 FP.W 4294967290:4(10) ack 7 win 9 <nop,nop,TS val 1 ecr 2>"
                    + " {ttl 60, df, id 65535}",
                56))
        .containsExactly(
            "tcp 10.0.0.1:4 > 10.0.0.9:5 .W 4294967290:4294967294(4) ack 7 win 9"
                + " <nop,nop,TS val 1 ecr 2> \"abcd\" {ttl 60, df, id 65535}",
            "tcp 10.0.0.1:4 > 10.0.0.9:5 . 4294967294:2(4) ack 7 win 9"
                + " <nop,nop,TS val 1 ecr 2> \"efgh\" {ttl 60, df, id 0}",
            "tcp 10.0.0.1:4 > 10.0.0.9:5 FP. 2:4(2) ack 7 win 9"
                + " <nop,nop,TS val 1 ecr 2> \"ij\" {ttl 60, df, id 1}");
  }

  @Test
  void segmentThatFits_staysOne() {
    String packet = "tcp 10.0.0.1:4 > 10.0.0.9:5 P. 1:5(4) ack 7 win 9 \"abcd\" {ttl 60, id 3}";
    assertThat(cut(packet, 44)).containsExactly(packet);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "udp 10.0.0.1:4 > 10.0.0.9:5 (100)",
        "icmp 10.0.0.1 > 10.0.0.9 echo-request id 1 seq 1 (100)",
        "ip 10.0.0.1 > 10.0.0.9 proto 6 (100) {mf}",
        "tcp 10.0.0.1:4 > 10.0.0.9:5 S 1:101(100)",
        "tcp 10.0.0.1:4 > 10.0.0.9:5 .U 1:101(100) ack 1 urg 5",
        "tcp 10.0.0.1:4 > 10.0.0.9:5 . 1:1(0) ack 1",
        "malformed tcp_bad_data_offset raw"
            + " 45000028000000004006000001020304050607080001000200000001000000014010040000000000",
      })
  void whatIsNoSegmentWithData_staysWhole(String packet) {
    assertThat(cut(packet, 68)).isEmpty();
  }

  @Test
  void mtuTooSmallForTheHeaders_leavesTheSegmentWhole() {
    assertThat(cut("tcp 10.0.0.1:4 > 10.0.0.9:5 . 1:5(4) ack 7", 40)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tcp 10.0.0.1:4 > 10.0.0.9:5 P. 1:5(4) ack 7 win 9 \"abcd\" {ttl 60, id 3}",
        "udp 10.0.0.1:4 > 10.0.0.9:5 (5) \"abcde\" {ttl 60, id 3}",
      })
  void unfinishedChecksum_isFinished(String packet) {
    byte[] bytes = PacketSpec.parse(packet.replace("id 3", "id 3, bad-sum")).toIp();
    segmenter.finishChecksum(MemorySegment.ofArray(bytes), 0, bytes.length);
    assertThat(PacketSpec.ofIp(bytes)).hasToString(packet);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "udp 10.0.0.1:4 > 10.0.0.9:5 (1) \"a\" {ttl 60, id 3, no-sum}",
        "icmp 10.0.0.1 > 10.0.0.9 echo-request id 1 seq 1 (1) \"a\" {ttl 60, id 3, bad-sum}",
        "ip 10.0.0.1 > 10.0.0.9 proto 17 (8) \"abcdefgh\" {ttl 60, id 3, mf}",
      })
  void whatHasNoChecksumOfThatKind_isLeftAlone(String packet) {
    byte[] bytes = PacketSpec.parse(packet).toIp();
    segmenter.finishChecksum(MemorySegment.ofArray(bytes), 0, bytes.length);
    assertThat(PacketSpec.ofIp(bytes)).hasToString(packet);
  }
}
