package honeyd.stack.transit;

import honeyd.link.Link;
import honeyd.link.Link.ChecksumState;
import honeyd.model.topology.Way;
import honeyd.stack.Attachment;
import honeyd.stack.ReturnPath;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One IP packet under way, in memory of a [PacketStore]. Reused; one worker.
public final class Parcel {
  /// What happens to it when its time has come.
  enum Stage {
    /// A router has it.
    AT_ROUTER,
    /// It enters the lane behind its router, which has forwarded it.
    AT_LANE,
    /// It has come to the end of its way.
    AT_END,
    /// A router found its TTL used up.
    EXPIRED,
    /// Nobody answered the ARP request of the last router.
    ARP_UNANSWERED
  }

  private final int sizeClass;
  private final MemorySegment bytes;
  private final long at;
  private final ReturnPath path;

  @Nullable Way way;
  @Nullable LaneClocks clocks;
  Stage stage = Stage.AT_ROUTER;
  int place;
  boolean ours;
  boolean overtaken;
  long dueNs;
  long order;
  int lengthBytes;
  ChecksumState checksum = ChecksumState.UNVERIFIED;
  @Nullable Parcel nextFree;

  // Neighbours in a DueQueue.
  @Nullable Parcel previous;
  @Nullable Parcel next;

  Parcel(int sizeClass, MemorySegment bytes, long at, Attachment any) {
    this.sizeClass = sizeClass;
    this.bytes = bytes;
    this.at = at;
    this.path = new ReturnPath(any, Link.NO_VLAN);
  }

  /// When it is where it is now, on the monotonic scale, however late that is seen.
  public long dueNs() {
    return dueNs;
  }

  int sizeClass() {
    return sizeClass;
  }

  /// Memory that holds the packet.
  public MemorySegment bytes() {
    return bytes;
  }

  /// Where its IP header begins.
  public long at() {
    return at;
  }

  /// Its total length.
  public int lengthBytes() {
    return lengthBytes;
  }

  public void lengthBytes(int lengthBytes) {
    this.lengthBytes = lengthBytes;
  }

  /// How its sender, or for a packet of ours its receiver, is reached.
  public ReturnPath path() {
    return path;
  }

  public ChecksumState checksum() {
    return checksum;
  }

  public void checksum(ChecksumState state) {
    checksum = state;
  }

  /// Whether a virtual host or router sent it: nobody is told of errors.
  public boolean isOurs() {
    return ours;
  }

  /// The way it goes.
  public Way way() {
    return Objects.requireNonNull(way);
  }

  /// Which router of its way has it, from 0.
  public int place() {
    return place;
  }
}
