package honeyd.stack.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.base.Rng;
import honeyd.link.Link;
import honeyd.stack.Attachment;
import honeyd.stack.Reach;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HalfOpenTableTest {
  private final TcpFixture f = new TcpFixture();
  private final Attachment link = new Attachment(f.link, 3);
  private final TcpReceiver receiver = new TcpReceiver();
  private final TcpOutput output = new TcpOutput(f.context, receiver);
  private final TcpTimers timers =
      new TcpConnections(f.context, receiver, output, new TcpSender(f.context, output)).timers();

  @AfterEach
  void close() {
    f.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void randomUse_agreesWithAMapInOrder(long seed) {
    Rng rng = new Rng(seed);
    HalfOpenTable table = new HalfOpenTable();
    Map<Integer, TcpConnection> model = new LinkedHashMap<>();
    for (int step = 0; step < 20_000; step++) {
      int port = rng.nextInt(3_000);
      int hash = 1 + port % 97 * 40_503;
      long hi = port % 5 == 0 ? 0x2001_0db8L << 32 : 0;
      int slot = table.find(hash, hi, 7, port, 0, 9, 80);
      TcpConnection expected = model.get(port);
      assertThat(slot != HalfOpenTable.NONE).as("seed %d", seed).isEqualTo(expected != null);
      if (expected == null) {
        TcpConnection c = random(rng, hash, hi, port);
        // one port in seven has a host of a dynamic template
        assertThat(table.member(table.add(c, port % 7 == 0 ? ~port : 0)))
            .isEqualTo(port % 7 == 0 ? ~port : 0);
        model.put(port, c);
      } else if (rng.nextInt(3) == 0) {
        table.remove(slot);
        model.remove(port);
      } else {
        TcpConnection c = new TcpConnection(timers, new SynAck());
        table.load(slot, c);
        assertThat(kept(c)).isEqualTo(kept(expected));
        assertThat(table.member(slot)).isEqualTo(port % 7 == 0 ? ~port : 0);
        expected.retries = rng.nextInt(8);
        expected.ipId = rng.nextInt(0x10000);
        expected.challenges = rng.nextInt(200);
        table.save(slot, expected);
      }
      assertThat(table.size()).isEqualTo(model.size());
      Iterator<TcpConnection> first = model.values().iterator();
      if (first.hasNext()) {
        assertThat(table.remotePort(table.oldest())).isEqualTo(first.next().remotePort);
      } else {
        assertThat(table.oldest()).isEqualTo(HalfOpenTable.NONE);
      }
    }
  }

  private TcpConnection random(Rng rng, int hash, long hi, int port) {
    TcpConnection c = new TcpConnection(timers, new SynAck());
    c.hash = hash;
    c.remoteHi = hi;
    c.remoteLo = 7;
    c.remotePort = port;
    c.localLo = 9;
    c.localPort = 80;
    c.iss = rng.nextInt();
    c.irs = rng.nextInt();
    c.tsRecent = rng.nextInt();
    c.timestampOffset = rng.nextInt();
    c.openedNs = 1_000_000L * rng.nextInt(1 << 30);
    c.challengeIntervalNs = c.openedNs + ((long) rng.nextInt(1 << 16) << 22);
    c.sndMss = rng.nextInt(0x10000);
    c.rcvMss = rng.nextInt(0x10000);
    c.ipId = rng.nextInt(0x10000);
    c.sndWnd = rng.nextInt(0x10000);
    c.sndWndShift = rng.nextInt(15);
    c.rcvWndShift = rng.nextInt(15);
    c.timestamps = rng.nextInt(2) == 0;
    c.sack = rng.nextInt(2) == 0;
    c.windowScaling = rng.nextInt(2) == 0;
    c.ecn = rng.nextInt(2) == 0;
    c.synAck.df = rng.nextInt(2) == 0;
    c.synAck.ipIdZero = rng.nextInt(2) == 0;
    c.synAck.ttl = rng.nextInt(256);
    c.synAck.tos = rng.nextInt(256);
    c.synAck.window = rng.nextInt(0x10000);
    c.synAck.urgent = rng.nextInt(0x10000);
    c.synAck.flags = rng.nextInt(256);
    c.synAck.reserved = rng.nextInt(16);
    c.synAck.optionBytes = rng.nextInt(41);
    for (int i = 0; i < c.synAck.options.length; i++) {
      c.synAck.options[i] = (byte) rng.nextInt(256);
    }
    c.path(
        link,
        rng.nextInt(2) == 0 ? Link.NO_VLAN : rng.nextInt(0xffff),
        0xfedc_ba98_7654L,
        Reach.of(rng.nextInt(3)));
    return c;
  }

  private static List<Object> kept(TcpConnection c) {
    return List.of(
        List.of(c.hash, c.remoteHi, c.remoteLo, c.remotePort, c.localHi, c.localLo, c.localPort),
        List.of(c.iss, c.irs, c.tsRecent, c.timestampOffset, c.openedNs, c.challengeIntervalNs),
        List.of(c.sndMss, c.rcvMss, c.ipId, c.sndWnd, c.sndWndShift, c.rcvWndShift),
        List.of(c.timestamps, c.sack, c.windowScaling, c.ecn, c.synAck.df, c.synAck.ipIdZero),
        List.of(c.synAck.ttl, c.synAck.tos, c.synAck.window, c.synAck.urgent, c.synAck.flags),
        List.of(c.synAck.reserved, c.synAck.optionBytes, c.retries, c.challenges, c.timer),
        HexFormat.of().formatHex(c.synAck.options),
        List.of(c.path().attachment(), c.path().vlan(), c.path().macBits(), c.path().reach()));
  }
}
