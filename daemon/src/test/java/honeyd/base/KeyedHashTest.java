package honeyd.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class KeyedHashTest {
  /// Key bytes 00..0f, input bytes 00..17, as in the authors' table of test vectors.
  @Test
  void published24ByteVector_isReproduced() {
    byte[] bytes = new byte[24];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) i;
    }
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    KeyedHash hash = new KeyedHash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L);
    long actual = hash.apply(in.getLong(0), in.getLong(8), in.getLong(16));
    assertThat(Long.toHexString(actual)).isEqualTo("b8ad50c6f649af94");
  }

  @Test
  void otherPurpose_isAnotherValue() {
    KeyedHash hash = new KeyedHash(1, 2);
    assertThat(hash.apply(0, 5, 1)).isNotEqualTo(hash.apply(0, 5, 2));
    assertThat(hash.apply(0, 5, 0, 6, 1)).isNotEqualTo(hash.apply(0, 5, 0, 7, 1));
    assertThat(hash.apply(0, 5, 1)).isEqualTo(new KeyedHash(1, 2).apply(0, 5, 1));
  }
}
