package honeyd.bench.load;

import java.util.Arrays;

/// Connections that were left open: their numbers and where both sequences stand. One thread.
final class Held {
  private int[] numbers = new int[1 << 16];
  private int[] sndNxt = new int[1 << 16];
  private int[] rcvNxt = new int[1 << 16];
  private int count;

  void add(int number, int ourNext, int theirNext) {
    if (count == numbers.length) {
      numbers = Arrays.copyOf(numbers, 2 * count);
      sndNxt = Arrays.copyOf(sndNxt, 2 * count);
      rcvNxt = Arrays.copyOf(rcvNxt, 2 * count);
    }
    numbers[count] = number;
    sndNxt[count] = ourNext;
    rcvNxt[count] = theirNext;
    count++;
  }

  int count() {
    return count;
  }

  int number(int i) {
    return numbers[i];
  }

  /// The sequence number of the next byte we send.
  int sndNxt(int i) {
    return sndNxt[i];
  }

  /// The sequence number of the next byte they send.
  int rcvNxt(int i) {
    return rcvNxt[i];
  }

  void advance(int i, int bytes) {
    sndNxt[i] += bytes;
  }
}
