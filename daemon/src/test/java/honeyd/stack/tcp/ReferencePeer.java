package honeyd.stack.tcp;

import honeyd.wire.TcpOptionWriter;
import honeyd.wire.TcpView;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/// A small TCP client of another make than the one under test: positions are longs, sending is go
/// back N, receiving keeps a sorted map, every segment is acknowledged.
///
/// It sends one run of bytes, then FIN, and collects what comes back up to the other's FIN.
final class ReferencePeer {
  private static final long RTO_NS = 300_000_000L;

  /// What one segment is, before it becomes bytes.
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Out(int flags, int seq, int ack, int window, byte[] payload, byte[] options) {}

  private final int isn;
  private final byte[] toSend;
  private final int mss;
  private final boolean timestamps;
  private final boolean sack;
  private final int scale;
  private final int receiveWindow;
  private final Consumer<Out> network;

  private boolean established;
  private int theirIsn;
  private long acked;
  private long next;
  private long peerWindow;
  private int peerScale;
  private long timerNs;
  private int tsRecent;
  private int duplicates;

  private long received;
  private final TreeMap<Long, byte[]> later = new TreeMap<>();
  private final ByteArrayOutputStream got = new ByteArrayOutputStream();
  private long finAt = -1;
  private boolean finReceived;
  private boolean reset;

  ReferencePeer(
      int isn,
      byte[] toSend,
      int mss,
      boolean timestamps,
      boolean sack,
      int scale,
      int receiveWindow,
      Consumer<Out> network) {
    this.isn = isn;
    this.toSend = toSend;
    this.mss = mss;
    this.timestamps = timestamps;
    this.sack = sack;
    this.scale = scale;
    this.receiveWindow = receiveWindow;
    this.network = network;
  }

  byte[] got() {
    return got.toByteArray();
  }

  boolean isReset() {
    return reset;
  }

  /// Whether both directions were closed and everything of ours was acknowledged.
  boolean isDone() {
    return finReceived && acked == toSend.length + 1L;
  }

  void connect(long nowNs) {
    TcpOptionWriter w = new TcpOptionWriter().begin(new byte[40]);
    byte[] options = new byte[40];
    w.begin(options).mss(mss);
    if (sack) {
      w.nop().nop().sackPermitted();
    }
    if (timestamps) {
      w.nop().nop().timestamps(clock(nowNs), 0);
    }
    if (scale >= 0) {
      w.nop().windowScale(scale);
    }
    int window = Math.min(65_535, receiveWindow);
    network.accept(
        new Out(TcpView.SYN, isn, 0, window, new byte[0], Arrays.copyOf(options, w.finish())));
    timerNs = nowNs + RTO_NS;
  }

  void tick(long nowNs) {
    if (reset || nowNs < timerNs) {
      return;
    }
    if (!established) {
      connect(nowNs);
    } else if (acked < toSend.length + 1L) {
      next = acked;
      if (peerWindow == 0) {
        sendAt(next, 1, nowNs);
        timerNs = nowNs + RTO_NS;
      } else {
        pump(nowNs);
      }
    }
    timerNs = Math.max(timerNs, nowNs + RTO_NS);
  }

  void receive(SentSegment s, long nowNs) {
    if (s.has(TcpView.RST)) {
      // After the end it is only the answer to a stray.
      reset = !isDone();
      return;
    }
    if (s.has(TcpView.SYN)) {
      if (!established) {
        established = true;
        theirIsn = s.seq();
        peerScale = scale >= 0 && s.options().windowScale >= 0 ? s.options().windowScale : 0;
        peerWindow = s.window();
      }
      tsRecent = s.options().tsVal;
      acknowledge(nowNs);
      pump(nowNs);
      return;
    }
    if (!established) {
      return;
    }
    if (s.options().hasTimestamps) {
      tsRecent = s.options().tsVal;
    }
    long position = acked + (s.ack() - (isn + 1 + (int) acked));
    long window = (long) s.window() << peerScale;
    if (position > acked && position <= toSend.length + 1L) {
      acked = position;
      next = Math.max(next, acked);
      duplicates = 0;
      timerNs = nowNs + RTO_NS;
    } else if (position == acked
        && s.payload().length == 0
        && window == peerWindow
        && next > acked) {
      if (++duplicates == 3) {
        sendAt(acked, mss, nowNs);
      }
    }
    if (position >= acked) {
      peerWindow = window;
    }
    int length = s.payload().length;
    boolean fin = s.has(TcpView.FIN);
    if (length > 0 || fin) {
      long at = received + (s.seq() - (theirIsn + 1 + (int) received));
      if (length > 0 && at + length > received && at >= 0) {
        later.merge(at, s.payload(), (a, b) -> a.length >= b.length ? a : b);
      }
      if (fin) {
        finAt = at + length;
      }
      drain();
      acknowledge(nowNs);
    }
    pump(nowNs);
  }

  private void drain() {
    while (!later.isEmpty() && later.firstKey() <= received) {
      Map.Entry<Long, byte[]> first = later.pollFirstEntry();
      int skip = (int) (received - first.getKey());
      byte[] b = first.getValue();
      if (skip < b.length) {
        got.write(b, skip, b.length - skip);
        received += b.length - skip;
      }
    }
    if (finAt == received && !finReceived) {
      finReceived = true;
    }
  }

  private void pump(long nowNs) {
    long limit = acked + Math.min(peerWindow, 64 << 10);
    while (next < Math.min(toSend.length, limit)) {
      int n = (int) Math.min(mss, Math.min(toSend.length, limit) - next);
      sendAt(next, n, nowNs);
      next += n;
    }
    if (next == toSend.length && limit > next) {
      sendAt(next, 0, nowNs);
      next++;
    }
  }

  private void sendAt(long position, int maxBytes, long nowNs) {
    int n = (int) Math.max(0, Math.min(Math.min(maxBytes, mss), toSend.length - position));
    byte[] payload = new byte[n];
    if (n > 0) {
      System.arraycopy(toSend, (int) position, payload, 0, n);
    }
    int flags = TcpView.ACK;
    if (position + n >= toSend.length && peerWindow > n) {
      flags |= TcpView.FIN;
    }
    if (n == 0 && (flags & TcpView.FIN) == 0) {
      return;
    }
    send(flags, position, payload, nowNs);
  }

  private void acknowledge(long nowNs) {
    send(TcpView.ACK, Math.max(next, acked), new byte[0], nowNs);
  }

  private void send(int flags, long position, byte[] payload, long nowNs) {
    byte[] options = new byte[40];
    TcpOptionWriter w = new TcpOptionWriter().begin(options);
    if (timestamps) {
      w.nop().nop().timestamps(clock(nowNs), tsRecent);
    }
    if (sack && !later.isEmpty() && payload.length == 0) {
      int[] left = new int[3];
      int[] right = new int[3];
      int n = 0;
      long end = -1;
      for (Map.Entry<Long, byte[]> e : later.entrySet()) {
        if (e.getKey() == end && n > 0) {
          right[n - 1] += e.getValue().length;
        } else if (n < 3) {
          left[n] = theirIsn + 1 + (int) (long) e.getKey();
          right[n] = left[n] + e.getValue().length;
          n++;
        } else {
          break;
        }
        end = e.getKey() + e.getValue().length;
      }
      w.nop().nop().sack(left, right, n);
    }
    int length = w.finish();
    long ack = received + 1 + (finReceived ? 1 : 0);
    int window = Math.min(65_535, receiveWindow >> Math.max(scale, 0));
    network.accept(
        new Out(
            flags,
            isn + 1 + (int) position,
            theirIsn + (int) ack,
            window,
            payload,
            Arrays.copyOf(options, length)));
  }

  private static int clock(long nowNs) {
    return (int) (nowNs / 1_000_000);
  }
}
