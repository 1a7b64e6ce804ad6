package honeyd.it;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.base.DropReason;
import honeyd.base.Rng;
import honeyd.link.Link;
import honeyd.link.PcapWriter;
import honeyd.personality.passive.ObservedSyn;
import honeyd.personality.passive.PassiveCatalog;
import honeyd.testkit.script.PacketSpec;
import honeyd.wire.Ipv4View;
import honeyd.wire.TcpView;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// p0f itself and we say the same of the same SYNs, drawn from what systems of its database send
/// and from what is a little different.
class PassiveOracleIT {
  private static final int SYNS = 3_000;
  private static final long SEED = 20_261_126;
  private static final long MAC = 0x0200_0000_0001L;

  private static final Pattern LINE =
      Pattern.compile("mod=syn\\|cli=([0-9.]+)/.*\\|(?:os|app)=([^|]*)\\|");

  // Orders of options that the database has, and two that it does not.
  private static final String[] OPTIONS = {
    "mss %d,sackOK,TS val %d ecr 0,nop,wscale %d",
    "mss %d,nop,wscale %3$d,nop,nop,sackOK",
    "mss %d,nop,nop,sackOK",
    "mss %d",
    "mss %d,nop,wscale %3$d,nop,nop,TS val %2$d ecr 0,sackOK,eol",
    "mss %d,nop,wscale %3$d,sackOK,TS val %2$d ecr 0",
    "mss %d,nop,wscale %3$d",
    "mss %d,nop,nop,sackOK,nop,wscale %3$d,nop,nop,TS val %2$d ecr 0",
    "wscale %3$d,nop,mss %1$d,TS val %2$d ecr 0,sackOK",
    "mss %d,wscale %3$d,sackOK,TS val %2$d ecr 0,eol",
    "mss %d,nop,nop,TS val %2$d ecr 0",
    "sackOK,nop,nop,mss %d",
  };

  private static final int[] MSS = {1460, 1460, 1460, 1400, 1360, 1430, 536, 265, 1440};
  private static final int[] SCALES = {7, 8, 2, 0, 1, 3, 4, 5, 6, 10, 14, 15};
  private static final int[] TTLS = {64, 128, 64, 128, 50, 29, 28, 113, 93, 92, 255, 40};
  private static final int[] WINDOWS = {1024, 2048, 8192, 16384, 32768, 65535, 64240, 512, 1, 63};
  private static final int[] MULTIPLES = {20, 10, 4, 44, 2, 11, 22};

  @TempDir Path directory;

  @Test
  void p0f_saysTheSame() throws Exception {
    PassiveCatalog catalog = PassiveCatalog.load(PassiveCatalog.DEFAULT_FILE);
    List<String> syns = new ArrayList<>();
    Rng rng = new Rng(SEED);
    for (int i = 0; i < SYNS; i++) {
      syns.add(syn(i, rng));
    }
    Map<String, String> theirs = p0f(write(syns));
    Map<String, String> wanted = new TreeMap<>();
    Map<String, String> ours = new TreeMap<>();
    int known = 0;
    for (int i = 0; i < SYNS; i++) {
      String p0fs = theirs.getOrDefault(source(i), "nothing");
      String own = named(catalog, syns.get(i));
      known += own.equals("???") ? 0 : 1;
      if (!p0fs.equals(own)) {
        wanted.put(syns.get(i), p0fs);
        ours.put(syns.get(i), own);
      }
    }
    assertThat(ours).as("seed " + SEED).isEqualTo(wanted);
    assertThat(known).as("SYNs that anybody sends").isGreaterThan(SYNS / 10);
  }

  private static String source(int i) {
    return "10.1." + (i >> 8) + "." + (i & 0xff);
  }

  private static String syn(int i, Rng rng) {
    int mss = pick(MSS, rng);
    boolean timestamps = rng.nextInt(4) > 0;
    String options =
        OPTIONS[rng.nextInt(OPTIONS.length)].formatted(mss, timestamps ? 77 : 0, pick(SCALES, rng));
    int window =
        switch (rng.nextInt(4)) {
          case 0 -> pick(WINDOWS, rng);
          case 1 -> pick(MULTIPLES, rng) * (mss + 40);
          case 2 -> pick(MULTIPLES, rng) * (mss - 12);
          default -> pick(MULTIPLES, rng) * mss;
        };
    StringBuilder extras = new StringBuilder("{ttl " + pick(TTLS, rng));
    if (rng.nextInt(4) > 0) {
      extras.append(", df");
    }
    extras.append(rng.nextInt(4) > 0 ? ", id 7" : ", id 0");
    if (rng.nextInt(12) == 0) {
      extras.append(", evil");
    }
    if (rng.nextInt(12) == 0) {
      extras.append(", tos 2");
    }
    String flags = rng.nextInt(8) == 0 ? "SEW" : rng.nextInt(16) == 0 ? "SP" : "S";
    String first = rng.nextInt(16) == 0 ? "0:0(0)" : "9:9(0)";
    String urgent = rng.nextInt(16) == 0 ? " urg 5" : "";
    return "tcp "
        + source(i)
        + ":40000 > 10.9.0.1:80 "
        + flags
        + " "
        + first
        + " win "
        + Math.min(window, 65_535)
        + urgent
        + " <"
        + options
        + "> "
        + extras
        + "}";
  }

  private static int pick(int[] from, Rng rng) {
    return from[rng.nextInt(from.length)];
  }

  private Path write(List<String> syns) throws Exception {
    Path file = directory.resolve("syns.pcap");
    try (PcapWriter out = PcapWriter.create(file, Link.Framing.ETHERNET)) {
      long micros = 1_768_467_600_000_000L;
      for (String each : syns) {
        byte[] frame = PacketSpec.parse(each).toEthernet(MAC, MAC + 1);
        out.write(micros++, MemorySegment.ofArray(frame), 0, frame.length, Link.NO_VLAN);
      }
    }
    return file;
  }

  /// What p0f says of each source.
  private Map<String, String> p0f(Path capture) throws Exception {
    Path log = directory.resolve("p0f.log");
    Path out = directory.resolve("p0f.out");
    Process p0f =
        new ProcessBuilder("p0f", "-r", capture.toString(), "-o", log.toString())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    assertThat(p0f.waitFor(60, TimeUnit.SECONDS)).as("p0f ends").isTrue();
    assertThat(log).as(Files.readString(out, StandardCharsets.ISO_8859_1)).exists();
    Map<String, String> seen = new TreeMap<>();
    for (String line : Files.readAllLines(log, StandardCharsets.ISO_8859_1)) {
      Matcher m = LINE.matcher(line);
      if (m.find()) {
        seen.put(m.group(1), m.group(2));
      }
    }
    return seen;
  }

  private static String named(PassiveCatalog catalog, String packet) {
    PacketSpec spec = PacketSpec.parse(packet);
    byte[] bytes = spec.toIp();
    MemorySegment segment = MemorySegment.ofArray(bytes);
    Ipv4View ip = new Ipv4View();
    TcpView tcp = new TcpView();
    assertThat(ip.wrap(segment, 0, bytes.length)).isEqualTo(DropReason.NONE);
    assertThat(tcp.wrap(segment, ip.payloadAt(), ip.end())).isEqualTo(DropReason.NONE);
    ObservedSyn syn = new ObservedSyn();
    assertThat(syn.read(ip, tcp)).isTrue();
    int number = catalog.find(syn);
    return number < 0 ? "???" : catalog.system(number).text();
  }
}
