package honeyd.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.base.DropReason;
import honeyd.link.Link;
import honeyd.link.MemoryLink;
import honeyd.wire.IcmpView;
import honeyd.wire.IpProtocol;
import honeyd.wire.Ipv4View;
import honeyd.wire.TcpView;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the generator sends and the reflector makes of it: real packets with right checksums.
class ProbesTest {
  private static final int IP = 14;
  private static final long CLIENT = 0x0200_0000_0b01L;
  private static final long SUBJECT = 0x0200_0000_0b02L;
  private static final Numbering NUMBERING = new Numbering(0x0a01_0001, 65_534);

  private final Ipv4View ip = new Ipv4View();
  private final TcpView tcp = new TcpView();

  private static MemorySegment probe(ProbeFrames frames, int number) {
    MemorySegment bytes = MemorySegment.ofArray(new byte[frames.lengthBytes() + 3]);
    bytes.fill((byte) 0xa5);
    frames.write(bytes, 3, number);
    return bytes.asSlice(3);
  }

  private static ProbeFrames frames(ProbeFrames.Kind kind) {
    return new ProbeFrames(kind, CLIENT, SUBJECT, NUMBERING, 80);
  }

  private static MemorySegment reflected(MemorySegment frame) {
    try (MemoryLink link = new MemoryLink(Link.Framing.ETHERNET, SUBJECT, 1500)) {
      link.inject(frame, 0, (int) frame.byteSize(), Link.NO_VLAN, Link.ChecksumState.UNVERIFIED);
      assertThat(new ReflectorProcess(link).doWork()).isEqualTo(1);
      return MemorySegment.ofArray(link.take());
    }
  }

  private void wrapTcp(MemorySegment frame) {
    assertThat(ip.wrap(frame, IP, frame.byteSize())).isEqualTo(DropReason.NONE);
    assertThat(ip.isChecksumValid()).isTrue();
    assertThat(ip.protocol()).isEqualTo(IpProtocol.TCP);
    assertThat(tcp.wrap(frame, ip.payloadAt(), ip.end())).isEqualTo(DropReason.NONE);
    assertThat(tcp.isChecksumValid(ip.pseudoHeader())).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 59_999, 60_000, 65_535, 7_654_321, -1})
  void syn_isWhole_andItsReflectionAnswersIt(int number) {
    ProbeFrames frames = frames(ProbeFrames.Kind.SYN);
    MemorySegment syn = probe(frames, number);
    wrapTcp(syn);
    assertThat(ip.srcBits()).isEqualTo(NUMBERING.source(number));
    assertThat(ip.dstBits()).isEqualTo(NUMBERING.host(number));
    assertThat(tcp.srcPort()).isEqualTo(NUMBERING.port(number));
    assertThat(tcp.dstPort()).isEqualTo(80);
    assertThat(frames.numberOf(syn, 0, (int) syn.byteSize())).isEqualTo(-1);

    MemorySegment synAck = reflected(syn);
    wrapTcp(synAck);
    assertThat(ip.srcBits()).isEqualTo(NUMBERING.host(number));
    assertThat(tcp.flags()).isEqualTo(TcpView.SYN | TcpView.ACK);
    assertThat(frames.numberOf(synAck, 0, (int) synAck.byteSize()))
        .isEqualTo(Integer.toUnsignedLong(number));
  }

  /// Not number 0: its reply is all zeros, the one message whose checksum RFC 1624 gets wrong. The
  /// generator begins at 1.
  @ParameterizedTest
  @ValueSource(ints = {1, 65_535, 7_654_321, -1})
  void echo_isWhole_andItsReflectionAnswersIt(int number) {
    ProbeFrames frames = frames(ProbeFrames.Kind.ECHO);
    MemorySegment request = probe(frames, number);
    MemorySegment reply = reflected(request);
    for (MemorySegment frame : new MemorySegment[] {request, reply}) {
      assertThat(ip.wrap(frame, IP, frame.byteSize())).isEqualTo(DropReason.NONE);
      assertThat(ip.isChecksumValid()).isTrue();
      IcmpView icmp = new IcmpView();
      assertThat(icmp.wrap(frame, ip.payloadAt(), ip.end())).isEqualTo(DropReason.NONE);
      assertThat(icmp.isChecksumValid()).isTrue();
    }
    assertThat(frames.numberOf(request, 0, (int) request.byteSize())).isEqualTo(-1);
    assertThat(frames.numberOf(reply, 0, (int) reply.byteSize()))
        .isEqualTo(Integer.toUnsignedLong(number));
  }

  @Test
  void reset_answersAProbeOfAClosedPort_andNoOther() {
    MemorySegment syn = probe(frames(ProbeFrames.Kind.CLOSED), 17);
    MemorySegment answer = reflected(syn);
    tcp.wrap(answer, IP + 20, answer.byteSize());
    tcp.flags(TcpView.RST | TcpView.ACK);
    assertThat(frames(ProbeFrames.Kind.CLOSED).numberOf(answer, 0, 74)).isEqualTo(17);
    assertThat(frames(ProbeFrames.Kind.SYN).numberOf(answer, 0, 74)).isEqualTo(-1);
  }

  @Test
  void numbers_shareNoFlow() {
    int around = 60_000 * 3;
    for (int i = 1; i < around; i += 7_919) {
      assertThat(flow(i)).isNotEqualTo(flow(i + 60_000)).isNotEqualTo(flow(i + 65_534));
    }
  }

  private static String flow(int i) {
    return NUMBERING.source(i) + ":" + NUMBERING.port(i) + ">" + NUMBERING.host(i);
  }
}
