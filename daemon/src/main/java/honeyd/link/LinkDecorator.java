package honeyd.link;

import java.lang.foreign.MemorySegment;

/// A link that passes everything on to another one, which it owns and closes.
///
/// Decorators that touch frames override [#onFrame] for those that come in and [#onCommit] for
/// those that go out. Allocates nothing of itself. Belongs to the worker that polls it.
abstract class LinkDecorator implements Link {
  final Link inner;
  private final FrameHandler in = this::onFrame;
  private FrameHandler target = (_, _, _, _, _) -> {};
  private long reservedAt;

  LinkDecorator(Link inner) {
    this.inner = inner;
  }

  /// A frame came in; the default passes it on.
  void onFrame(MemorySegment frames, long at, int lengthBytes, int vlan, ChecksumState checksum) {
    target.onFrame(frames, at, lengthBytes, vlan, checksum);
  }

  /// A frame is about to be queued; returns the length to commit, zero to hold it back.
  int onCommit(MemorySegment frames, long at, int lengthBytes) {
    return lengthBytes;
  }

  /// A turn brought no frame.
  void onQuiet() {}

  @Override
  public final int receive(FrameHandler handler, int limit) {
    target = handler;
    int n = inner.receive(in, limit);
    if (n == 0) {
      onQuiet();
    }
    return n;
  }

  @Override
  public final long receivedEpochNs() {
    return inner.receivedEpochNs();
  }

  @Override
  public final long reserve(int lengthBytes) {
    reservedAt = inner.reserve(lengthBytes);
    return reservedAt;
  }

  @Override
  public final void commit(int lengthBytes) {
    inner.commit(lengthBytes == 0 ? 0 : onCommit(inner.transmitBytes(), reservedAt, lengthBytes));
  }

  @Override
  public final MemorySegment transmitBytes() {
    return inner.transmitBytes();
  }

  @Override
  public final int flush() {
    return inner.flush();
  }

  @Override
  public final String name() {
    return inner.name();
  }

  @Override
  public final Framing framing() {
    return inner.framing();
  }

  @Override
  public final long macBits() {
    return inner.macBits();
  }

  @Override
  public final int mtu() {
    return inner.mtu();
  }

  @Override
  public final void filter(KernelFilter filter) {
    inner.filter(filter);
  }

  @Override
  public final int pollFd() {
    return inner.pollFd();
  }

  @Override
  public void close() {
    inner.close();
  }
}
