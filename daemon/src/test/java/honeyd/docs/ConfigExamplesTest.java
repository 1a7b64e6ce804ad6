package honeyd.docs;

import static honeyd.testkit.Packets.echo;
import static honeyd.testkit.Packets.syn;
import static org.assertj.core.api.Assertions.assertThat;

import honeyd.config.ConfigLoader;
import honeyd.config.ConfigLoader.OnError;
import honeyd.config.Diagnostic;
import honeyd.config.Loaded;
import honeyd.flow.FlowDatagrams;
import honeyd.model.Behaviour;
import honeyd.model.Extras;
import honeyd.model.Honeynet;
import honeyd.model.Template;
import honeyd.model.topology.Way;
import honeyd.net.IpAddress;
import honeyd.net.RangeMap;
import honeyd.personality.MacPrefixes;
import honeyd.personality.NmapOsDb;
import honeyd.testkit.Bench;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every example of docs/config.md is a whole configuration that serves: read with nmap's own
/// databases, and asked for a minute on the machine in memory.
class ConfigExamplesTest {
  private static final Pattern EXAMPLE = Pattern.compile("(?ms)^```conf\n(.*?)^```");
  private static final int HOSTS_OF_A_RANGE = 2;
  private static final String VISITOR = "198.51.100.77";

  @TempDir Path dir;

  static List<String> examples() throws IOException {
    Matcher blocks = EXAMPLE.matcher(Files.readString(root().resolve("docs/config.md")));
    List<String> out = new ArrayList<>();
    while (blocks.find()) {
      out.add(Objects.requireNonNull(blocks.group(1)));
    }
    return out;
  }

  private static Path root() {
    Path here = Path.of("").toAbsolutePath();
    return Files.exists(here.resolve("examples")) ? here : Objects.requireNonNull(here.getParent());
  }

  /// nmap's databases are read once.
  private static final class Databases {
    static final NmapOsDb PERSONALITIES;
    static final MacPrefixes VENDORS;

    static {
      try {
        PERSONALITIES = NmapOsDb.load(NmapOsDb.DEFAULT_FILE);
        VENDORS = MacPrefixes.load(MacPrefixes.DEFAULT_FILE);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private Honeynet read(String example) throws IOException {
    Path included = dir.resolve("more/printers.conf");
    Files.createDirectories(Objects.requireNonNull(included.getParent()));
    Files.writeString(included, "create printer\n");
    Path file = dir.resolve("example.conf");
    Files.writeString(file, example);
    Loaded loaded =
        new ConfigLoader(
                Databases.PERSONALITIES,
                Databases.VENDORS,
                name -> name.endsWith(".example.com") ? IpAddress.parse("192.0.2.80") : null)
            .load(file, OnError.REFUSE);
    assertThat(loaded.diagnostics())
        .noneMatch(d -> d.severity() == Diagnostic.Severity.ERROR)
        .map(Diagnostic::sentence)
        .noneMatch(sentence -> sentence.contains("not in force yet") && !isOfIpv6(sentence))
        .noneMatch(sentence -> sentence.contains("cannot be reached"));
    return Objects.requireNonNull(loaded.honeynet());
  }

  private static boolean isOfIpv6(String sentence) {
    return sentence.contains("IPv6")
        || sentence.contains("randomipv6")
        || sentence.contains("randomexclude");
  }

  @ParameterizedTest
  @MethodSource("examples")
  void example_isServed(String example) throws IOException {
    Honeynet honeynet = read(example);
    try (Bench bench = Bench.builder().honeynet(honeynet).build()) {
      List<String> heard = new ArrayList<>();
      for (Extras.Broadcast broadcast : honeynet.extras().broadcasts()) {
        if (broadcast.action() instanceof Behaviour.Script script) {
          bench.services().datagrams(script.command(), ConfigExamplesTest::sayOnce);
          heard.add("udp \\S+:" + broadcast.srcPort() + " > \\S+:" + broadcast.dstPort() + " .*");
        }
      }
      for (RangeMap.Entry<Template> entry : honeynet.bindings().entries()) {
        IpAddress host = entry.range().first();
        for (int i = 0; i < HOSTS_OF_A_RANGE && entry.range().contains(host); i++) {
          if (host.isV4()) {
            visit(bench, honeynet, host, entry.value());
          }
          host = host.next();
        }
      }
      bench.advance(Duration.ofMinutes(2));
      List<String> sent = new ArrayList<>();
      while (bench.hasSent()) {
        sent.add(bench.next().toString());
      }
      for (String pattern : heard) {
        assertThat(sent).as("broadcasts").anyMatch(line -> line.matches(pattern));
      }
      bench.declareTimers(bench.worker().pendingTimers());
    }
  }

  /// A script that says one thing and ends.
  private static void sayOnce(FlowDatagrams flow) throws IOException, InterruptedException {
    flow.send("here".getBytes(StandardCharsets.US_ASCII));
    flow.done();
  }

  private static void visit(Bench bench, Honeynet honeynet, IpAddress host, Template template) {
    bench.send(echo("hello").from(VISITOR).to(host.toString()));
    bench.advance(Duration.ofSeconds(2));
    boolean answered = bench.hasSent();
    if (answers(honeynet, host, template)) {
      assertThat(answered).as("%s of %s answers a ping", host, template.name()).isTrue();
    }
    bench.takeAll();
    bench.send(syn().from(VISITOR, 4000).to(host.toString(), 80));
    bench.advance(Duration.ofSeconds(2));
    bench.takeAll();
  }

  /// Whether nothing keeps a host from answering: conditions, losses, or the way to it.
  private static boolean answers(Honeynet honeynet, IpAddress host, Template template) {
    boolean alone = honeynet.choices().find(host) == null;
    boolean open = template.icmpDefault() instanceof Behaviour.Open;
    boolean lossless = template.dropInPermyriad() == 0;
    Way way =
        honeynet.topology().isFlat() ? null : honeynet.topology().inbound(host.hi(), host.lo());
    boolean near = honeynet.topology().isFlat() || (way != null && way.length() == 1);
    return alone && open && lossless && near;
  }
}
