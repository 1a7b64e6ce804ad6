package honeyd.stack;

import static honeyd.testkit.Checks.flags;
import static honeyd.testkit.Checks.icmp;
import static honeyd.testkit.Checks.payload;
import static honeyd.testkit.Checks.tcp;
import static honeyd.testkit.Checks.to;
import static honeyd.testkit.Packets.echo;
import static honeyd.testkit.Packets.syn;
import static honeyd.testkit.TestHost.host;
import static org.assertj.core.api.Assertions.assertThat;

import honeyd.model.Honeynet;
import honeyd.model.Template;
import honeyd.net.IpRange;
import honeyd.net.RangeMap;
import honeyd.stack.transit.LaneClocks;
import honeyd.testkit.Bench;
import honeyd.testkit.Checks;
import honeyd.wire.IcmpType;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class WorkerTest {
  @Test
  void configuredNetwork_answers() {
    String text =
        """
        create linux
        set linux default tcp action reset
        add linux tcp port 80 open
        bind 10.77.0.0/16 linux
        """;
    try (Bench bench = Bench.builder().config(text).build()) {
      bench.send(echo("hello").from("192.0.2.1").to("10.77.200.3"));
      bench.expectOne(
          icmp(IcmpType.ECHO_REPLY, Checks.from("10.77.200.3"), to("192.0.2.1"), payload("hello")));
      bench.send(syn().from("192.0.2.1", 4000).to("10.77.0.1", 81).seq(100));
      bench.expectOne(tcp(flags("R."), Checks.from("10.77.0.1", 81), to("192.0.2.1", 4000)));
    }
  }

  @Test
  void everyHostOfALargeRange_answersAndCostsOnlyItsOwnState() {
    try (Bench bench = Bench.builder().bind("10.77.0.0/16", host()).forgetSent().build()) {
      for (int i = 1; i < 65_535; i++) {
        bench
            .link()
            .inject(
                echo("").from("192.0.2.1").to("10.77." + (i >> 8) + "." + (i & 255)).spec().toIp());
        if ((i & 255) == 0) {
          bench.pump();
        }
      }
      bench.pump();
      assertThat(bench.count(honeyd.base.Counter.ICMP_ECHO_REPLIES)).isEqualTo(65_534);
      assertThat(bench.worker().hostsInUse()).isEqualTo(65_534);
    }
  }

  @Test
  void adoptedClaims_areInForceFromTheNextTurn() {
    Honeynet same =
        new Honeynet(
            Map.of(),
            new RangeMap.Builder<Template>()
                .put(IpRange.parse("10.0.0.0/24"), host().template())
                .build(),
            null,
            List.of());
    try (Bench bench = Bench.withHost(host())) {
      CompletableFuture<Void> done = new CompletableFuture<>();
      bench
          .worker()
          .adopt(
              new Adoption(
                  same,
                  new LaneClocks(same.topology(), 0),
                  List.of(),
                  Claims.of(List.of(IpRange.parse("10.0.0.8"))),
                  List.of(),
                  done));
      assertThat(done).isNotDone();
      bench.send(echo("").from("192.0.2.1").to("10.0.0.9"));
      bench.expectSilence();
      assertThat(done).isCompleted();
      bench.send(echo("").from("192.0.2.1").to("10.0.0.8"));
      bench.expectOne(icmp(IcmpType.ECHO_REPLY, Checks.from("10.0.0.8")));
    }
  }

  @Test
  void adoptedNetwork_isInForceFromTheNextTurn() {
    try (Bench bench = Bench.withHost(host())) {
      Template template = host().template();
      Honeynet other =
          new Honeynet(
              Map.of(),
              new RangeMap.Builder<Template>().put(IpRange.parse("10.0.0.8"), template).build(),
              null,
              List.of());
      bench.worker().adopt(new Adoption(other, new LaneClocks(other.topology(), 0), List.of()));
      bench.send(echo("").from("10.0.0.1").to("10.0.0.9"));
      bench.expectSilence();
      bench.send(echo("").from("10.0.0.1").to("10.0.0.8"));
      bench.expectOne(icmp(IcmpType.ECHO_REPLY, Checks.from("10.0.0.8")));
    }
  }
}
