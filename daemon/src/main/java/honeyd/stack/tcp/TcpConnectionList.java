package honeyd.stack.tcp;

import org.jspecify.annotations.Nullable;

/// Connections in the order in which they were last heard of, oldest first; a connection is in at
/// most one list. One worker, no allocation.
final class TcpConnectionList {
  private @Nullable TcpConnection oldest;
  private @Nullable TcpConnection newest;
  private int size;

  @Nullable TcpConnection oldest() {
    return oldest;
  }

  int size() {
    return size;
  }

  /// Puts a connection at the young end, taking it out of whatever list it is in.
  void touch(TcpConnection c) {
    if (newest == c) {
      return;
    }
    if (c.list != null) {
      c.list.remove(c);
    }
    c.list = this;
    c.older = newest;
    c.newer = null;
    if (newest == null) {
      oldest = c;
    } else {
      newest.newer = c;
    }
    newest = c;
    size++;
  }

  void remove(TcpConnection c) {
    if (c.older == null) {
      oldest = c.newer;
    } else {
      c.older.newer = c.newer;
    }
    if (c.newer == null) {
      newest = c.older;
    } else {
      c.newer.older = c.older;
    }
    c.older = null;
    c.newer = null;
    c.list = null;
    size--;
  }
}
