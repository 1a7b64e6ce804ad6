package honeyd.link;

/// Numbers of capture files: pcap-savefile(5) and the tcpdump group's registry of link types.
final class Pcap {
  static final int MAGIC_MICROS = 0xa1b2_c3d4;
  static final int MAGIC_NANOS = 0xa1b2_3c4d;
  static final int MAGIC_PCAPNG = 0x0a0d_0d0a;

  static final int LINKTYPE_ETHERNET = 1;

  /// Raw IP, as OpenBSD and some old captures number it.
  static final int LINKTYPE_RAW_BSD = 12;

  static final int LINKTYPE_RAW = 101;
  static final int LINKTYPE_LINUX_SLL = 113;
  static final int LINKTYPE_IPV4 = 228;
  static final int LINKTYPE_LINUX_SLL2 = 276;

  private Pcap() {}
}
