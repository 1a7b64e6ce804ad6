package honeyd.stack;

import static honeyd.testkit.TestHost.host;
import static org.assertj.core.api.Assertions.assertThat;

import honeyd.model.Behaviour;
import honeyd.net.IpAddress;
import honeyd.net.IpRange;
import honeyd.testkit.Bench;
import honeyd.testkit.TestHost;
import honeyd.testkit.script.Field;
import honeyd.testkit.script.PacketSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/// What others see of a worker and have it do, in the whole machine.
class InspectionTest {
  private static final String CLIENT = "10.0.0.1";

  private static TestHost server() {
    return host().tcp(80, new Behaviour.Open()).udp(53, new Behaviour.Open());
  }

  private static <T> T ask(Bench bench, BiFunction<Inspection, Long, T> look) {
    AtomicReference<T> answer = new AtomicReference<>();
    bench.worker().ask((inspection, nowNs) -> answer.set(look.apply(inspection, nowNs)));
    bench.pump();
    return answer.get();
  }

  private static void syn(Bench bench, int port) {
    bench.send("tcp %s:%d > 10.0.0.9:80 S 100:100(0) win 1024".formatted(CLIENT, port));
  }

  private static void connect(Bench bench, int port) {
    syn(bench, port);
    int seq = (int) bench.next().number(Field.SEQ, 0);
    bench.send(
        "tcp %s:%d > 10.0.0.9:80 . 101:101(0) ack %s win 1024"
            .formatted(CLIENT, port, Integer.toUnsignedString(seq + 1)));
  }

  /// Wants everything.
  private static class All implements FlowVisitor {
    final List<FlowSummary> seen = new ArrayList<>();

    @Override
    public boolean wants(
        long remoteHi, long remoteLo, int remotePort, long localHi, long localLo, int localPort) {
      return true;
    }

    @Override
    public Verdict onFlow(FlowSummary flow) {
      seen.add(flow);
      return Verdict.GO_ON;
    }
  }

  private static void scan(Bench bench, int kind, int places, FlowVisitor visitor) {
    int next = 0;
    while (next != Inspection.THROUGH) {
      int from = next;
      next = ask(bench, (inspection, nowNs) -> inspection.scan(kind, from, places, visitor, nowNs));
    }
  }

  @Test
  void census_countsWhatThereIs() {
    try (Bench bench = Bench.withHost(server())) {
      syn(bench, 1);
      bench.takeAll();
      connect(bench, 2);
      bench.send("udp 10.0.0.1:9 > 10.0.0.9:53 (1) \"x\"");
      Inspection.Census census = ask(bench, (inspection, _) -> inspection.census());
      assertThat(census.hosts()).isEqualTo(1);
      assertThat(census.tcp()).isEqualTo(2);
      assertThat(census.udp()).isEqualTo(1);
      assertThat(census.timers()).isEqualTo(3);
      bench.declareTimers(3);
    }
  }

  @Test
  void flows_areShownWithBothEnds_howeverFewAreLookedAtInATurn() {
    try (Bench bench = Bench.withHost(server())) {
      for (int port = 1; port <= 300; port++) {
        connect(bench, port);
      }
      syn(bench, 1000);
      bench.takeAll();
      bench.send("udp 10.0.0.1:9 > 10.0.0.9:53 (3) \"abc\"");
      bench.advance(Duration.ofSeconds(2));
      bench.takeAll();
      All tcp = new All();
      scan(bench, Inspection.TCP, 7, tcp);
      assertThat(tcp.seen).hasSize(301);
      assertThat(tcp.seen.stream().map(FlowSummary::remotePort).distinct()).hasSize(301);
      FlowSummary half =
          tcp.seen.stream().filter(f -> f.remotePort() == 1000).findFirst().orElseThrow();
      assertThat(half.state()).isEqualTo("SYN_RECEIVED");
      assertThat(half.ageNs()).isEqualTo(Duration.ofSeconds(2).toNanos());
      FlowSummary whole =
          tcp.seen.stream().filter(f -> f.remotePort() == 1).findFirst().orElseThrow();
      assertThat(whole.state()).isEqualTo("ESTABLISHED");
      assertThat(whole.local()).isEqualTo(IpAddress.parse("10.0.0.9"));
      assertThat(whole.localPort()).isEqualTo(80);
      All udp = new All();
      scan(bench, Inspection.UDP, 7, udp);
      assertThat(udp.seen)
          .singleElement()
          .satisfies(flow -> {
            assertThat(flow.remotePort()).isEqualTo(9);
            assertThat(flow.receivedBytes()).isEqualTo(3);
          });
      bench.declareTimers(302);
    }
  }

  @Test
  void flowsThatAreEnded_areReset_othersGoOn() {
    try (Bench bench = Bench.withHost(server())) {
      for (int port = 1; port <= 100; port++) {
        connect(bench, port);
      }
      syn(bench, 1001);
      syn(bench, 1002);
      bench.takeAll();
      AtomicInteger ended = new AtomicInteger();
      FlowVisitor odd =
          new All() {
            @Override
            public boolean wants(
                long remoteHi,
                long remoteLo,
                int remotePort,
                long localHi,
                long localLo,
                int localPort) {
              return remotePort % 2 == 1;
            }

            @Override
            public Verdict onFlow(FlowSummary flow) {
              ended.incrementAndGet();
              return Verdict.END;
            }
          };
      scan(bench, Inspection.TCP, 13, odd);
      assertThat(ended).hasValue(51);
      List<byte[]> sent = bench.takeAll();
      // The half-open one hears nothing until it goes on.
      assertThat(sent).hasSize(50);
      assertThat(sent)
          .allSatisfy(frame -> assertThat(PacketSpec.ofIp(frame).toString()).contains(" R"));
      All rest = new All();
      scan(bench, Inspection.TCP, 1000, rest);
      assertThat(rest.seen).hasSize(51).allMatch(flow -> flow.remotePort() % 2 == 0);
      bench.declareTimers(51);
    }
  }

  @Test
  void connectionsThatATarpitHolds_areAmongThem_andCanBeEnded() {
    TestHost pit = host().tcp(80, new Behaviour.Tarpit(new Behaviour.Open()));
    try (Bench bench = Bench.withHost(pit)) {
      for (int port = 1; port <= 3; port++) {
        connect(bench, port);
      }
      bench.takeAll();
      All all = new All();
      scan(bench, Inspection.TCP, 100, all);
      assertThat(all.seen).hasSize(3).allMatch(flow -> "tarpit".equals(flow.service()));
      All two =
          new All() {
            @Override
            public Verdict onFlow(FlowSummary flow) {
              return flow.remotePort() == 2 ? Verdict.END : Verdict.GO_ON;
            }
          };
      scan(bench, Inspection.TCP, 100, two);
      int left = ask(bench, (inspection, _) -> inspection.census().tcp());
      assertThat(left).isEqualTo(2);
      bench.declareTimers(1);
    }
  }

  @Test
  void host_isShownAsItIs_orAsItWouldBegin_andNoneIsMade() {
    try (Bench bench =
        Bench.builder().ethernet().bind("10.0.0.9", server().mac("00:11:22:33:44:0a")).build()) {
      IpAddress address = IpAddress.parse("10.0.0.9");
      BiFunction<Inspection, Long, List<HostSummary>> look =
          (inspection, nowNs) -> inspection.hosts(address.hi(), address.lo(), nowNs);
      assertThat(ask(bench, look))
          .singleElement()
          .satisfies(host -> {
            assertThat(host.active()).isFalse();
            assertThat(host.macBits()).isEqualTo(0x00_11_22_33_44_0aL);
          });
      assertThat(bench.worker().hostsInUse()).isZero();
      bench.send(
          "icmp 10.0.0.1 > 10.0.0.9 echo-request id 1 seq 2 (0)"
              + " {eth 02:00:00:00:00:01 > 00:11:22:33:44:0a}");
      bench.takeAll();
      bench.advance(Duration.ofSeconds(3));
      assertThat(ask(bench, look))
          .singleElement()
          .satisfies(host -> {
            assertThat(host.active()).isTrue();
            assertThat(host.idleNs()).isEqualTo(Duration.ofSeconds(3).toNanos());
          });
      IpAddress nobody = IpAddress.parse("10.0.0.8");
      List<HostSummary> none =
          ask(bench, (inspection, nowNs) -> inspection.hosts(nobody.hi(), nobody.lo(), nowNs));
      assertThat(none).isEmpty();
    }
  }

  @Test
  void tap_tellsTheFramesOfItsAddresses_untilItIsTakenAway() {
    try (Bench bench = Bench.builder().bind("10.0.0.8/31", server()).build()) {
      List<String> lines = new ArrayList<>();
      PacketTap tap =
          new PacketTap(IpRange.parse("10.0.0.9"), (epochMicros, line) -> lines.add(line));
      ask(
          bench,
          (inspection, _) -> {
            inspection.add(tap);
            return true;
          });
      bench.send("icmp 10.0.0.1 > 10.0.0.8 echo-request id 1 seq 2 (0)");
      assertThat(lines).isEmpty();
      bench.send("icmp 10.0.0.1 > 10.0.0.9 echo-request id 1 seq 3 (0)");
      assertThat(lines).hasSize(2);
      assertThat(lines.get(0)).contains(" < icmp 10.0.0.1 > 10.0.0.9 echo-request id 1 seq 3");
      assertThat(lines.get(1)).contains(" > icmp 10.0.0.9 > 10.0.0.1 echo-reply id 1 seq 3");
      ask(
          bench,
          (inspection, _) -> {
            inspection.remove(tap);
            return true;
          });
      bench.send("icmp 10.0.0.1 > 10.0.0.9 echo-request id 1 seq 4 (0)");
      assertThat(lines).hasSize(2);
      bench.takeAll();
    }
  }

  @Test
  void tap_tellsArp() {
    try (Bench bench =
        Bench.builder().ethernet().bind("10.0.0.9", server().mac("00:11:22:33:44:0a")).build()) {
      List<String> lines = new ArrayList<>();
      PacketTap tap =
          new PacketTap(IpRange.parse("10.0.0.0/24"), (epochMicros, line) -> lines.add(line));
      ask(
          bench,
          (inspection, _) -> {
            inspection.add(tap);
            return true;
          });
      bench.send(
          "arp who-has 10.0.0.9 tell 10.0.0.1 at 02:00:00:00:00:01"
              + " {eth 02:00:00:00:00:01 > ff:ff:ff:ff:ff:ff}");
      assertThat(lines).hasSize(2);
      assertThat(lines.get(0)).contains(" < arp who-has 10.0.0.9");
      assertThat(lines.get(1)).contains(" > arp reply 10.0.0.9 is-at 00:11:22:33:44:0a");
      bench.takeAll();
    }
  }
}
