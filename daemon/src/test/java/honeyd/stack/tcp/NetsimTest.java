package honeyd.stack.tcp;

import static honeyd.stack.tcp.PlainPersonality.MS;
import static honeyd.stack.tcp.PlainPersonality.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import honeyd.base.Counter;
import honeyd.base.Rng;
import honeyd.flow.FlowStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Whole transfers over a network that loses, repeats and reorders, compared byte for byte.
class NetsimTest {
  /// A packet under way.
  @SuppressWarnings("ArrayRecordComponent") // never compared by its bytes
  private record Flying(long atNs, long order, boolean toHost, byte[] bytes)
      implements Comparable<Flying> {
    @Override
    public int compareTo(Flying other) {
      int c = Long.compare(atNs, other.atNs);
      return c != 0 ? c : Long.compare(order, other.order);
    }
  }

  /// How bad the network is, in thousandths.
  private record Weather(int loss, int repeat, int reorder) {}

  private static final class Simulation {
    final TcpFixture f = new TcpFixture();
    final Rng rng;
    final Weather weather;
    final PriorityQueue<Flying> air = new PriorityQueue<>();
    final List<ReferencePeer.Out> outs = new ArrayList<>();
    final byte[] up;
    final byte[] down;
    final ReferencePeer peer;
    byte[] serviceGot;
    int serviceGotBytes;
    int serviceSent;
    boolean serviceDone;
    long order;
    final int readChunk;

    Simulation(long seed, Weather weather, int bytes) {
      rng = new Rng(seed);
      this.weather = weather;
      up = random(bytes);
      down = random(bytes);
      serviceGot = new byte[bytes];
      readChunk = 1 + rng.nextInt(20_000);
      boolean sack = rng.nextInt(2) == 0;
      boolean timestamps = rng.nextInt(2) == 0;
      int scale = rng.nextInt(2) == 0 ? 7 : -1;
      f.personality.sack = true;
      f.personality.timestamps = true;
      f.personality.windowScale = 7;
      f.personality.window = 2_000 + rng.nextInt(60_000);
      f.personality.iss = -rng.nextInt(2 * bytes + 1);
      f.personality.dataRetries = 30;
      int mss = 200 + rng.nextInt(1_260);
      int window = 3_000 + rng.nextInt(100_000);
      peer =
          new ReferencePeer(
              -rng.nextInt(2 * bytes + 1), up, mss, timestamps, sack, scale, window, outs::add);
    }

    byte[] random(int n) {
      byte[] b = new byte[n];
      for (int i = 0; i < n; i++) {
        b[i] = (byte) rng.nextInt();
      }
      return b;
    }

    void fly(boolean toHost, byte[] bytes) {
      long base = f.clock.nanoTime() + 10 * MS + (weather.reorder > 0 ? rng.nextInt(1_000_000) : 0);
      if (rng.nextInt(1_000) < weather.loss) {
        return;
      }
      long late = rng.nextInt(1_000) < weather.reorder ? rng.nextInt(30) * MS : 0;
      air.add(new Flying(base + late, order++, toHost, bytes));
      if (rng.nextInt(1_000) < weather.repeat) {
        air.add(new Flying(base + rng.nextInt(30) * MS, order++, toHost, bytes));
      }
    }

    void collect() {
      for (byte[] packet : f.link.takeAll()) {
        fly(false, packet);
      }
      for (ReferencePeer.Out out : outs) {
        f.window = out.window();
        fly(true, f.packetWith(out.flags(), out.seq(), out.ack(), out.payload(), out.options()));
      }
      outs.clear();
    }

    void run() {
      peer.connect(f.clock.nanoTime());
      long endNs = f.clock.nanoTime() + 3_000 * SECOND;
      while (!isOver()) {
        collect();
        f.clock.advanceNs(MS);
        long nowNs = f.clock.nanoTime();
        assertThat(nowNs).as(this::state).isLessThan(endNs);
        while (!air.isEmpty() && air.peek().atNs <= nowNs) {
          Flying packet = air.poll();
          if (packet.toHost) {
            assertThat(f.link.inject(packet.bytes)).isTrue();
          } else {
            peer.receive(SentSegment.of(packet.bytes), nowNs);
          }
        }
        serve();
        f.run();
        peer.tick(nowNs);
      }
    }

    private boolean isOver() {
      assertThat(peer.isReset()).as(this::state).isFalse();
      return peer.isDone()
          && serviceDone
          && f.events.lines.stream().anyMatch(l -> l.startsWith("E "));
    }

    private String state() {
      return "got "
          + serviceGotBytes
          + " and peer "
          + peer.got().length
          + " of "
          + up.length
          + ", events "
          + f.events.lines;
    }

    /// The service reads and writes as it likes, then finishes.
    void serve() {
      if (f.streams.isEmpty()) {
        return;
      }
      FlowStream stream = f.stream();
      if (rng.nextInt(4) == 0) {
        int n = stream.received().readable();
        while (n > 0) {
          int k = read(stream, Math.min(n, readChunk));
          n -= k;
        }
      }
      if (serviceSent < down.length) {
        int wanted = Math.min(1 + rng.nextInt(30_000), down.length - serviceSent);
        int n = Math.min(wanted, stream.toSend().writable());
        write(stream, n);
        serviceSent += n;
        if (serviceSent == down.length) {
          stream.finishOutput();
        }
      }
      if (!serviceDone
          && stream.received().isFinished()
          && stream.received().readable() == 0
          && serviceSent == down.length) {
        serviceDone = true;
      }
    }

    private void write(FlowStream stream, int n) {
      try {
        stream.write(down, serviceSent, n);
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    private int read(FlowStream stream, int n) {
      try {
        int k = stream.read(serviceGot, serviceGotBytes, n);
        serviceGotBytes += Math.max(k, 0);
        return k;
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }

  @ParameterizedTest(name = "loss {0}, repeat {1}, reorder {2}")
  @CsvSource({
    "0, 0, 0",
    "10, 0, 0",
    "0, 50, 0",
    "0, 0, 100",
    "50, 20, 100",
    "150, 50, 200",
  })
  void transferBothWays_isExact(int loss, int repeat, int reorder) {
    for (long seed = 1; seed <= 12; seed++) {
      Simulation s = new Simulation(seed, new Weather(loss, repeat, reorder), 150_000);
      s.run();
      assertThat(Arrays.equals(s.serviceGot, s.up)).as("up, seed %d", seed).isTrue();
      assertThat(Arrays.equals(s.peer.got(), s.down)).as("down, seed %d", seed).isTrue();
      assertThat(s.f.events.lines).as("seed %d", seed).contains("E 150000 150000 CLOSED");
      if (loss == 0 && reorder == 0 && repeat == 0) {
        assertThat(s.f.count(Counter.TCP_RETRANSMITS)).isZero();
      }
      s.f.close();
    }
  }

  @Test
  void sameSeed_givesTheSameRun() {
    long[] ends = new long[2];
    for (int i = 0; i < 2; i++) {
      Simulation s = new Simulation(77, new Weather(50, 20, 100), 50_000);
      s.run();
      ends[i] = s.f.clock.nanoTime() * 31 + s.f.count(Counter.FRAMES_SENT);
      s.f.close();
    }
    assertThat(ends[0]).isEqualTo(ends[1]);
  }
}
