package honeyd.link;

import honeyd.link.Link.Framing;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Reads a classic capture file in place: pcap-savefile(5), micro- or nanoseconds, either byte
/// order; Ethernet, raw IP, and the two forms of Linux "cooked" frames, of which the IPv4 packet is
/// taken.
///
/// A file that breaks off or whose lengths are impossible ends at the last good record, and
/// [#isBroken] tells. One thread; the memory of the frames lives until [#close].
public final class PcapReader implements AutoCloseable {
  private static final int FILE_HEADER_BYTES = 24;
  private static final int RECORD_HEADER_BYTES = 16;
  private static final int LINK_TYPE = 20;
  private static final int LINK_TYPE_MASK = 0xffff;
  private static final int MAX_FRAME_BYTES = 1 << 18;
  private static final int SLL_BYTES = 16;
  private static final int SLL_PROTOCOL = 14;
  private static final int SLL2_BYTES = 20;
  private static final int SLL2_PROTOCOL = 0;
  private static final short IPV4 = 0x0800;
  private static final ValueLayout.OfShort BE16 =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private final Arena arena = Arena.ofShared();
  private final MemorySegment file;
  private final ValueLayout.OfInt word;
  private final boolean nanos;
  private final int linkType;
  private long nextAt = FILE_HEADER_BYTES;
  private long epochNs;
  private long frameAt;
  private int lengthBytes;
  private boolean truncated;
  private boolean broken;

  private PcapReader(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      file = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
      if (file.byteSize() < FILE_HEADER_BYTES) {
        throw new IOException(path + ": too short for a capture file");
      }
      word = ValueLayout.JAVA_INT_UNALIGNED.withOrder(order(path, file));
      nanos = file.get(word, 0) == Pcap.MAGIC_NANOS;
      linkType = file.get(word, LINK_TYPE) & LINK_TYPE_MASK;
      requireKnown(path, linkType);
    } catch (IOException | RuntimeException e) {
      arena.close();
      throw e;
    }
  }

  /// Opens a capture and reads its head.
  ///
  /// @throws IOException that names the file and says what it is instead of a usable capture
  public static PcapReader open(Path path) throws IOException {
    return new PcapReader(path);
  }

  private static ByteOrder order(Path path, MemorySegment file) throws IOException {
    for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
      int magic = file.get(ValueLayout.JAVA_INT_UNALIGNED.withOrder(order), 0);
      if (magic == Pcap.MAGIC_MICROS || magic == Pcap.MAGIC_NANOS) {
        return order;
      }
      if (magic == Pcap.MAGIC_PCAPNG) {
        throw new IOException(
            path + ": a pcapng file; convert it first: editcap -F pcap " + path + " OUT.pcap");
      }
    }
    throw new IOException(path + ": not a capture file (no pcap magic number at its start)");
  }

  private static void requireKnown(Path path, int linkType) throws IOException {
    switch (linkType) {
      case Pcap.LINKTYPE_ETHERNET,
          Pcap.LINKTYPE_RAW,
          Pcap.LINKTYPE_RAW_BSD,
          Pcap.LINKTYPE_IPV4,
          Pcap.LINKTYPE_LINUX_SLL,
          Pcap.LINKTYPE_LINUX_SLL2 -> {}
      default ->
          throw new IOException(
              path
                  + ": frames of link type "
                  + linkType
                  + " are not understood; Ethernet (1), raw IP (101) and Linux cooked (113, 276)"
                  + " are");
    }
  }

  /// What the frames begin with.
  public Framing framing() {
    return linkType == Pcap.LINKTYPE_ETHERNET ? Framing.ETHERNET : Framing.IP;
  }

  /// Moves to the next frame; false at the end.
  public boolean next() {
    while (nextAt + RECORD_HEADER_BYTES <= file.byteSize()) {
      long seconds = Integer.toUnsignedLong(file.get(word, nextAt));
      long fraction = Integer.toUnsignedLong(file.get(word, nextAt + 4));
      int captured = file.get(word, nextAt + 8);
      int original = file.get(word, nextAt + 12);
      long at = nextAt + RECORD_HEADER_BYTES;
      if (captured < 0 || captured > MAX_FRAME_BYTES || at + captured > file.byteSize()) {
        broken = true;
        nextAt = file.byteSize();
        return false;
      }
      nextAt = at + captured;
      epochNs = seconds * 1_000_000_000L + (nanos ? fraction : fraction * 1_000);
      truncated = captured < original;
      if (locate(at, captured)) {
        return true;
      }
    }
    broken |= nextAt != file.byteSize();
    return false;
  }

  /// Finds the frame within its record; false where it is not for us.
  private boolean locate(long at, int captured) {
    return switch (linkType) {
      case Pcap.LINKTYPE_LINUX_SLL -> cooked(at, captured, SLL_BYTES, SLL_PROTOCOL);
      case Pcap.LINKTYPE_LINUX_SLL2 -> cooked(at, captured, SLL2_BYTES, SLL2_PROTOCOL);
      default -> {
        frameAt = at;
        lengthBytes = captured;
        yield true;
      }
    };
  }

  private boolean cooked(long at, int captured, int headerBytes, int protocolAt) {
    if (captured < headerBytes || file.get(BE16, at + protocolAt) != IPV4) {
      return false;
    }
    frameAt = at + headerBytes;
    lengthBytes = captured - headerBytes;
    return true;
  }

  /// When the present frame was captured, in nanoseconds since 1970-01-01T00:00Z.
  public long epochNs() {
    return epochNs;
  }

  /// Memory that holds the frames.
  public MemorySegment frames() {
    return file;
  }

  /// Where the present frame begins in it.
  public long frameAt() {
    return frameAt;
  }

  public int lengthBytes() {
    return lengthBytes;
  }

  /// Whether the capture kept only the beginning of the present frame.
  public boolean isTruncated() {
    return truncated;
  }

  /// Whether the file ended within a record or had an impossible length.
  public boolean isBroken() {
    return broken;
  }

  @Override
  public void close() {
    arena.close();
  }
}
