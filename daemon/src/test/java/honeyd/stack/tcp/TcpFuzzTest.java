package honeyd.stack.tcp;

import static honeyd.stack.tcp.PlainPersonality.MS;
import static org.assertj.core.api.Assertions.assertThat;

import honeyd.base.Rng;
import honeyd.flow.FlowStream;
import honeyd.stack.StackSettings;
import honeyd.wire.TcpView;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Random segments near live connections: whatever comes, every packet sent is well-formed, every
/// flow that began ends once, and nothing is left behind.
class TcpFuzzTest {
  private static final int[] FLAGS = {
    TcpView.SYN,
    TcpView.ACK,
    TcpView.ACK,
    TcpView.ACK,
    TcpView.ACK | TcpView.PSH,
    TcpView.ACK | TcpView.FIN,
    TcpView.RST,
    TcpView.RST | TcpView.ACK,
    TcpView.SYN | TcpView.ACK,
    TcpView.SYN | TcpView.FIN,
    TcpView.ACK | TcpView.URG | TcpView.ECE | TcpView.CWR,
    0,
    0xff
  };

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void randomSegments_leaveNothingBehind(long seed) {
    Rng rng = new Rng(seed);
    TcpFixture f =
        new TcpFixture(StackSettings.defaults().withMaxConnections(4).withMaxHalfOpen(4));
    f.personality.sack = rng.nextInt(2) == 0;
    f.personality.timestamps = rng.nextInt(2) == 0;
    f.personality.windowScale = rng.nextInt(3) * 7 - 1;
    f.personality.challengeAck = rng.nextInt(3) > 0;
    f.personality.ecn = rng.nextInt(2) == 0;
    f.personality.iss = rng.nextInt();
    f.personality.dataRetries = 3;
    f.withTimestamps = f.personality.timestamps;
    int theirs = rng.nextInt();
    int acked = f.personality.iss;
    int segments = 0;
    int frames = 4_000;
    for (int i = 0; i < frames; i++) {
      f.clientPort = 40_000 + rng.nextInt(10);
      f.port = rng.nextInt(8) == 0 ? TcpFixture.OPEN : TcpFixture.SERVICE;
      f.window = rng.nextInt(4) == 0 ? rng.nextInt(3) : rng.nextInt(65_536);
      f.tsVal += rng.nextInt(5) - 1;
      f.tos = rng.nextInt(4);
      int flags = FLAGS[rng.nextInt(FLAGS.length)];
      int seq = theirs + near(rng);
      int ack = acked + near(rng);
      byte[] payload = new byte[rng.nextInt(3) == 0 ? rng.nextInt(1_400) : 0];
      f.send(flags, seq, ack, payload, options(rng, acked));
      for (SentSegment s : f.takeAll()) {
        segments++;
        if (s.has(TcpView.ACK) && !s.has(TcpView.RST)) {
          theirs = s.ack();
          acked = s.seq() + s.payload().length;
        }
      }
      act(f, rng);
      if (rng.nextInt(10) == 0) {
        f.pass(rng.nextInt(rng.nextInt(20) == 0 ? 400_000 : 300) * MS);
        f.takeAll();
      }
      assertThat(f.tcp.size()).as("seed %d step %d", seed, i).isLessThanOrEqualTo(8);
    }
    f.close();
    long begun = f.events.lines.stream().filter(l -> l.equals("S")).count();
    long ended = f.events.lines.stream().filter(l -> l.startsWith("E ")).count();
    assertThat(ended).as("seed %d", seed).isEqualTo(begun);
    assertThat(f.streams).as("seed %d", seed).allMatch(FlowStream::isGone);
    assertThat(segments).as("seed %d", seed).isPositive();
    // Nobody gets more out of us than a bounded answer to each segment.
    assertThat(begun).as("seed %d", seed).isPositive();
  }

  private static int near(Rng rng) {
    return switch (rng.nextInt(8)) {
      case 0 -> rng.nextInt();
      case 1 -> rng.nextInt(70_000) - 35_000;
      case 2 -> 1;
      case 3 -> -1;
      case 4 -> rng.nextInt(3_000);
      default -> 0;
    };
  }

  private static byte[] options(Rng rng, int acked) {
    return switch (rng.nextInt(6)) {
      case 0 ->
          new byte[] {2, 4, (byte) rng.nextInt(6), (byte) rng.nextInt(), 4, 2, 3, 3, 7, 1, 1, 1};
      case 1 -> {
        int left = acked + near(rng);
        int right = left + near(rng);
        yield new byte[] {
          1,
          1,
          5,
          10,
          (byte) (left >>> 24),
          (byte) (left >>> 16),
          (byte) (left >>> 8),
          (byte) left,
          (byte) (right >>> 24),
          (byte) (right >>> 16),
          (byte) (right >>> 8),
          (byte) right
        };
      }
      case 2 -> {
        byte[] b = new byte[rng.nextInt(20)];
        for (int i = 0; i < b.length; i++) {
          b[i] = (byte) rng.nextInt(12);
        }
        yield b;
      }
      default -> new byte[0];
    };
  }

  private static void act(TcpFixture f, Rng rng) {
    if (f.streams.isEmpty()) {
      return;
    }
    FlowStream stream = f.streams.get(Math.max(0, f.streams.size() - 1 - rng.nextInt(8)));
    if (stream.isGone()) {
      return;
    }
    switch (rng.nextInt(12)) {
      case 0 -> stream.received().release(rng.nextInt(stream.received().readable() + 1));
      case 1 -> stream.received().release(stream.received().readable());
      case 2, 3, 4 -> {
        if (!stream.toSend().isFinished()) {
          byte[] b = new byte[rng.nextInt(5_000)];
          stream.toSend().write(b, 0, b.length);
        }
      }
      case 5 -> {
        if (rng.nextInt(8) == 0) {
          stream.finishOutput();
        }
      }
      case 6 -> {
        if (rng.nextInt(10) == 0) {
          stream.done();
        }
      }
      case 7 -> {
        if (rng.nextInt(20) == 0) {
          stream.reset();
        }
      }
      default -> {}
    }
    f.run();
  }
}
