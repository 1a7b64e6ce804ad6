package honeyd.personality;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Set;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

/// What a plain Linux host answers, for clients of all kinds.
class FingerprintPersonalityTest {
  private static final int SYN = 2;
  private static final int ACK = 16;

  private final Personality personality = BuiltIn.personality();
  private final HostState host = personality.newHost(0x1234_5678_9abcL, 3600, 0);
  private final TcpProbe probe = new TcpProbe();
  private final TcpAnswer answer = new TcpAnswer();

  private void ask(int flags, PortState port) {
    probe.flags = flags;
    personality.answer(probe, port, host, 1_000_000_000L, answer);
  }

  private String options() {
    return HexFormat.of().formatHex(Arrays.copyOf(answer.options, answer.optionBytes));
  }

  @Test
  void synWithoutOptions_getsOnlyASegmentSize() {
    probe.seq = 77;
    ask(SYN, PortState.OPEN);
    assertThat(answer.accepts).isTrue();
    assertThat(answer.ack).isEqualTo(78);
    assertThat(options()).isEqualTo("020405b4");
    assertThat(answer.timestamps).isFalse();
    assertThat(answer.windowScale).isEqualTo(-1);
    assertThat(answer.ip.ttl).isEqualTo(64);
    assertThat(answer.ip.df).isTrue();
  }

  @Test
  void offeredTimestamp_isEchoed() {
    probe.options.mss = 1460;
    probe.options.hasTimestamps = true;
    probe.options.tsVal = 12345;
    ask(SYN, PortState.OPEN);
    assertThat(options()).startsWith("020405b40101080a").endsWith("00003039");
    assertThat(answer.timestamps).isTrue();
    assertThat(answer.sack).isFalse();
  }

  @Test
  void sackAlone_isPaddedToAWord() {
    probe.options.mss = 1460;
    probe.options.sackPermitted = true;
    ask(SYN, PortState.OPEN);
    assertThat(options()).isEqualTo("020405b401010402");
    assertThat(answer.sack).isTrue();
  }

  @Test
  void window_doesNotFollowTheClients() {
    ask(SYN, PortState.OPEN);
    int first = answer.window;
    for (int window : new int[] {1, 62, 63, 64, 128, 512, 31337}) {
      probe.window = window;
      ask(SYN, PortState.OPEN);
      assertThat(answer.window).isEqualTo(first);
    }
  }

  @Test
  void closedPort_isResetAsTheRfcSays() {
    probe.seq = 100;
    ask(SYN, PortState.CLOSED);
    assertThat(answer.flags).isEqualTo(0x14);
    assertThat(answer.seq).isZero();
    assertThat(answer.ack).isEqualTo(101);
    probe.ack = 555;
    ask(ACK, PortState.CLOSED);
    assertThat(answer.flags).isEqualTo(4);
    assertThat(answer.seq).isEqualTo(555);
  }

  @Test
  void reset_isNeverAnswered() {
    for (PortState port : PortState.values()) {
      ask(4, port);
      assertThat(answer.responds).isFalse();
      ask(SYN | 4, port);
      assertThat(answer.responds).isFalse();
    }
  }

  @Test
  void resetText_hasTheRecordedChecksum() {
    CRC32 crc = new CRC32();
    crc.update(Crc32.preimage(0xBD1AB510));
    assertThat((int) crc.getValue()).isEqualTo(0xBD1AB510);
  }

  @Test
  void answering_allocatesNothing() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    EchoAnswer echo = new EchoAnswer();
    UnreachableAnswer unreachable = new UnreachableAnswer();
    IpShape shape = new IpShape();
    probe.options.hasTimestamps = true;
    long allocated = Long.MAX_VALUE;
    // The compiler's own work shows in the first rounds; it ends.
    for (int round = 0; round < 20 && allocated > 0; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 2000; i++) {
        long now = i * 1_000_000L;
        for (int flags : FLAGS) {
          probe.flags = flags;
          personality.answer(probe, PortState.OPEN, host, now, answer);
          personality.answer(probe, PortState.CLOSED, host, now, answer);
        }
        personality.echo(0, 0, true, host, now, echo);
        personality.portUnreachable(host, now, unreachable);
        personality.shape(PacketKind.TCP_SEGMENT, host, now, shape);
        personality.timestamp(host, now);
      }
      allocated = threads.getCurrentThreadAllocatedBytes() - before;
    }
    assertThat(allocated).isZero();
  }

  @Test
  void neighboursOfOneName_differ() throws IOException {
    NmapOsDb catalogue = NmapOsDb.load(NmapOsDb.DEFAULT_FILE);
    Personality xp = Objects.requireNonNull(catalogue.find("Microsoft Windows XP SP2"));
    probe.flags = SYN;
    probe.options.mss = 1460;
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 64; i++) {
      HostState neighbour = xp.newHost(Mix.of(i, 99), -1, 0);
      xp.answer(probe, PortState.OPEN, neighbour, 1_000_000_000L, answer);
      seen.add(answer.window + "/" + answer.mss + "/" + neighbour.variant);
      assertThat(answer.accepts).isTrue();
    }
    assertThat(seen).hasSizeGreaterThan(10);
  }

  @Test
  void windowsXp_hidesItsClockInTheHandshakeAndCountsTenthsOfSeconds() throws IOException {
    NmapOsDb catalogue = NmapOsDb.load(NmapOsDb.DEFAULT_FILE);
    Personality xp = Objects.requireNonNull(catalogue.find("Microsoft Windows XP SP2", 1));
    HostState neighbour = xp.newHost(5, -1, 0);
    int earlier = xp.timestamp(neighbour, 1_000_000_000L);
    assertThat(xp.timestamp(neighbour, 11_000_000_000L) - earlier).isBetween(99, 101);
  }

  @Test
  void sameConnectionTriedAgain_beginsWhereTheClockHasCome() {
    probe.flags = SYN;
    probe.remotePort = 40_123;
    int first = numberAt(5_000_000_000L);
    int other = numberOfPort(40_124, 5_000_000_000L);
    // 64 ns a tick (net/core/secure_seq.c)
    assertThat(numberAt(6_000_000_000L) - first).isEqualTo(15_625_000);
    assertThat(Math.abs((long) other - first)).isGreaterThan(100_000_000L);
  }

  private int numberAt(long nowNs) {
    return numberOfPort(40_123, nowNs);
  }

  private int numberOfPort(int port, long nowNs) {
    probe.remotePort = port;
    personality.answer(probe, PortState.OPEN, host, nowNs, answer);
    return answer.seq;
  }

  private static final int[] FLAGS = {SYN, ACK, SYN | 0xc0, 1, 0, SYN | 1};
}
