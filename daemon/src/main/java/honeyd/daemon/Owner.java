package honeyd.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;

/// Whose a file is, and who may write it: stat(2).
record Owner(int uid, int gid, int mode) {
  private static final int GROUP_WRITES = 0020;
  private static final int OTHERS_WRITE = 0002;

  /// Of the file itself, not of what it links to.
  static Owner of(Path path) throws IOException {
    return of(Files.readAttributes(path, "unix:uid,gid,mode", LinkOption.NOFOLLOW_LINKS));
  }

  /// Of the directory that a file lies in, links followed.
  static Owner ofDirectory(Path file) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    return of(Files.readAttributes(directory == null ? file : directory, "unix:uid,gid,mode"));
  }

  private static Owner of(Map<String, Object> attributes) {
    return new Owner(
        number(attributes, "uid"), number(attributes, "gid"), number(attributes, "mode"));
  }

  private static int number(Map<String, Object> attributes, String name) {
    return attributes.get(name) instanceof Integer value ? value : -1;
  }

  /// Whether somebody who is not root may write it.
  boolean writableBy(Identity user) {
    return uid == user.uid()
        || (gid == user.gid() && (mode & GROUP_WRITES) != 0)
        || (mode & OTHERS_WRITE) != 0;
  }
}
