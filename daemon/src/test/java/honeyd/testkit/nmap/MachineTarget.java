package honeyd.testkit.nmap;

import honeyd.testkit.Bench;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The whole machine on a memory link, and the scanner's kernel, which resets every handshake it
/// did not begin. Time passes in the bench as the scan says.
public final class MachineTarget implements NmapTarget {
  private static final int TCP = 6;
  private static final int SYN_ACK = NmapProbes.SYN | NmapProbes.ACK;

  private final Bench bench;
  private final NmapScan.Path path;

  /// @param bench frames without Ethernet header
  public MachineTarget(Bench bench, NmapScan.Path path) {
    this.bench = bench;
    this.path = path;
  }

  @Override
  public byte @Nullable [] exchange(byte[] packet, long nowNs) {
    long waitNs = nowNs - bench.clock().nanoTime();
    if (waitNs > 0) {
      bench.advance(Duration.ofNanos(waitNs));
      // what comes late, nmap would not match with a probe
      bench.takeAll();
    }
    bench.sendFrame(packet);
    List<byte[]> replies = bench.takeAll();
    if (replies.isEmpty()) {
      return null;
    }
    byte[] reply = replies.getFirst();
    if (reply[9] == TCP) {
      NmapReply r = new NmapReply(reply);
      if ((r.flags() & SYN_ACK) == SYN_ACK) {
        int scanner = r.dstPort();
        int target = r.srcPort();
        bench.sendFrame(
            NmapProbes.tcp(path, scanner, target, r.ack(), 0, NmapProbes.RST, 0, 0, 0, true, ""));
        bench.takeAll();
      }
    }
    return reply;
  }
}
