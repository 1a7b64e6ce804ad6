package honeyd.personality;

/// The clock behind a system's TCP timestamps (nmap's TS test). Immutable.
///
/// TS is the binary logarithm of the ticks per second, except that 1 stands for 2 Hz, 7 for 100 Hz
/// and 8 for 200 Hz (nmap's book, "TCP timestamp option algorithm"). Values that no clock reaches
/// come from systems that give each connection an offset of its own.
final class TimestampClock {
  /// From this logarithm on nmap measured offsets, not ticks.
  private static final long OFFSETS_FROM = 0x18;

  /// Ticks per second of Windows 2000 and XP, whose SYN/ACKs carry zero, once a connection stands:
  /// units of 100 ms, as observers report; no document of the maker's says so.
  private static final double OLD_WINDOWS_HZ = 10;

  private final NumberChoice logarithm;

  /// Ticks per second where no logarithm tells them, else 0.
  private final double known;

  private TimestampClock(NumberChoice logarithm, double known) {
    this.logarithm = logarithm;
    this.known = known;
  }

  static TimestampClock of(NmapEntry entry) {
    // nmap reports 2 no more: its 1 begins at zero and ends above 4 Hz.
    String text = entry.value("SEQ", "TS");
    NumberChoice recorded = NumberChoice.of("1|2".equals(text) ? "1" : text, 0x28);
    boolean hidden = "0".equals(text);
    boolean windows = OsFamilies.of(entry.classes()).family() == OsFamily.WINDOWS;
    return new TimestampClock(
        recorded == null ? NumberChoice.ofConstant("A") : recorded.withoutZero(),
        hidden && windows ? OLD_WINDOWS_HZ : 0);
  }

  /// The clock's reading, without any connection's offset.
  int read(HostState host, long nowNs) {
    double ticks =
        (nowNs - host.bootedNs) * 1e-9 * ticksPerSecond(host.key) * HostClock.rate(host.key);
    return (int) (long) ticks + 1;
  }

  private double ticksPerSecond(long key) {
    if (known > 0) {
      return known;
    }
    long n = logarithm.pick(Mix.of(key, Purpose.TIMESTAMPS));
    if (n >= OFFSETS_FROM || n == 0 || n == 0xa) {
      return 1000;
    }
    if (n == 7) {
      return 100;
    }
    return n == 1 ? 2 : n == 8 ? 250 : Math.scalb(1.0, (int) n);
  }

  /// The offset of a new connection.
  int nextOffset(HostState host, long nowNs) {
    long n = logarithm.pick(Mix.of(host.key, Purpose.TIMESTAMPS));
    if (n < OFFSETS_FROM) {
      return 0;
    }
    // Any five offsets in a row lie on average a tenth of 2^n apart, up or down.
    long chance = Mix.of(host.key ^ nowNs, host.timestampCount++);
    double step = Math.scalb(0.1, (int) n) * (0.9 + 0.2 * Mix.unit(chance));
    long bounded = Math.min((long) step, 0x7fff_ffffL);
    host.timestampOffset += (int) ((chance & 1) != 0 ? bounded : -bounded);
    return host.timestampOffset;
  }
}
