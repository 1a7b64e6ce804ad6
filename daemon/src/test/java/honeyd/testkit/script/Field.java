package honeyd.testkit.script;

/// What a [PacketSpec] can say about a packet. The value's type is given in brackets.
public enum Field {
  /// [IpAddress][honeyd.net.IpAddress]
  SRC,
  /// [IpAddress][honeyd.net.IpAddress]
  DST,
  /// [Long]
  SRC_PORT,
  /// [Long]
  DST_PORT,

  /// TCP flags as letters of `FSRP.UEW` in that order, `-` for none [String].
  FLAGS,
  /// [Long], unsigned 32 bits
  SEQ,
  /// Payload bytes: after the TCP, UDP or ICMP header, or after the IP header [Long].
  LENGTH,
  /// [Long], unsigned 32 bits
  ACK,
  /// [Long]
  WINDOW,
  /// [Long]
  URGENT,
  /// TCP options as their items of text, in order [TcpOptionList].
  OPTIONS,

  /// ICMP type [Long].
  TYPE,
  /// ICMP code [Long].
  CODE,
  /// ICMP identifier [Long].
  ICMP_ID,
  /// ICMP sequence [Long].
  ICMP_SEQ,
  /// ICMP second word of messages that are no queries [Long].
  REST,
  /// [Long]
  ORIGINATE,
  /// [Long]
  RECEIVE,
  /// [Long]
  TRANSMIT,
  /// [IpAddress][honeyd.net.IpAddress]
  MASK,
  /// What an ICMP error quotes [PacketSpec].
  QUOTE,

  /// Key of a GRE packet [Long], unsigned 32 bits.
  KEY,
  /// What a GRE packet carries [PacketSpec].
  INNER,

  /// IP protocol number of a packet that is not looked into, or of a quoted one [Long].
  PROTOCOL,
  /// Payload, one char per octet [String].
  PAYLOAD,
  /// First octets of the payload [String].
  PAYLOAD_START,

  /// ARP operation [Long].
  OPERATION,
  /// ARP sender's address [MacAddress][honeyd.net.MacAddress].
  SENDER_MAC,

  /// Name of the reason why the packet cannot be read [String].
  REASON,
  /// EtherType of a frame that is neither IPv4 nor ARP, or of what is in GRE [Long].
  ETHER_TYPE,
  /// Bytes as they are, in hexadecimal [String].
  RAW,

  /// [Long]
  TTL,
  /// [Boolean]
  DF,
  /// IPv4 identification [Long].
  ID,
  /// [Long]
  TOS,
  /// [Boolean]
  MF,
  /// Fragment offset in bytes [Long].
  OFFSET,
  /// IPv4's reserved flag [Boolean].
  EVIL,
  /// IPv4 options in hexadecimal [String].
  IP_OPTIONS,
  /// Header checksum is wrong [Boolean].
  BAD_IP_SUM,
  /// Total length of a quoted packet [Long].
  TOTAL_LENGTH,
  /// Reserved bits of TCP or GRE [Long].
  RESERVED,
  /// Transport checksum is wrong [Boolean].
  BAD_SUM,
  /// UDP or GRE without a checksum [Boolean].
  NO_SUM,
  /// ARP target's MAC [MacAddress][honeyd.net.MacAddress].
  TARGET_MAC,
  /// 802.1Q tag control information [Long].
  VLAN,
  /// [MacAddress][honeyd.net.MacAddress]
  ETH_SRC,
  /// [MacAddress][honeyd.net.MacAddress]
  ETH_DST
}
