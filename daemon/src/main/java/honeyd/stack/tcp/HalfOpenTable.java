package honeyd.stack.tcp;

import honeyd.base.TimerWheel;
import honeyd.link.Link;
import honeyd.personality.TcpAnswer;
import honeyd.stack.Attachment;
import honeyd.stack.Choice;
import honeyd.stack.Reach;
import honeyd.stack.ReturnPath;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The connections in SYN_RECEIVED of one worker, by their 4-tuple and in the order in which they
/// began, each in 136 bytes: what a flood of SYNs leaves behind.
///
/// A half-open connection is never worked on here. [TcpConnections] fills a [TcpConnection] from it
/// when a segment or a deadline comes, and puts it back while it stays half open. Index and records
/// allocate only when there are more than ever before. One worker.
///
/// ```
///  0 remoteLo                       6 openedNs                   10 timer
///  1 localLo                        7 MAC 48, VLAN 16            11 older, newer
///  2 hash, ports                    8 sndMss rcvMss ipId sndWnd  12 … 16 options of the SYN/ACK
///  3 iss, irs                       9 window urgent flags        15
///  4 tsRecent, timestampOffset        optionBytes retries
///  5 link ttl tos shifts bits challenges, their time
/// ```
///
/// The upper halves of addresses lie in a list of their own, which is made when one is not zero,
/// and so do the numbers of members of dynamic templates.
final class HalfOpenTable {
  static final int NONE = -1;

  private static final VarHandle BYTES =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /// A million, but for a last page.
  static final int MAX_SIZE = (1 << 20) - (1 << 10);

  private static final int WORDS = 17;
  private static final int PAGE_SHIFT = 9;
  private static final int PAGE = 1 << PAGE_SHIFT;
  private static final int REMOTE = 0;
  private static final int LOCAL = 1;
  private static final int NAME = 2;
  private static final int NUMBERS = 3;
  private static final int STAMPS = 4;
  private static final int LOOK = 5;
  private static final int OPENED = 6;
  private static final int WAY = 7;
  private static final int SIZES = 8;
  private static final int SYN_ACK = 9;
  private static final int TIMER = 10;
  private static final int ORDER = 11;
  private static final int OPTIONS = 12;
  private static final int OPTION_WORDS = TcpAnswer.MAX_OPTION_BYTES / Long.BYTES;

  // The bits of a record.
  private static final int TIMESTAMPS = 1;
  private static final int SACK = 2;
  private static final int SCALING = 4;
  private static final int ECN = 8;
  private static final int DF = 16;
  private static final int ID_ZERO = 32;
  private static final int REACH_SHIFT = 6;

  /// The challenge interval is kept in units of this.
  private static final long CHALLENGE_UNIT_NS = 1 << 22;

  private final LinkNumbers links = new LinkNumbers();
  private final SlotIndex index = new SlotIndex(1 << 12);
  private long[][] pages = new long[0][];
  private long[] @Nullable [] highs = new long[0][];
  private int[] @Nullable [] members = new int[0][];

  private int slots;
  private int free = NONE;
  private int oldest = NONE;
  private int newest = NONE;
  private int size;

  int size() {
    return size;
  }

  /// The one that began first, or [#NONE].
  int oldest() {
    return oldest;
  }

  /// How many slots there are, used or not; never shrinks.
  int slots() {
    return slots;
  }

  /// Whether a connection is in a slot.
  boolean isUsed(int slot) {
    long name = word(slot, NAME);
    return find(
            (int) (name >>> 32),
            remoteHi(slot),
            remoteLo(slot),
            remotePort(slot),
            localHi(slot),
            localLo(slot),
            localPort(slot))
        == slot;
  }

  long openedNs(int slot) {
    return word(slot, OPENED);
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
    long name = name(hash, remotePort, localPort);
    for (int at = index.first(hash); at != SlotIndex.END; at = index.next(hash, at)) {
      int slot = index.slot(at);
      if (word(slot, NAME) == name
          && word(slot, REMOTE) == remoteLo
          && word(slot, LOCAL) == localLo
          && remoteHi(slot) == remoteHi
          && localHi(slot) == localHi) {
        return slot;
      }
    }
    return NONE;
  }

  private static long name(int hash, int remotePort, int localPort) {
    return (long) hash << 32 | (long) remotePort << 16 | localPort;
  }

  /// Adds a connection that begins, as the newest; returns its slot. It must not be in the table.
  ///
  /// @param member which one its host is ([honeyd.stack.Host#member])
  int add(TcpConnection c, int member) {
    if (free == NONE) {
      grow();
    }
    int slot = free;
    free = newer(slot);
    size++;
    if (index.isTight(size)) {
      growIndex();
    }
    long[] page = pages[slot >>> PAGE_SHIFT];
    int at = (slot & (PAGE - 1)) * WORDS;
    page[at + REMOTE] = c.remoteLo;
    page[at + LOCAL] = c.localLo;
    page[at + NAME] = name(c.hash, c.remotePort, c.localPort);
    page[at + NUMBERS] = (long) c.iss << 32 | (c.irs & 0xffff_ffffL);
    page[at + STAMPS] = (long) c.tsRecent << 32 | (c.timestampOffset & 0xffff_ffffL);
    page[at + OPENED] = c.openedNs;
    page[at + SIZES] =
        (long) c.sndMss << 48 | (long) c.rcvMss << 32 | (c.ipId & 0xffffL) << 16 | c.sndWnd;
    for (int i = 0; i < OPTION_WORDS; i++) {
      page[at + OPTIONS + i] = (long) BYTES.get(c.synAck.options, i * Long.BYTES);
    }
    page[at + TIMER] = TimerWheel.NONE;
    setHighs(slot, c.remoteHi, c.localHi);
    setMember(slot, member);
    order(slot, newest, NONE);
    if (newest == NONE) {
      oldest = slot;
    } else {
      order(newest, older(newest), slot);
    }
    newest = slot;
    index.put(c.hash, slot);
    save(slot, c);
    return slot;
  }

  /// Keeps what may have changed while the connection was looked at.
  void save(int slot, TcpConnection c) {
    long[] page = pages[slot >>> PAGE_SHIFT];
    int at = (slot & (PAGE - 1)) * WORDS;
    ReturnPath path = c.path();
    int link = links.numberOf(path.attachment());
    page[at + WAY] = path.macBits() << 16 | (path.vlan() & 0xffff);
    page[at + SIZES] = (page[at + SIZES] & ~0xffff_0000L) | (c.ipId & 0xffffL) << 16;
    int bits =
        (c.timestamps ? TIMESTAMPS : 0)
            | (c.sack ? SACK : 0)
            | (c.windowScaling ? SCALING : 0)
            | (c.ecn ? ECN : 0)
            | (c.synAck.df ? DF : 0)
            | (c.synAck.ipIdZero ? ID_ZERO : 0)
            | (path.reach().ordinal() << REACH_SHIFT);
    long challengeUnits = (c.challengeIntervalNs - c.openedNs) / CHALLENGE_UNIT_NS;
    page[at + LOOK] =
        (long) link << 56
            | (long) c.synAck.ttl << 48
            | (long) c.synAck.tos << 40
            | (long) (c.sndWndShift << 4 | c.rcvWndShift) << 32
            | (long) bits << 24
            | (long) Math.min(c.challenges, 0xff) << 16
            | Math.clamp(challengeUnits, 0, 0xffff);
    page[at + SYN_ACK] =
        (long) c.synAck.window << 48
            | (long) c.synAck.urgent << 32
            | (long) (c.synAck.reserved << 12 | c.synAck.flags) << 16
            | (long) c.synAck.optionBytes << 8
            | Math.min(c.retries, 0xff);
    page[at + TIMER] = c.timer;
  }

  /// Fills a connection with everything that is kept of it. What RFC 9293 derives from that, and
  /// the host, are the caller's.
  void load(int slot, TcpConnection c) {
    long[] page = pages[slot >>> PAGE_SHIFT];
    int at = (slot & (PAGE - 1)) * WORDS;
    c.remoteHi = remoteHi(slot);
    c.remoteLo = page[at + REMOTE];
    c.localHi = localHi(slot);
    c.localLo = page[at + LOCAL];
    long name = page[at + NAME];
    c.hash = (int) (name >>> 32);
    c.remotePort = (int) (name >>> 16) & 0xffff;
    c.localPort = (int) name & 0xffff;
    c.iss = (int) (page[at + NUMBERS] >>> 32);
    c.irs = (int) page[at + NUMBERS];
    c.tsRecent = (int) (page[at + STAMPS] >>> 32);
    c.timestampOffset = (int) page[at + STAMPS];
    c.openedNs = page[at + OPENED];
    long sizes = page[at + SIZES];
    c.sndMss = (int) (sizes >>> 48);
    c.rcvMss = (int) (sizes >>> 32) & 0xffff;
    c.ipId = (int) (sizes >>> 16) & 0xffff;
    c.sndWnd = (int) sizes & 0xffff;
    long look = page[at + LOOK];
    c.synAck.ttl = (int) (look >>> 48) & 0xff;
    c.synAck.tos = (int) (look >>> 40) & 0xff;
    c.sndWndShift = (int) (look >>> 36) & 15;
    c.rcvWndShift = (int) (look >>> 32) & 15;
    int bits = (int) (look >>> 24) & 0xff;
    c.timestamps = (bits & TIMESTAMPS) != 0;
    c.sack = (bits & SACK) != 0;
    c.windowScaling = (bits & SCALING) != 0;
    c.ecn = (bits & ECN) != 0;
    c.synAck.df = (bits & DF) != 0;
    c.synAck.ipIdZero = (bits & ID_ZERO) != 0;
    c.challenges = (int) (look >>> 16) & 0xff;
    c.challengeIntervalNs = c.openedNs + (look & 0xffff) * CHALLENGE_UNIT_NS;
    long synAck = page[at + SYN_ACK];
    c.synAck.window = (int) (synAck >>> 48);
    c.synAck.urgent = (int) (synAck >>> 32) & 0xffff;
    c.synAck.reserved = (int) (synAck >>> 28) & 15;
    c.synAck.flags = (int) (synAck >>> 16) & 0xfff;
    c.synAck.optionBytes = (int) (synAck >>> 8) & 0xff;
    c.retries = (int) synAck & 0xff;
    c.timer = page[at + TIMER];
    for (int i = 0; i < OPTION_WORDS; i++) {
      BYTES.set(c.synAck.options, i * Long.BYTES, page[at + OPTIONS + i]);
    }
    long way = page[at + WAY];
    int vlan = (int) way & 0xffff;
    Attachment link = links.link((int) (look >>> 56));
    c.path(link, vlan == 0xffff ? Link.NO_VLAN : vlan, way >>> 16, Reach.of(bits >>> REACH_SHIFT));
  }

  long timer(int slot) {
    return word(slot, TIMER);
  }

  long remoteHi(int slot) {
    long[] page = highs[slot >>> PAGE_SHIFT];
    return page == null ? 0 : page[(slot & (PAGE - 1)) * 2];
  }

  long remoteLo(int slot) {
    return word(slot, REMOTE);
  }

  int remotePort(int slot) {
    return (int) (word(slot, NAME) >>> 16) & 0xffff;
  }

  long localHi(int slot) {
    long[] page = highs[slot >>> PAGE_SHIFT];
    return page == null ? 0 : page[(slot & (PAGE - 1)) * 2 + 1];
  }

  long localLo(int slot) {
    return word(slot, LOCAL);
  }

  int localPort(int slot) {
    return (int) word(slot, NAME) & 0xffff;
  }

  /// The number of the member that the connection began with.
  int member(int slot) {
    int[] page = members[slot >>> PAGE_SHIFT];
    return page == null ? Choice.NO_MEMBER : page[slot & (PAGE - 1)];
  }

  private void setMember(int slot, int member) {
    int[] page = members[slot >>> PAGE_SHIFT];
    if (page == null) {
      if (member == Choice.NO_MEMBER) {
        return;
      }
      page = new int[PAGE];
      members[slot >>> PAGE_SHIFT] = page;
    }
    page[slot & (PAGE - 1)] = member;
  }

  private void setHighs(int slot, long remoteHi, long localHi) {
    long[] page = highs[slot >>> PAGE_SHIFT];
    if (page == null) {
      if ((remoteHi | localHi) == 0) {
        return;
      }
      page = new long[PAGE * 2];
      highs[slot >>> PAGE_SHIFT] = page;
    }
    page[(slot & (PAGE - 1)) * 2] = remoteHi;
    page[(slot & (PAGE - 1)) * 2 + 1] = localHi;
  }

  /// Forgets a connection; its timer is the caller's.
  void remove(int slot) {
    int older = older(slot);
    int newer = newer(slot);
    if (older == NONE) {
      oldest = newer;
    } else {
      order(older, older(older), newer);
    }
    if (newer == NONE) {
      newest = older;
    } else {
      order(newer, older, newer(newer));
    }
    index.takeOut(hash(slot), slot);
    order(slot, NONE, free);
    free = slot;
    size--;
  }

  private long word(int slot, int word) {
    return pages[slot >>> PAGE_SHIFT][(slot & (PAGE - 1)) * WORDS + word];
  }

  private int hash(int slot) {
    return (int) (word(slot, NAME) >>> 32);
  }

  private int older(int slot) {
    return (int) (word(slot, ORDER) >>> 32);
  }

  private int newer(int slot) {
    return (int) word(slot, ORDER);
  }

  private void order(int slot, int older, int newer) {
    pages[slot >>> PAGE_SHIFT][(slot & (PAGE - 1)) * WORDS + ORDER] =
        (long) older << 32 | (newer & 0xffff_ffffL);
  }

  private void grow() {
    int page = slots >>> PAGE_SHIFT;
    if (page == pages.length) {
      int length = Math.max(8, page + (page >> 1));
      pages = Arrays.copyOf(pages, length);
      highs = Arrays.copyOf(highs, length);
      members = Arrays.copyOf(members, length);
    }
    pages[page] = new long[PAGE * WORDS];
    slots += PAGE;
    for (int slot = slots - 1; slot >= slots - PAGE; slot--) {
      order(slot, NONE, free);
      free = slot;
    }
  }

  private void growIndex() {
    index.enlarge();
    for (int slot = oldest; slot != NONE; slot = newer(slot)) {
      index.put(hash(slot), slot);
    }
  }
}
