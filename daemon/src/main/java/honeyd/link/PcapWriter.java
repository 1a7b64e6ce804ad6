package honeyd.link;

import honeyd.link.Link.Framing;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// Writes a classic capture file with microseconds: pcap-savefile(5).
///
/// A disk that is full ends the writing, not the caller: [#failure] tells, and what follows is
/// passed over. One thread; allocates nothing per frame.
public final class PcapWriter implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 18;
  private static final int RECORD_HEADER_BYTES = 16;
  private static final int MAX_FRAME_BYTES = 1 << 17;
  private static final int MAC_BYTES = 12;
  private static final int TAG_BYTES = 4;
  private static final short DOT1Q = (short) 0x8100;

  private final FileChannel file;
  private final ByteBuffer buffer =
      ByteBuffer.allocateDirect(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
  private final MemorySegment bufferBytes = MemorySegment.ofBuffer(buffer);
  private @Nullable IOException failure;

  private PcapWriter(FileChannel file, Framing framing) {
    this.file = file;
    buffer.putInt(Pcap.MAGIC_MICROS);
    buffer.putShort((short) 2).putShort((short) 4);
    buffer.putInt(0).putInt(0);
    buffer.putInt(MAX_FRAME_BYTES);
    buffer.putInt(
        switch (framing) {
          case ETHERNET -> Pcap.LINKTYPE_ETHERNET;
          case IP -> Pcap.LINKTYPE_RAW;
        });
  }

  /// Makes the file, replacing one that is there, and writes its head.
  public static PcapWriter create(Path path, Framing framing) throws IOException {
    FileChannel file =
        FileChannel.open(
            path,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    PcapWriter writer = new PcapWriter(file, framing);
    writer.flush();
    IOException failure = writer.failure;
    if (failure != null) {
      file.close();
      throw failure;
    }
    return writer;
  }

  /// Adds one frame of at most 128 KiB.
  ///
  /// @param vlan a tag to put back into an Ethernet frame, or [Link#NO_VLAN]
  public void write(long epochMicros, MemorySegment frames, long at, int lengthBytes, int vlan) {
    boolean tagged = vlan != Link.NO_VLAN && lengthBytes >= MAC_BYTES;
    int length = lengthBytes + (tagged ? TAG_BYTES : 0);
    if (failure != null || length > MAX_FRAME_BYTES) {
      return;
    }
    if (buffer.remaining() < RECORD_HEADER_BYTES + length) {
      flush();
    }
    buffer.putInt((int) Math.floorDiv(epochMicros, 1_000_000L));
    buffer.putInt((int) Math.floorMod(epochMicros, 1_000_000L));
    buffer.putInt(length).putInt(length);
    if (tagged) {
      copy(frames, at, MAC_BYTES);
      buffer.put((byte) (DOT1Q >> 8)).put((byte) DOT1Q);
      buffer.put((byte) (vlan >> 8)).put((byte) vlan);
      copy(frames, at + MAC_BYTES, lengthBytes - MAC_BYTES);
    } else {
      copy(frames, at, lengthBytes);
    }
  }

  private void copy(MemorySegment frames, long at, int lengthBytes) {
    MemorySegment.copy(
        frames,
        ValueLayout.JAVA_BYTE,
        at,
        bufferBytes,
        ValueLayout.JAVA_BYTE,
        buffer.position(),
        lengthBytes);
    buffer.position(buffer.position() + lengthBytes);
  }

  /// Hands what is buffered to the file.
  public void flush() {
    if (buffer.position() == 0) {
      return;
    }
    buffer.flip();
    try {
      while (failure == null && buffer.hasRemaining()) {
        file.write(buffer);
      }
    } catch (IOException e) {
      failure = e;
    }
    buffer.clear();
  }

  /// Why the file ends early, or null while all is well.
  public @Nullable IOException failure() {
    return failure;
  }

  @Override
  public void close() {
    flush();
    try {
      file.close();
    } catch (IOException e) {
      failure = failure == null ? e : failure;
    }
  }
}
