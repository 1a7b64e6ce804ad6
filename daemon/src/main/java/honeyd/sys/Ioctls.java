package honeyd.sys;

/// Requests of ioctl(2) and their flags, from linux/sockios.h, net/if.h and linux/if_tun.h.
public final class Ioctls {
  public static final long SIOCGIFFLAGS = 0x8913;
  public static final long SIOCSIFFLAGS = 0x8914;
  public static final long SIOCSIFADDR = 0x8916;
  public static final long SIOCSIFNETMASK = 0x891c;
  public static final long SIOCGIFMTU = 0x8921;
  public static final long SIOCSIFMTU = 0x8922;
  public static final long SIOCGIFHWADDR = 0x8927;
  public static final long SIOCGIFINDEX = 0x8933;
  public static final long TUNSETIFF = 0x4004_54caL;
  public static final long TUNSETPERSIST = 0x4004_54cbL;

  public static final int IFF_UP = 0x1;
  public static final int IFF_LOOPBACK = 0x8;
  public static final int IFF_RUNNING = 0x40;

  /// Flags of [#TUNSETIFF]: IP packets, nothing in front of them.
  public static final int IFF_TUN = 0x1;

  public static final int IFF_NO_PI = 0x1000;

  /// Longest interface name, without its final zero.
  public static final int IFNAMSIZ_CHARS = 15;

  private Ioctls() {}
}
