package honeyd.stack;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.model.Honeynet;
import honeyd.personality.NmapOsDb;
import honeyd.testkit.Bench;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// What `tarpit open` holds and a reload.
class TarpitReloadTest {
  private static final String TARPIT = network("tarpit open");

  private static String network(String action) {
    return """
    create host
    set host default tcp action closed
    add host tcp port 80 %s
    add host tcp port 81 open
    bind 10.0.0.9 host
    """
        .formatted(action);
  }

  private static Honeynet parsed(String config) {
    return Bench.network(config, NmapOsDb.empty());
  }

  private static Bench holding() {
    Bench bench = Bench.builder().honeynet(parsed(TARPIT)).build();
    bench.declareTimers(1);
    bench.send("tcp 10.0.0.1:40000 > 10.0.0.9:80 S 100:100(0) win 1000 <mss 1460>");
    long ack = 1 + bench.next().number(honeyd.testkit.script.Field.SEQ, 0);
    bench.send("tcp 10.0.0.1:40000 > 10.0.0.9:80 . 101:101(0) ack " + ack + " win 1000");
    bench.expectSilenceFor(Duration.ofMinutes(10));
    return bench;
  }

  private static String keepAlive() {
    return "tcp 10.0.0.1:40000 > 10.0.0.9:80 . 100:100(0) ack 1 win 1000";
  }

  @Test
  void templateKeepsTheTarpit_connectionsLiveOn() {
    try (Bench bench = holding()) {
      bench.adopt(parsed(TARPIT + "add host tcp port 22 open\nbind 10.0.0.10 host\n"));
      bench.send(keepAlive());
      bench.expectOne("tcp 10.0.0.9:80 > 10.0.0.1:40000 . ack 101");
      assertThat(bench.events().takeLines()).noneMatch(line -> line.contains(" E "));
    }
  }

  @Test
  void templateLosesTheTarpit_connectionIsOver() {
    try (Bench bench = holding()) {
      bench.adopt(parsed(network("open")));
      bench.send(keepAlive());
      bench.expectOne("tcp 10.0.0.9:80 > 10.0.0.1:40000 R");
      assertThat(bench.events().takeLines()).anyMatch(line -> line.contains("EXPIRED"));
    }
  }

  @Test
  void hostLeaves_connectionIsOverInSilence() {
    try (Bench bench = holding()) {
      bench.adopt(parsed("create host\nbind 10.0.0.10 host\n"));
      bench.send(keepAlive());
      bench.expectSilence();
    }
  }
}
