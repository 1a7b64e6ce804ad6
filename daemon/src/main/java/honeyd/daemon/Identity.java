package honeyd.daemon;

import honeyd.sys.Processes;
import honeyd.sys.Users;
import honeyd.sys.Users.User;
import org.jspecify.annotations.Nullable;

/// Whom a daemon started by root becomes: `-u` and `-g`, or nobody.
///
/// @param name for people; the number where it has none
record Identity(String name, int uid, int gid) {
  private static final String DEFAULT_USER = "nobody";
  private static final int DEFAULT_ID = 65_534;

  /// The wish of a command line; null when the daemon stays who it is: not root, or told by `-u 0`
  /// to stay root.
  ///
  /// @throws StartException when there is no such user or group, or only root could become it
  static @Nullable Identity wanted(@Nullable String user, @Nullable String group)
      throws StartException {
    if (Processes.geteuid() != 0) {
      refuseOthers(user, group);
      return null;
    }
    Identity wanted = of(user, group);
    if (wanted.uid != 0) {
      return wanted;
    }
    if (wanted.gid != 0) {
      throw new StartException("-g " + group + " asks for another group while -u keeps root");
    }
    return null;
  }

  private static void refuseOthers(@Nullable String user, @Nullable String group)
      throws StartException {
    if (user != null && user(user).uid() != Processes.geteuid()) {
      throw new StartException("-u " + user + ": only root can become another user");
    }
    if (group != null && gid(group) != Processes.getegid()) {
      throw new StartException("-g " + group + ": only root can become another group");
    }
  }

  private static Identity of(@Nullable String user, @Nullable String group) throws StartException {
    User found = user(user == null ? DEFAULT_USER : user);
    return new Identity(found.name(), found.uid(), group == null ? found.gid() : gid(group));
  }

  private static User user(String text) throws StartException {
    int number = number(text);
    User found = number >= 0 ? Users.byId(number) : Users.byName(text);
    if (found != null) {
      return found;
    }
    if (number >= 0) {
      return new User(text, number, number);
    }
    if (text.equals(DEFAULT_USER)) {
      return new User(text, DEFAULT_ID, DEFAULT_ID);
    }
    throw new StartException("-u " + text + ": there is no such user");
  }

  private static int gid(String text) throws StartException {
    int number = number(text);
    int gid = number >= 0 ? number : Users.groupByName(text);
    if (gid < 0) {
      throw new StartException("-g " + text + ": there is no such group");
    }
    return gid;
  }

  /// The number that a text is, or -1.
  private static int number(String text) {
    try {
      return text.matches("\\d+") ? Integer.parseInt(text) : -1;
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  @Override
  public String toString() {
    return "uid "
        + uid
        + ", gid "
        + gid
        + (name.equals(Integer.toString(uid)) ? "" : " (" + name + ")");
  }
}
