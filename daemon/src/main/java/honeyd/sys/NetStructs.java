package honeyd.sys;

import static java.lang.foreign.MemoryLayout.paddingLayout;
import static java.lang.foreign.MemoryLayout.sequenceLayout;
import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.GroupLayout;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.util.List;

/// Structs of the C library and the kernel, each under its C name and with its C fields.
///
/// A test holds every offset and size against a C compiler's.
public final class NetStructs {
  /// poll(2).
  public static final GroupLayout POLLFD =
      structLayout(
              JAVA_INT.withName("fd"),
              JAVA_SHORT.withName("events"),
              JAVA_SHORT.withName("revents"))
          .withName("pollfd");

  /// epoll_ctl(2): packed on x86-64 so that 32-bit programs see the same, padded elsewhere. The
  /// field `data` is the union's widest member.
  public static final GroupLayout EPOLL_EVENT =
      System.getProperty("os.arch").equals("amd64")
          ? structLayout(
                  JAVA_INT_UNALIGNED.withName("events"), JAVA_LONG_UNALIGNED.withName("data"))
              .withName("epoll_event")
          : structLayout(JAVA_INT.withName("events"), paddingLayout(4), JAVA_LONG.withName("data"))
              .withName("epoll_event");

  /// clock_gettime(2).
  public static final GroupLayout TIMESPEC =
      structLayout(JAVA_LONG.withName("tv_sec"), JAVA_LONG.withName("tv_nsec"))
          .withName("timespec");

  /// getrlimit(2).
  public static final GroupLayout RLIMIT =
      structLayout(JAVA_LONG.withName("rlim_cur"), JAVA_LONG.withName("rlim_max"))
          .withName("rlimit");

  /// readv(2).
  public static final GroupLayout IOVEC =
      structLayout(ADDRESS.withName("iov_base"), JAVA_LONG.withName("iov_len")).withName("iovec");

  /// sendmsg(2).
  public static final GroupLayout MSGHDR =
      structLayout(
              ADDRESS.withName("msg_name"),
              JAVA_INT.withName("msg_namelen"),
              paddingLayout(4),
              ADDRESS.withName("msg_iov"),
              JAVA_LONG.withName("msg_iovlen"),
              ADDRESS.withName("msg_control"),
              JAVA_LONG.withName("msg_controllen"),
              JAVA_INT.withName("msg_flags"),
              paddingLayout(4))
          .withName("msghdr");

  /// sendmmsg(2).
  public static final GroupLayout MMSGHDR =
      structLayout(MSGHDR.withName("msg_hdr"), JAVA_INT.withName("msg_len"), paddingLayout(4))
          .withName("mmsghdr");

  /// netdevice(7), with the members of its union that are used here overlaid by [#IFREQ_VALUE].
  public static final GroupLayout IFREQ =
      structLayout(
              sequenceLayout(16, JAVA_BYTE).withName("ifr_name"),
              sequenceLayout(24, JAVA_BYTE).withName("ifr_ifru"))
          .withName("ifreq");

  /// Where the union of [#IFREQ] begins.
  public static final long IFREQ_VALUE = offset(IFREQ, "ifr_ifru");

  /// ip(7). Port and address are in network byte order.
  public static final GroupLayout SOCKADDR_IN =
      structLayout(
              JAVA_SHORT.withName("sin_family"),
              JAVA_SHORT.withName("sin_port"),
              JAVA_INT.withName("sin_addr"),
              sequenceLayout(8, JAVA_BYTE).withName("sin_zero"))
          .withName("sockaddr_in");

  /// packet(7).
  public static final GroupLayout SOCKADDR_LL =
      structLayout(
              JAVA_SHORT.withName("sll_family"),
              JAVA_SHORT.withName("sll_protocol"),
              JAVA_INT.withName("sll_ifindex"),
              JAVA_SHORT.withName("sll_hatype"),
              JAVA_BYTE.withName("sll_pkttype"),
              JAVA_BYTE.withName("sll_halen"),
              sequenceLayout(8, JAVA_BYTE).withName("sll_addr"))
          .withName("sockaddr_ll");

  /// packet(7), `PACKET_ADD_MEMBERSHIP`.
  public static final GroupLayout PACKET_MREQ =
      structLayout(
              JAVA_INT.withName("mr_ifindex"),
              JAVA_SHORT.withName("mr_type"),
              JAVA_SHORT.withName("mr_alen"),
              sequenceLayout(8, JAVA_BYTE).withName("mr_address"))
          .withName("packet_mreq");

  /// linux/if_packet.h, `PACKET_RX_RING` of version 3.
  public static final GroupLayout TPACKET_REQ3 =
      structLayout(
              JAVA_INT.withName("tp_block_size"),
              JAVA_INT.withName("tp_block_nr"),
              JAVA_INT.withName("tp_frame_size"),
              JAVA_INT.withName("tp_frame_nr"),
              JAVA_INT.withName("tp_retire_blk_tov"),
              JAVA_INT.withName("tp_sizeof_priv"),
              JAVA_INT.withName("tp_feature_req_word"))
          .withName("tpacket_req3");

  /// linux/if_packet.h: the head of one block.
  public static final GroupLayout TPACKET_HDR_V1 =
      structLayout(
              JAVA_INT.withName("block_status"),
              JAVA_INT.withName("num_pkts"),
              JAVA_INT.withName("offset_to_first_pkt"),
              JAVA_INT.withName("blk_len"),
              JAVA_LONG.withName("seq_num"),
              sequenceLayout(8, JAVA_BYTE).withName("ts_first_pkt"),
              sequenceLayout(8, JAVA_BYTE).withName("ts_last_pkt"))
          .withName("tpacket_hdr_v1");

  /// linux/if_packet.h: one block, as it lies in the ring.
  public static final GroupLayout TPACKET_BLOCK_DESC =
      structLayout(
              JAVA_INT.withName("version"),
              JAVA_INT.withName("offset_to_priv"),
              TPACKET_HDR_V1.withName("hdr"))
          .withName("tpacket_block_desc");

  /// linux/if_packet.h: the head of one frame. `hv1` is the struct's only union, spelled out.
  public static final GroupLayout TPACKET3_HDR =
      structLayout(
              JAVA_INT.withName("tp_next_offset"),
              JAVA_INT.withName("tp_sec"),
              JAVA_INT.withName("tp_nsec"),
              JAVA_INT.withName("tp_snaplen"),
              JAVA_INT.withName("tp_len"),
              JAVA_INT.withName("tp_status"),
              JAVA_SHORT.withName("tp_mac"),
              JAVA_SHORT.withName("tp_net"),
              structLayout(
                      JAVA_INT.withName("tp_rxhash"),
                      JAVA_INT.withName("tp_vlan_tci"),
                      JAVA_SHORT.withName("tp_vlan_tpid"),
                      JAVA_SHORT.withName("tp_padding"))
                  .withName("hv1"),
              sequenceLayout(8, JAVA_BYTE).withName("tp_padding"))
          .withName("tpacket3_hdr");

  /// linux/if_packet.h, `PACKET_RX_RING` of version 2.
  public static final GroupLayout TPACKET_REQ =
      structLayout(
              JAVA_INT.withName("tp_block_size"),
              JAVA_INT.withName("tp_block_nr"),
              JAVA_INT.withName("tp_frame_size"),
              JAVA_INT.withName("tp_frame_nr"))
          .withName("tpacket_req");

  /// linux/if_packet.h: the head of one frame in a ring of version 2.
  public static final GroupLayout TPACKET2_HDR =
      structLayout(
              JAVA_INT.withName("tp_status"),
              JAVA_INT.withName("tp_len"),
              JAVA_INT.withName("tp_snaplen"),
              JAVA_SHORT.withName("tp_mac"),
              JAVA_SHORT.withName("tp_net"),
              JAVA_INT.withName("tp_sec"),
              JAVA_INT.withName("tp_nsec"),
              JAVA_SHORT.withName("tp_vlan_tci"),
              JAVA_SHORT.withName("tp_vlan_tpid"),
              sequenceLayout(4, JAVA_BYTE).withName("tp_padding"))
          .withName("tpacket2_hdr");

  /// packet(7), `PACKET_STATISTICS` of version 3.
  public static final GroupLayout TPACKET_STATS_V3 =
      structLayout(
              JAVA_INT.withName("tp_packets"),
              JAVA_INT.withName("tp_drops"),
              JAVA_INT.withName("tp_freeze_q_cnt"))
          .withName("tpacket_stats_v3");

  /// linux/filter.h: one instruction.
  public static final GroupLayout SOCK_FILTER =
      structLayout(
              JAVA_SHORT.withName("code"),
              JAVA_BYTE.withName("jt"),
              JAVA_BYTE.withName("jf"),
              JAVA_INT.withName("k"))
          .withName("sock_filter");

  /// linux/filter.h: a program.
  public static final GroupLayout SOCK_FPROG =
      structLayout(JAVA_SHORT.withName("len"), paddingLayout(6), ADDRESS.withName("filter"))
          .withName("sock_fprog");

  /// netlink(7).
  public static final GroupLayout NLMSGHDR =
      structLayout(
              JAVA_INT.withName("nlmsg_len"),
              JAVA_SHORT.withName("nlmsg_type"),
              JAVA_SHORT.withName("nlmsg_flags"),
              JAVA_INT.withName("nlmsg_seq"),
              JAVA_INT.withName("nlmsg_pid"))
          .withName("nlmsghdr");

  /// rtnetlink(7): a route.
  public static final GroupLayout RTMSG =
      structLayout(
              JAVA_BYTE.withName("rtm_family"),
              JAVA_BYTE.withName("rtm_dst_len"),
              JAVA_BYTE.withName("rtm_src_len"),
              JAVA_BYTE.withName("rtm_tos"),
              JAVA_BYTE.withName("rtm_table"),
              JAVA_BYTE.withName("rtm_protocol"),
              JAVA_BYTE.withName("rtm_scope"),
              JAVA_BYTE.withName("rtm_type"),
              JAVA_INT.withName("rtm_flags"))
          .withName("rtmsg");

  /// getpwnam(3).
  public static final GroupLayout PASSWD =
      structLayout(
              ADDRESS.withName("pw_name"),
              ADDRESS.withName("pw_passwd"),
              JAVA_INT.withName("pw_uid"),
              JAVA_INT.withName("pw_gid"),
              ADDRESS.withName("pw_gecos"),
              ADDRESS.withName("pw_dir"),
              ADDRESS.withName("pw_shell"))
          .withName("passwd");

  /// getgrnam(3).
  public static final GroupLayout GROUP =
      structLayout(
              ADDRESS.withName("gr_name"),
              ADDRESS.withName("gr_passwd"),
              JAVA_INT.withName("gr_gid"),
              paddingLayout(4),
              ADDRESS.withName("gr_mem"))
          .withName("group");

  /// capset(2): whose capabilities, and in which form they are told.
  public static final GroupLayout USER_CAP_HEADER =
      structLayout(JAVA_INT.withName("version"), JAVA_INT.withName("pid"))
          .withName("__user_cap_header_struct");

  /// capset(2): 32 capabilities; there are two of these, the lower ones first.
  public static final GroupLayout USER_CAP_DATA =
      structLayout(
              JAVA_INT.withName("effective"),
              JAVA_INT.withName("permitted"),
              JAVA_INT.withName("inheritable"))
          .withName("__user_cap_data_struct");

  /// seccomp(2): what a filter sees of a system call.
  public static final GroupLayout SECCOMP_DATA =
      structLayout(
              JAVA_INT.withName("nr"),
              JAVA_INT.withName("arch"),
              JAVA_LONG.withName("instruction_pointer"),
              sequenceLayout(6, JAVA_LONG).withName("args"))
          .withName("seccomp_data");

  /// All of them, for the layout test.
  public static final List<GroupLayout> ALL =
      List.of(
          POLLFD,
          EPOLL_EVENT,
          TIMESPEC,
          RLIMIT,
          IOVEC,
          MSGHDR,
          MMSGHDR,
          IFREQ,
          SOCKADDR_IN,
          SOCKADDR_LL,
          PACKET_MREQ,
          TPACKET_REQ3,
          TPACKET_HDR_V1,
          TPACKET_BLOCK_DESC,
          TPACKET3_HDR,
          TPACKET_REQ,
          TPACKET2_HDR,
          TPACKET_STATS_V3,
          SOCK_FILTER,
          SOCK_FPROG,
          NLMSGHDR,
          RTMSG,
          PASSWD,
          GROUP,
          USER_CAP_HEADER,
          USER_CAP_DATA,
          SECCOMP_DATA);

  private NetStructs() {}

  /// Where a field begins in its struct, in bytes; `fields` leads through nested structs.
  public static long offset(MemoryLayout struct, String... fields) {
    PathElement[] path = new PathElement[fields.length];
    for (int i = 0; i < fields.length; i++) {
      path[i] = PathElement.groupElement(fields[i]);
    }
    return struct.byteOffset(path);
  }
}
