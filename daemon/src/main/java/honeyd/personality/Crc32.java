package honeyd.personality;

/// CRC-32 (ISO 3309, as in ITU-T V.42) and its inverse over four bytes.
final class Crc32 {
  private static final int POLYNOMIAL = 0xedb88320;

  private Crc32() {}

  /// The four bytes whose checksum is `crc`: there is exactly one such text.
  static byte[] preimage(int crc) {
    int register = ~crc;
    for (int bit = 0; bit < 32; bit++) {
      // The polynomial's top bit is set, so the bit shifted out shows in the register's sign.
      register = register < 0 ? (register ^ POLYNOMIAL) << 1 | 1 : register << 1;
    }
    int text = ~register;
    return new byte[] {(byte) text, (byte) (text >> 8), (byte) (text >> 16), (byte) (text >> 24)};
  }
}
