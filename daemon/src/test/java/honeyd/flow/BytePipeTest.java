package honeyd.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import honeyd.base.Rng;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BytePipeTest {
  /// Random writes, writes ahead, peeks and releases with a queue of bytes as the model.
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void randomUse_agreesWithAQueue(long seed) {
    Rng rng = new Rng(seed);
    BytePipe pipe = new BytePipe(64);
    ArrayDeque<Byte> model = new ArrayDeque<>();
    byte[] buffer = new byte[64];
    MemorySegment segment = MemorySegment.ofArray(buffer);
    for (int step = 0; step < 20_000; step++) {
      int length = rng.nextInt(30);
      for (int i = 0; i < length; i++) {
        buffer[i] = (byte) rng.nextInt();
      }
      switch (rng.nextInt(4)) {
        case 0 -> {
          int n = pipe.write(buffer, 0, length);
          assertThat(n).isEqualTo(Math.min(length, 64 - model.size()));
          for (int i = 0; i < n; i++) {
            model.add(buffer[i]);
          }
        }
        case 1 -> {
          // The second half arrives before the first.
          int n = Math.min(length, pipe.writable());
          int half = n / 2;
          pipe.writeAhead(half, segment, half, n - half);
          pipe.writeAhead(0, segment, 0, half);
          pipe.publish(n);
          for (int i = 0; i < n; i++) {
            model.add(buffer[i]);
          }
        }
        case 2 -> {
          int n = Math.min(length, pipe.readable());
          int ahead = n / 3;
          pipe.peek(ahead, segment, 0, n - ahead);
          Byte[] all = model.toArray(Byte[]::new);
          for (int i = 0; i < n - ahead; i++) {
            assertThat(buffer[i]).as("seed %d step %d", seed, step).isEqualTo(all[ahead + i]);
          }
          pipe.release(n);
          for (int i = 0; i < n; i++) {
            model.remove();
          }
        }
        default -> {
          int n = pipe.read(buffer, 0, length);
          assertThat(n).isEqualTo(Math.min(length, model.size()));
          for (int i = 0; i < n; i++) {
            assertThat(buffer[i]).isEqualTo(model.remove());
          }
        }
      }
      assertThat(pipe.readable()).isEqualTo(model.size());
      assertThat(pipe.writable()).isEqualTo(64 - model.size());
    }
  }

  /// The same with runs of bytes that make the ring grow while some were written ahead of others.
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void growing_keepsWhatIsReadableAndWhatWasWrittenAhead(long seed) {
    Rng rng = new Rng(seed);
    BytePipe pipe = new BytePipe(1 << 16);
    BytePipe behind = new BytePipe(1 << 16);
    byte[] sent = new byte[1 << 20];
    for (int i = 0; i < sent.length; i++) {
      sent[i] = (byte) rng.nextInt();
    }
    MemorySegment source = MemorySegment.ofArray(sent);
    byte[] got = new byte[sent.length];
    int in = 0;
    int out = 0;
    while (out < sent.length) {
      int length = Math.min(rng.nextInt(20_000), Math.min(pipe.writable(), sent.length - in));
      int late = rng.nextInt(length + 1);
      pipe.writeAhead(late, source, in + late, length - late);
      pipe.writeAhead(0, source, in, late);
      pipe.publish(length);
      in += length;
      pipe.moveTo(behind, rng.nextInt(15_000));
      out += behind.read(got, out, Math.min(rng.nextInt(15_000), got.length - out));
    }
    assertThat(got).as("seed %d", seed).isEqualTo(sent);
    assertThat(pipe.heldBytes()).isLessThanOrEqualTo(1 << 16);
  }

  @Test
  void memory_isTakenForWhatIsThere() {
    BytePipe pipe = new BytePipe(256 << 10);
    assertThat(pipe.heldBytes()).isZero();
    pipe.peek(0, MemorySegment.ofArray(new byte[0]), 0, 0);
    assertThat(pipe.read(new byte[10], 0, 10)).isZero();
    assertThat(pipe.heldBytes()).isZero();

    pipe.write(new byte[300], 0, 300);
    assertThat(pipe.heldBytes()).isLessThanOrEqualTo(4 << 10);
    byte[] much = new byte[1 << 20];
    assertThat(pipe.write(much, 0, much.length)).isEqualTo((256 << 10) - 300);
    assertThat(pipe.heldBytes()).isEqualTo(256 << 10);
    assertThat(pipe.writable()).isZero();
  }

  @Test
  void writeBeyondTheRoom_isRefused() {
    BytePipe pipe = new BytePipe(8);
    assertThatThrownBy(() -> pipe.writeAhead(4, MemorySegment.ofArray(new byte[8]), 0, 5))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> pipe.peek(0, MemorySegment.ofArray(new byte[8]), 0, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {256, 1 << 16})
  void twoThreads_carryEveryByteInOrder(int capacity) throws Exception {
    BytePipe pipe = new BytePipe(capacity);
    int total = 1_000_000;
    Thread producer =
        Thread.ofPlatform()
            .start(() -> {
              byte[] out = new byte[97];
              int sent = 0;
              while (sent < total) {
                int n = Math.min(out.length, total - sent);
                for (int i = 0; i < n; i++) {
                  out[i] = (byte) ((sent + i) * 31);
                }
                sent += pipe.write(out, 0, n);
              }
              pipe.finish();
            });
    byte[] in = new byte[61];
    int got = 0;
    while (true) {
      boolean end = pipe.isFinished();
      int n = pipe.read(in, 0, in.length);
      for (int i = 0; i < n; i++) {
        if (in[i] != (byte) ((got + i) * 31)) {
          throw new AssertionError("byte " + (got + i));
        }
      }
      got += n;
      if (n == 0 && end) {
        break;
      }
    }
    producer.join();
    assertThat(got).isEqualTo(total);
  }
}
