package honeyd.stack.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.base.Rng;
import honeyd.link.Link;
import honeyd.stack.Attachment;
import honeyd.stack.Reach;
import honeyd.testkit.SeededTest;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TarpitTableTest {
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

  @Test
  void randomUse_agreesWithAMapInOrder() {
    SeededTest.rounds(1, 3, this::agrees);
  }

  private void agrees(Rng rng) {
    TarpitTable table = new TarpitTable();
    Map<Integer, TcpConnection> model = new LinkedHashMap<>();
    for (int step = 0; step < 20_000; step++) {
      int port = rng.nextInt(3_000);
      int hash = 1 + port % 97 * 40_503;
      long hi = port % 5 == 0 ? 0x2001_0db8L << 32 : 0;
      int slot = table.find(hash, hi, 7, port, 0, 9, 80);
      TcpConnection expected = model.get(port);
      assertThat(slot != TarpitTable.NONE).isEqualTo(expected != null);
      if (expected == null) {
        TcpConnection c = random(rng, hash, hi, port);
        table.add(c, ~port);
        model.put(port, c);
      } else {
        TcpConnection c = new TcpConnection(timers, new SynAck());
        table.load(slot, c);
        assertThat(kept(c)).isEqualTo(kept(expected));
        assertThat(table.member(slot)).isEqualTo(~port);
        assertThat(table.receivedBytes(slot)).isEqualTo(expected.receivedBytes);
        table.remove(slot);
        model.remove(port);
      }
      assertThat(table.size()).isEqualTo(model.size());
      Iterator<TcpConnection> first = model.values().iterator();
      if (first.hasNext()) {
        assertThat(table.remotePort(table.oldest())).isEqualTo(first.next().remotePort);
      } else {
        assertThat(table.oldest()).isEqualTo(TarpitTable.NONE);
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
    c.lastHeardNs = rng.nextLong();
    c.challengeIntervalNs = rng.nextLong();
    c.sndNxt = rng.nextInt();
    c.sndWnd = rng.nextInt();
    c.maxSndWnd = rng.nextInt();
    c.sndWl1 = rng.nextInt();
    c.rcvNxt = rng.nextInt();
    c.rcvEdge = rng.nextInt();
    c.rcvLimit = rng.nextInt();
    c.receivedBytes = rng.nextInt(1 << 20);
    c.tsRecent = rng.nextInt();
    c.timestampOffset = rng.nextInt();
    c.rcvMss = rng.nextInt(0x10000);
    c.sndMss = rng.nextInt(0x10000);
    c.ipId = rng.nextInt(0x10000);
    c.sndWndShift = rng.nextInt(15);
    c.rcvWndShift = rng.nextInt(15);
    c.quickAcks = rng.nextInt(100);
    c.challenges = rng.nextInt(200);
    c.timestamps = rng.nextInt(2) == 0;
    c.sack = rng.nextInt(2) == 0;
    c.windowScaling = rng.nextInt(2) == 0;
    c.ecn = rng.nextInt(2) == 0;
    c.ecnEcho = rng.nextInt(2) == 0;
    c.peerFinReceived = rng.nextInt(2) == 0;
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
        List.of(c.lastHeardNs, c.challengeIntervalNs, c.sndNxt, c.sndWnd, c.maxSndWnd, c.sndWl1),
        List.of(c.rcvNxt, c.rcvEdge, c.rcvLimit, c.receivedBytes, c.tsRecent, c.timestampOffset),
        List.of(c.rcvMss, c.sndMss, c.ipId, c.sndWndShift, c.rcvWndShift, c.quickAcks),
        List.of(c.challenges, c.timestamps, c.sack, c.windowScaling, c.ecn, c.ecnEcho),
        List.of(c.peerFinReceived, c.path().attachment(), c.path().vlan(), c.path().macBits()),
        c.path().reach());
  }
}
