package honeyd.event;

/// What a [Event.Noted] says. `a` and `b` are the kind's two numbers.
public enum NoteKind {
  /// Echo reply sent from `from` to `to`.
  ICMP_ECHO_REPLY,
  /// Timestamp reply sent from `from` to `to`.
  ICMP_TIMESTAMP_REPLY,
  /// Address mask reply sent from `from` to `to`.
  ICMP_MASK_REPLY,
  /// Information reply sent from `from` to `to`.
  ICMP_INFO_REPLY,
  /// Port unreachable received by host `to` from `from`; `a` errors so far.
  PORT_UNREACHABLE_RECEIVED,
  /// ARP request sent: who has `to`, tell `from`.
  ARP_REQUEST_SENT,
  /// ARP reply sent: `from` is at MAC `a`, told to `to`.
  ARP_REPLY_SENT,
  /// Neighbour `from` learned at MAC `a`.
  ARP_LEARNED,
  /// Neighbour `to` did not answer in time, or its entry ran out.
  ARP_EXPIRED,
  /// Fragment from `from`: identification `a`, length `b >>> 32` at offset `(int) b`.
  FRAGMENT_RECEIVED,
  /// Fragment from `from` dropped: identification `a`, length and offset as above.
  FRAGMENT_DROPPED,
  /// Incomplete packet from `from`, identification `a`, given up.
  FRAGMENT_EXPIRED,
  /// What was known of the system of `from` is too old to be believed.
  OS_EXPIRED,
  /// No binding and no route to `to`.
  NO_ROUTE,
}
