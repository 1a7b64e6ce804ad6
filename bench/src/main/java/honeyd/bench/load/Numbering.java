package honeyd.bench.load;

/// Who sends number `i` and to whom, so that no two of 2^32 numbers share a flow.
///
/// ```
///   to    host first + i mod hosts
///   from  172.16.0.0 + i / 60000, port 1024 + i mod 60000
/// ```
///
/// @param firstHost the first destination
/// @param hosts how many destinations follow each other
record Numbering(int firstHost, int hosts) {
  private static final int SOURCES = 0xac10_0000;
  private static final int SOURCE_MASK = 0xf_ffff;
  private static final int FIRST_PORT = 1_024;
  private static final int PORTS = 60_000;

  int host(int i) {
    return firstHost + Integer.remainderUnsigned(i, hosts);
  }

  int source(int i) {
    return SOURCES | (Integer.divideUnsigned(i, PORTS) & SOURCE_MASK);
  }

  int port(int i) {
    return FIRST_PORT + Integer.remainderUnsigned(i, PORTS);
  }
}
