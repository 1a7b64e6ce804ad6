package honeyd.stack.tcp;

import honeyd.link.Link;
import honeyd.stack.Attachment;
import honeyd.stack.Reach;
import honeyd.stack.ReturnPath;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/// Connections of one worker that `tarpit open` holds, by their 4-tuple and in the order in which
/// their peers were last heard, each in 128 bytes outside the heap and one slot of an index.
///
/// Only what differs between connections at rest is kept: nothing of ours is on the way, nothing is
/// owed, nothing lies out of order. [TarpitConnections] fills a [TcpConnection] from it when a
/// segment comes. Grows by pages and never shrinks. One worker.
///
/// ```
///   0 remoteHi   8 remoteLo   16 localHi   24 localLo
///  32 hash      36 ports      40 older     44 newer
///  48 lastHeardNs             56 challengeIntervalNs       64 MAC 48, VLAN 16
///  72 sndNxt    76 sndWnd     80 maxSndWnd 84 sndWl1
///  88 rcvNxt    92 rcvEdge    96 rcvLimit 100 received
/// 104 tsRecent 108 timestampOffset        112 member       116 rcvMss, sndMss
/// 120 ipId     122 bits      124 link     125 shifts       126 quickAcks 127 challenges
/// ```
final class TarpitTable {
  static final int NONE = -1;
  static final int RECORD_BYTES = 128;

  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT;
  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;

  private static final int PAGE_SHIFT = 9;
  private static final int PAGE = 1 << PAGE_SHIFT;

  private static final int REMOTE_HI = 0;
  private static final int REMOTE_LO = 8;
  private static final int LOCAL_HI = 16;
  private static final int LOCAL_LO = 24;
  private static final int HASH = 32;
  private static final int REMOTE_PORT = 36;
  private static final int LOCAL_PORT = 38;
  private static final int OLDER = 40;
  private static final int NEWER = 44;
  private static final int HEARD = 48;
  private static final int CHALLENGED = 56;
  private static final int WAY = 64;
  private static final int SND_NXT = 72;
  private static final int SND_WND = 76;
  private static final int MAX_SND_WND = 80;
  private static final int SND_WL1 = 84;
  private static final int RCV_NXT = 88;
  private static final int RCV_EDGE = 92;
  private static final int RCV_LIMIT = 96;
  private static final int RECEIVED = 100;
  private static final int TS_RECENT = 104;
  private static final int TS_OFFSET = 108;
  private static final int MEMBER = 112;
  private static final int RCV_MSS = 116;
  private static final int SND_MSS = 118;
  private static final int IP_ID = 120;
  private static final int BITS = 122;
  private static final int LINK = 124;
  private static final int SHIFTS = 125;
  private static final int QUICK_ACKS = 126;
  private static final int CHALLENGES = 127;

  // The bits of a record.
  private static final int TIMESTAMPS = 1;
  private static final int SACK = 2;
  private static final int SCALING = 4;
  private static final int ECN = 8;
  private static final int ECN_ECHO = 16;
  private static final int PEER_CLOSED = 32;
  private static final int REACH_SHIFT = 6;

  private final List<MemorySegment> pages = new ArrayList<>();

  private final LinkNumbers links = new LinkNumbers();
  private final SlotIndex index = new SlotIndex(1 << 10);

  private int slots;
  private int free = NONE;
  private int oldest = NONE;
  private int newest = NONE;
  private int size;

  int size() {
    return size;
  }

  /// The one whose peer was silent longest, or [#NONE].
  int oldest() {
    return oldest;
  }

  /// How many slots there are, used or not; never shrinks.
  int slots() {
    return slots;
  }

  /// Whether a connection is in a slot.
  boolean isUsed(int slot) {
    return find(
            hash(slot),
            remoteHi(slot),
            remoteLo(slot),
            remotePort(slot),
            localHi(slot),
            localLo(slot),
            localPort(slot))
        == slot;
  }

  /// The slot of this 4-tuple, or [#NONE].
  int find(
      int hash,
      long remoteHi,
      long remoteLo,
      int remotePort,
      long localHi,
      long localLo,
      int localPort) {
    for (int at = index.first(hash); at != SlotIndex.END; at = index.next(hash, at)) {
      int slot = index.slot(at);
      MemorySegment page = page(slot);
      long r = at(slot);
      if (page.get(INT, r + HASH) == hash
          && page.get(LONG, r + REMOTE_LO) == remoteLo
          && page.get(LONG, r + LOCAL_LO) == localLo
          && remotePort(slot) == remotePort
          && localPort(slot) == localPort
          && page.get(LONG, r + REMOTE_HI) == remoteHi
          && page.get(LONG, r + LOCAL_HI) == localHi) {
        return slot;
      }
    }
    return NONE;
  }

  /// Keeps a connection at rest, as the one that was heard last. It must not be in the table.
  ///
  /// @param member which one its host is ([honeyd.stack.Host#member])
  void add(TcpConnection c, int member) {
    if (free == NONE) {
      grow();
    }
    int slot = free;
    MemorySegment page = page(slot);
    long at = at(slot);
    free = page.get(INT, at + NEWER);
    size++;
    if (index.isTight(size)) {
      growIndex();
    }
    page.set(LONG, at + REMOTE_HI, c.remoteHi);
    page.set(LONG, at + REMOTE_LO, c.remoteLo);
    page.set(LONG, at + LOCAL_HI, c.localHi);
    page.set(LONG, at + LOCAL_LO, c.localLo);
    page.set(INT, at + HASH, c.hash);
    page.set(SHORT, at + REMOTE_PORT, (short) c.remotePort);
    page.set(SHORT, at + LOCAL_PORT, (short) c.localPort);
    page.set(LONG, at + HEARD, c.lastHeardNs);
    page.set(LONG, at + CHALLENGED, c.challengeIntervalNs);
    ReturnPath path = c.path();
    page.set(LONG, at + WAY, path.macBits() << 16 | (path.vlan() & 0xffff));
    page.set(INT, at + SND_NXT, c.sndNxt);
    page.set(INT, at + SND_WND, c.sndWnd);
    page.set(INT, at + MAX_SND_WND, c.maxSndWnd);
    page.set(INT, at + SND_WL1, c.sndWl1);
    page.set(INT, at + RCV_NXT, c.rcvNxt);
    page.set(INT, at + RCV_EDGE, c.rcvEdge);
    page.set(INT, at + RCV_LIMIT, c.rcvLimit);
    page.set(INT, at + RECEIVED, (int) c.receivedBytes);
    page.set(INT, at + TS_RECENT, c.tsRecent);
    page.set(INT, at + TS_OFFSET, c.timestampOffset);
    page.set(INT, at + MEMBER, member);
    page.set(SHORT, at + RCV_MSS, (short) c.rcvMss);
    page.set(SHORT, at + SND_MSS, (short) c.sndMss);
    page.set(SHORT, at + IP_ID, (short) c.ipId);
    int bits =
        (c.timestamps ? TIMESTAMPS : 0)
            | (c.sack ? SACK : 0)
            | (c.windowScaling ? SCALING : 0)
            | (c.ecn ? ECN : 0)
            | (c.ecnEcho ? ECN_ECHO : 0)
            | (c.peerFinReceived ? PEER_CLOSED : 0)
            | (path.reach().ordinal() << REACH_SHIFT);
    page.set(SHORT, at + BITS, (short) bits);
    page.set(BYTE, at + LINK, (byte) links.numberOf(path.attachment()));
    page.set(BYTE, at + SHIFTS, (byte) (c.sndWndShift << 4 | c.rcvWndShift));
    page.set(BYTE, at + QUICK_ACKS, (byte) Math.min(c.quickAcks, 0xff));
    page.set(BYTE, at + CHALLENGES, (byte) Math.min(c.challenges, 0xff));
    page.set(INT, at + OLDER, newest);
    page.set(INT, at + NEWER, NONE);
    if (newest == NONE) {
      oldest = slot;
    } else {
      page(newest).set(INT, at(newest) + NEWER, slot);
    }
    newest = slot;
    index.put(c.hash, slot);
  }

  /// Fills a connection with everything that is kept of it. What follows from that, and the host,
  /// are the caller's.
  void load(int slot, TcpConnection c) {
    MemorySegment page = page(slot);
    long at = at(slot);
    c.remoteHi = page.get(LONG, at + REMOTE_HI);
    c.remoteLo = page.get(LONG, at + REMOTE_LO);
    c.localHi = page.get(LONG, at + LOCAL_HI);
    c.localLo = page.get(LONG, at + LOCAL_LO);
    c.hash = page.get(INT, at + HASH);
    c.remotePort = remotePort(slot);
    c.localPort = localPort(slot);
    c.lastHeardNs = page.get(LONG, at + HEARD);
    c.challengeIntervalNs = page.get(LONG, at + CHALLENGED);
    c.sndNxt = page.get(INT, at + SND_NXT);
    c.sndWnd = page.get(INT, at + SND_WND);
    c.maxSndWnd = page.get(INT, at + MAX_SND_WND);
    c.sndWl1 = page.get(INT, at + SND_WL1);
    c.rcvNxt = page.get(INT, at + RCV_NXT);
    c.rcvEdge = page.get(INT, at + RCV_EDGE);
    c.rcvLimit = page.get(INT, at + RCV_LIMIT);
    c.receivedBytes = receivedBytes(slot);
    c.tsRecent = page.get(INT, at + TS_RECENT);
    c.timestampOffset = page.get(INT, at + TS_OFFSET);
    c.rcvMss = page.get(SHORT, at + RCV_MSS) & 0xffff;
    c.sndMss = page.get(SHORT, at + SND_MSS) & 0xffff;
    c.ipId = page.get(SHORT, at + IP_ID) & 0xffff;
    int bits = page.get(SHORT, at + BITS) & 0xffff;
    c.timestamps = (bits & TIMESTAMPS) != 0;
    c.sack = (bits & SACK) != 0;
    c.windowScaling = (bits & SCALING) != 0;
    c.ecn = (bits & ECN) != 0;
    c.ecnEcho = (bits & ECN_ECHO) != 0;
    c.peerFinReceived = (bits & PEER_CLOSED) != 0;
    int shifts = page.get(BYTE, at + SHIFTS) & 0xff;
    c.sndWndShift = shifts >>> 4;
    c.rcvWndShift = shifts & 15;
    c.quickAcks = page.get(BYTE, at + QUICK_ACKS) & 0xff;
    c.challenges = page.get(BYTE, at + CHALLENGES) & 0xff;
    long way = page.get(LONG, at + WAY);
    int vlan = (int) way & 0xffff;
    Attachment link = links.link(page.get(BYTE, at + LINK) & 0xff);
    c.path(link, vlan == 0xffff ? Link.NO_VLAN : vlan, way >>> 16, Reach.of(bits >>> REACH_SHIFT));
  }

  long remoteHi(int slot) {
    return page(slot).get(LONG, at(slot) + REMOTE_HI);
  }

  long remoteLo(int slot) {
    return page(slot).get(LONG, at(slot) + REMOTE_LO);
  }

  int remotePort(int slot) {
    return page(slot).get(SHORT, at(slot) + REMOTE_PORT) & 0xffff;
  }

  long localHi(int slot) {
    return page(slot).get(LONG, at(slot) + LOCAL_HI);
  }

  long localLo(int slot) {
    return page(slot).get(LONG, at(slot) + LOCAL_LO);
  }

  int localPort(int slot) {
    return page(slot).get(SHORT, at(slot) + LOCAL_PORT) & 0xffff;
  }

  /// The number of the member that the connection began with.
  int member(int slot) {
    return page(slot).get(INT, at(slot) + MEMBER);
  }

  long lastHeardNs(int slot) {
    return page(slot).get(LONG, at(slot) + HEARD);
  }

  long receivedBytes(int slot) {
    return page(slot).get(INT, at(slot) + RECEIVED);
  }

  /// Forgets a connection.
  void remove(int slot) {
    MemorySegment page = page(slot);
    long at = at(slot);
    int older = page.get(INT, at + OLDER);
    int newer = page.get(INT, at + NEWER);
    if (older == NONE) {
      oldest = newer;
    } else {
      page(older).set(INT, at(older) + NEWER, newer);
    }
    if (newer == NONE) {
      newest = older;
    } else {
      page(newer).set(INT, at(newer) + OLDER, older);
    }
    index.takeOut(hash(slot), slot);
    page.set(INT, at + NEWER, free);
    free = slot;
    size--;
  }

  private MemorySegment page(int slot) {
    return pages.get(slot >>> PAGE_SHIFT);
  }

  private static long at(int slot) {
    return (long) (slot & (PAGE - 1)) * RECORD_BYTES;
  }

  private int hash(int slot) {
    return page(slot).get(INT, at(slot) + HASH);
  }

  private void grow() {
    pages.add(Arena.ofAuto().allocate((long) PAGE * RECORD_BYTES, Long.BYTES));
    slots += PAGE;
    for (int slot = slots - 1; slot >= slots - PAGE; slot--) {
      page(slot).set(INT, at(slot) + NEWER, free);
      free = slot;
    }
  }

  private void growIndex() {
    index.enlarge();
    for (int slot = oldest; slot != NONE; slot = page(slot).get(INT, at(slot) + NEWER)) {
      index.put(hash(slot), slot);
    }
  }
}
