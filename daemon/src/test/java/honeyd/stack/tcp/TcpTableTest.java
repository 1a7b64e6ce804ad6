package honeyd.stack.tcp;

import static honeyd.stack.tcp.PlainPersonality.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import honeyd.base.Counter;
import honeyd.base.KeyedHash;
import honeyd.base.Rng;
import honeyd.stack.StackSettings;
import honeyd.wire.TcpView;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TcpTableTest {
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void randomUse_agreesWithAMap(long seed) {
    Rng rng = new Rng(seed);
    TcpTable table = new TcpTable(new KeyedHash(seed, 2));
    Map<Integer, TcpConnection> model = new HashMap<>();
    TcpFixture f = new TcpFixture();
    TcpReceiver receiver = new TcpReceiver();
    TcpOutput output = new TcpOutput(f.context, receiver);
    TcpSender sender = new TcpSender(f.context, output);
    TcpTimers timers = new TcpConnections(f.context, receiver, output, sender).timers();
    for (int step = 0; step < 10_000; step++) {
      int port = rng.nextInt(3_000);
      // A poor hash, so that runs of slots grow together.
      int hash = 1 + port % 97 * 40_503;
      TcpConnection found = table.find(hash, 0, 7, port, 0, 9, 80);
      assertThat(found).as("seed %d step %d", seed, step).isSameAs(model.get(port));
      if (found == null) {
        TcpConnection c = new TcpConnection(timers, new SynAck());
        c.hash = hash;
        c.remoteLo = 7;
        c.remotePort = port;
        c.localLo = 9;
        c.localPort = 80;
        table.add(c);
        model.put(port, c);
      } else if (rng.nextInt(2) == 0) {
        table.remove(found);
        model.remove(port);
      }
      assertThat(table.size()).isEqualTo(model.size());
    }
    f.close();
  }

  @Test
  void hash_isNeverZeroAndDependsOnEveryPart() {
    TcpTable table = new TcpTable(new KeyedHash(1, 2));
    int h = table.hash(1, 2, 3, 4, 5, 6);
    assertThat(h).isNotZero();
    assertThat(table.hash(9, 2, 3, 4, 5, 6)).isNotEqualTo(h);
    assertThat(table.hash(1, 9, 3, 4, 5, 6)).isNotEqualTo(h);
    assertThat(table.hash(1, 2, 9, 4, 5, 6)).isNotEqualTo(h);
    assertThat(table.hash(1, 2, 3, 9, 5, 6)).isNotEqualTo(h);
    assertThat(table.hash(1, 2, 3, 4, 9, 6)).isNotEqualTo(h);
    assertThat(table.hash(1, 2, 3, 4, 5, 9)).isNotEqualTo(h);
  }

  private static TcpFixture fixture(int connections) {
    return new TcpFixture(StackSettings.defaults().withMaxConnections(connections));
  }

  @Test
  void floodOfSyns_givesUpTheOldestHalfOpenAndNothingElse() {
    StackSettings few = StackSettings.defaults().withMaxConnections(2).withMaxHalfOpen(2);
    try (TcpFixture f = new TcpFixture(few)) {
      f.establish();
      for (int i = 1; i <= 100; i++) {
        f.clientPort = 40_000 + i;
        f.send(TcpView.SYN, 100, 0);
        assertThat(f.sent()).hasSize(1);
      }
      assertThat(f.tcp.size()).isEqualTo(3);
      assertThat(f.count(Counter.TCP_CONNECTIONS_EVICTED)).isEqualTo(98);
      assertThat(f.events.lines.stream().filter("E 0 0 EVICTED"::equals)).hasSize(98);
      f.clientPort = 40_099;
      f.send(TcpView.ACK, 101, 5_001);
      assertThat(f.streams).hasSize(2);
      f.clientPort = 40_000;
      f.data("still here");
      assertThat(f.streams.getFirst().received().readable()).isEqualTo(10);
      f.sent();
    }
  }

  @Test
  void fullTableOfOpenConnections_givesUpTheMostSilent() {
    try (TcpFixture f = fixture(2)) {
      f.establish();
      f.clientPort = 40_001;
      f.seq = 100;
      f.establish();
      f.clientPort = 40_000;
      f.data("x");
      f.clientPort = 40_002;
      f.seq = 100;
      f.establish();
      assertThat(f.streams.get(0).isGone()).isFalse();
      assertThat(f.streams.get(1).isGone()).isTrue();
      assertThat(f.events.lines).contains("E 0 0 EVICTED");
      assertThat(f.sent()).isEmpty();
    }
  }

  @Test
  void shutdown_logsEveryEnd() {
    TcpFixture f = fixture(10);
    f.establish();
    f.clientPort = 40_001;
    f.send(TcpView.SYN, 100, 0);
    f.close();
    assertThat(f.events.lines)
        .containsExactly("S", "= sh web.sh", "S", "E 0 0 SHUTDOWN", "E 0 0 SHUTDOWN");
    assertThat(f.streams.getFirst().isGone()).isTrue();
  }

  @Test
  void manyConnections_areToldApart() {
    try (TcpFixture f = fixture(30_000)) {
      for (int i = 0; i < 5_000; i++) {
        f.clientPort = 1_024 + i;
        f.send(TcpView.SYN, i, 0);
        f.link.discardSent();
      }
      assertThat(f.tcp.size()).isEqualTo(5_000);
      f.clientPort = 1_024 + 2_345;
      f.send(TcpView.RST, 2_346, 0);
      assertThat(f.tcp.size()).isEqualTo(4_999);
      f.pass(16 * SECOND);
      assertThat(f.tcp.size()).isZero();
      f.link.discardSent();
    }
  }
}
