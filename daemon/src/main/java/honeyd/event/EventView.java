package honeyd.event;

import honeyd.net.IpAddress;
import org.jspecify.annotations.Nullable;

/// One event in place, in a slot of an [EventRing]: what writers for which every allocation counts
/// take instead of an [Event].
///
/// Valid until the ring's next [EventRing#release]; never stored. Consumer thread. Which numbers
/// mean something depends on [#kind].
public final class EventView {
  /// Which of the events of a worker this is.
  public enum Kind {
    /// See [Event.PacketSeen].
    PACKET_SEEN,
    /// See [Event.FlowOpened].
    FLOW_OPENED,
    /// See [Event.FlowEstablished].
    FLOW_ESTABLISHED,
    /// See [Event.FlowClosed].
    FLOW_CLOSED,
    /// See [Event.Noted].
    NOTED
  }

  static final int SLOT_LONGS = 10;
  private static final Kind[] KINDS = Kind.values();
  private static final PacketRemark[] REMARKS = PacketRemark.values();
  private static final FlowEnd[] ENDS = FlowEnd.values();
  private static final NoteKind[] NOTES = NoteKind.values();

  private final long[] slots;
  private final @Nullable Object[] texts;
  private int index;
  private int at;
  private @Nullable Event event;

  EventView(long[] slots, @Nullable Object[] texts) {
    this.slots = slots;
    this.texts = texts;
  }

  EventView wrap(int slot) {
    index = slot;
    at = slot * SLOT_LONGS;
    event = null;
    return this;
  }

  static long head(Kind kind, int ordinal, int flags, int protocol) {
    return (long) kind.ordinal() << 32 | (long) ordinal << 24 | (long) flags << 8 | protocol;
  }

  public Kind kind() {
    return KINDS[(int) (slots[at] >>> 32)];
  }

  public int protocol() {
    return (int) slots[at] & 0xff;
  }

  /// The flag bits of the TCP header, of a packet.
  public int tcpFlags() {
    return (int) (slots[at] >>> 8) & 0xffff;
  }

  private int ordinal() {
    return (int) (slots[at] >>> 24) & 0xff;
  }

  /// What was said of a packet.
  public PacketRemark remark() {
    return REMARKS[ordinal()];
  }

  public long epochMicros() {
    return slots[at + 1];
  }

  public long remoteHi() {
    return slots[at + 2];
  }

  public long remoteLo() {
    return slots[at + 3];
  }

  /// For ICMP the type.
  public int remotePort() {
    return (int) (slots[at + 6] >>> 32);
  }

  public long localHi() {
    return slots[at + 4];
  }

  public long localLo() {
    return slots[at + 5];
  }

  /// For ICMP the code.
  public int localPort() {
    return (int) slots[at + 6];
  }

  /// Total IP length of a packet.
  public int lengthBytes() {
    return (int) slots[at + 7];
  }

  /// What the attacker's system was taken for, of a packet and of a flow that opened; null when
  /// nothing is known.
  public @Nullable String remoteOs() {
    return (String) texts[index];
  }

  /// Payload from the attacker, of a flow that was closed.
  public long receivedBytes() {
    return slots[at + 7];
  }

  /// Payload to the attacker, of a flow that was closed.
  public long sentBytes() {
    return slots[at + 8];
  }

  /// The event as a value, made when first asked for.
  public Event event() {
    Event made = event;
    if (made == null) {
      made = make();
      event = made;
    }
    return made;
  }

  private Event make() {
    IpAddress remote = new IpAddress(remoteHi(), remoteLo());
    IpAddress local = new IpAddress(localHi(), localLo());
    Event.Tuple tuple = new Event.Tuple(protocol(), remote, remotePort(), local, localPort());
    return switch (kind()) {
      case PACKET_SEEN ->
          new Event.PacketSeen(
              epochMicros(), tuple, lengthBytes(), tcpFlags(), remark(), remoteOs());
      case FLOW_OPENED -> new Event.FlowOpened(epochMicros(), tuple, remoteOs());
      case FLOW_ESTABLISHED ->
          new Event.FlowEstablished(epochMicros(), tuple, (String) texts[index]);
      case FLOW_CLOSED ->
          new Event.FlowClosed(epochMicros(), tuple, receivedBytes(), sentBytes(), ENDS[ordinal()]);
      case NOTED ->
          new Event.Noted(
              epochMicros(), NOTES[ordinal()], remote, local, slots[at + 7], slots[at + 8]);
    };
  }
}
