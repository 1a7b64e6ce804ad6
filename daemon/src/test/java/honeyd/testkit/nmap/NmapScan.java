package honeyd.testkit.nmap;

import honeyd.base.Rng;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One OS detection of one host: sends the sixteen probes at nmap's times and computes the response
/// tests. One use, one thread.
///
/// Sources: nmap's book, "Remote OS Detection"; `osscan2.cc` of nmap 7.92 for the times.
public final class NmapScan {
  private static final long MS = 1_000_000L;
  private static final int SAMPLES = 6;

  /// No quotation showed the distance.
  static final int UNKNOWN = Integer.MIN_VALUE;

  /// Where the scanner stands.
  ///
  /// @param src its address
  /// @param dst the host's
  /// @param ttl what the scanner's packets begin with
  /// @param hops routers between the two
  public record Path(int src, int dst, int ttl, int hops) {}

  /// How punctual the scanner and the network are.
  ///
  /// @param spacingNs what the scanner's own pauses may be too long by; it knows it was late
  /// @param networkNs what a packet may need longer than its predecessor; nobody knows
  public record Jitter(long spacingNs, long networkNs) {}

  private final NmapTarget target;
  private final Path path;
  private final int openPort;
  private final int closedPort;
  private final Rng chance;
  private final Jitter jitter;
  private final NmapTests tests = new NmapTests();
  private long nowNs;

  public NmapScan(
      NmapTarget target,
      Path path,
      int openPort,
      int closedPort,
      long startNs,
      Jitter jitter,
      Rng chance) {
    this.target = target;
    this.path = path;
    this.openPort = openPort;
    this.closedPort = closedPort;
    this.chance = chance;
    this.jitter = jitter;
    this.nowNs = startNs;
  }

  private byte @Nullable [] exchange(byte[] packet) {
    byte[] reply = target.exchange(packet, nowNs + below(jitter.networkNs));
    if (reply != null && path.hops > 0) {
      reply[8] = (byte) ((reply[8] & 0xff) - path.hops);
    }
    return reply;
  }

  /// The SYN scan that finds the ports, as it comes before every OS detection.
  private void portScan(int port, int seq) {
    for (int dst : new int[] {closedPort, openPort}) {
      exchange(
          NmapProbes.tcp(
              path,
              port,
              dst,
              seq,
              0,
              NmapProbes.SYN,
              0,
              1024,
              0,
              false,
              NmapProbes.PORT_SCAN_OPTIONS));
      pause(100 * MS);
    }
    pause(1000 * MS);
  }

  private long below(long bound) {
    return bound <= 0 ? 0 : (long) (chance.nextDouble() * bound);
  }

  private void pause(long ns) {
    nowNs += ns + below(jitter.spacingNs);
  }

  /// Runs the scan; the fingerprint by test, then attribute.
  public Map<String, Map<String, String>> run() {
    int seq = chance.nextInt();
    int ack = chance.nextInt();
    int port = 33000 + chance.nextInt(30000);
    portScan(port - 1, seq);
    Map<String, Map<String, String>> print = new TreeMap<>();
    List<Sample> samples = new ArrayList<>();
    Map<String, String> ops = new TreeMap<>();
    Map<String, String> win = new TreeMap<>();
    byte[] first = null;
    int lastId = 0;
    for (int i = 0; i < SAMPLES; i++) {
      if (i > 0) {
        pause(100 * MS);
      }
      byte[] reply =
          exchange(
              NmapProbes.tcp(
                  path,
                  port + i,
                  openPort,
                  seq + i,
                  ack,
                  NmapProbes.SYN,
                  0,
                  NmapProbes.SEQ_WINDOWS[i],
                  0,
                  false,
                  NmapProbes.SEQ_OPTIONS.get(i)));
      if (reply == null) {
        continue;
      }
      NmapReply r = new NmapReply(reply);
      first = i == 0 ? reply : first;
      ops.put("O" + (i + 1), r.options());
      win.put("W" + (i + 1), NmapTests.hex(r.window()));
      // nmap takes a repeated identification other than zero for a duplicate.
      boolean duplicate = lastId != 0 && r.ipId() == lastId;
      lastId = r.ipId();
      if (!duplicate && r.isSynAck() && r.seq() != 0) {
        samples.add(new Sample(nowNs, r.seq(), r.ipId(), r.hasTimestamp(), r.tsVal()));
      }
    }
    pause(30 * MS);
    int id = chance.nextInt(0xffff);
    byte[] echo1 = exchange(NmapProbes.echo(path, true, 0, 9, id, 295, 120));
    pause(25 * MS);
    byte[] echo2 = exchange(NmapProbes.echo(path, false, 4, 0, id + 1, 296, 150));
    pause(25 * MS);
    byte[] udp = NmapProbes.udp(path, port + 20, 31000 + chance.nextInt(10000));
    byte[] unreachable = exchange(udp);
    pause(25 * MS);
    int distance = unreachable == null ? UNKNOWN : path.ttl - (unreachable[36] & 0xff);
    byte[] ecn =
        exchange(
            NmapProbes.tcp(
                path,
                port + 12,
                openPort,
                seq,
                0,
                NmapProbes.CWR | NmapProbes.ECE | NmapProbes.SYN,
                8,
                3,
                0xf7f5,
                false,
                NmapProbes.ECN_OPTIONS));
    byte[][] odd = new byte[6][];
    int[] flags = {
      0,
      NmapProbes.SYN | NmapProbes.FIN | NmapProbes.URG | NmapProbes.PSH,
      NmapProbes.ACK,
      NmapProbes.SYN,
      NmapProbes.ACK,
      NmapProbes.FIN | NmapProbes.PSH | NmapProbes.URG
    };
    for (int i = 0; i < 6; i++) {
      pause(25 * MS);
      byte[] reply =
          exchange(
              NmapProbes.tcp(
                  path,
                  port + 14 + i,
                  i < 3 ? openPort : closedPort,
                  seq,
                  ack,
                  flags[i],
                  0,
                  NmapProbes.T_WINDOWS[i],
                  0,
                  i != 1 && i != 3 && i != 5,
                  i == 5 ? NmapProbes.T7_OPTIONS : NmapProbes.T_OPTIONS));
      odd[i] = reply == null ? new byte[0] : reply;
    }
    List<Integer> closedIds = new ArrayList<>();
    for (int i = 3; i < 6; i++) {
      if (odd[i].length > 0) {
        closedIds.add(new NmapReply(odd[i]).ipId());
      }
    }
    List<Integer> icmpIds = new ArrayList<>();
    for (byte[] echo : new byte[][] {echo1 == null ? new byte[0] : echo1, echo2}) {
      if (echo != null && echo.length > 0) {
        icmpIds.add(new NmapReply(echo).ipId());
      }
    }
    print.put("SEQ", tests.sequence(samples, closedIds, icmpIds));
    if (ops.size() == SAMPLES) {
      print.put("OPS", ops);
      print.put("WIN", win);
    }
    print.put("T1", tests.tcp(first, seq, ack, distance, true));
    print.put("ECN", tests.ecn(ecn, distance));
    for (int i = 0; i < 6; i++) {
      byte[] reply = odd[i].length == 0 ? null : odd[i];
      print.put("T" + (i + 2), tests.tcp(reply, seq, ack, distance, false));
    }
    print.put("U1", tests.unreachable(unreachable, udp, distance));
    print.put("IE", tests.echo(echo1, echo2, distance));
    return print;
  }

  /// One SYN/ACK of the six.
  record Sample(long sentNs, int seq, int ipId, boolean timestamped, int tsVal) {}
}
