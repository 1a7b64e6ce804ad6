package honeyd.testkit;

import honeyd.base.Rng;
import java.util.Arrays;
import java.util.List;

/// Spoils bytes in the ways that find mistakes in readers of bytes.
public final class Mutator {
  private static final int[] INTERESTING = {
    0, 1, 2, 4, 5, 7, 8, 15, 16, 20, 40, 127, 128, 254, 255
  };
  private static final int MAX_GROWTH = 64;
  private final Rng rng;

  public Mutator(Rng rng) {
    this.rng = rng;
  }

  /// One of `seeds` with one to eight changes.
  public byte[] mutate(List<byte[]> seeds) {
    byte[] bytes = pick(seeds).clone();
    for (int changes = 1 + rng.nextInt(8); changes > 0; changes--) {
      bytes = change(bytes, seeds);
    }
    return bytes;
  }

  private byte[] pick(List<byte[]> seeds) {
    return seeds.get(rng.nextInt(seeds.size()));
  }

  private byte[] change(byte[] bytes, List<byte[]> seeds) {
    if (bytes.length == 0) {
      return pick(seeds).clone();
    }
    int at = rng.nextInt(bytes.length);
    switch (rng.nextInt(7)) {
      case 0 -> bytes[at] ^= (byte) (1 << rng.nextInt(8));
      case 1 -> bytes[at] = (byte) rng.nextInt();
      case 2 -> bytes[at] = (byte) INTERESTING[rng.nextInt(INTERESTING.length)];
      case 3 -> {
        // A 16-bit field at one of its extremes.
        bytes[at] = (byte) (rng.nextInt(2) - 1);
        bytes[(at + 1) % bytes.length] = (byte) INTERESTING[rng.nextInt(INTERESTING.length)];
      }
      case 4 -> {
        return Arrays.copyOf(bytes, at);
      }
      case 5 -> {
        return Arrays.copyOf(bytes, bytes.length + 1 + rng.nextInt(MAX_GROWTH));
      }
      default -> {
        return splice(bytes, at, pick(seeds));
      }
    }
    return bytes;
  }

  /// The head of one and the tail of the other.
  private byte[] splice(byte[] head, int headBytes, byte[] tail) {
    int from = tail.length == 0 ? 0 : rng.nextInt(tail.length);
    byte[] out = Arrays.copyOf(head, headBytes + tail.length - from);
    System.arraycopy(tail, from, out, headBytes, tail.length - from);
    return out;
  }
}
