package honeyd.stack;

import honeyd.link.Link;

/// One link as its worker sees it: with its place among the worker's links and what never changes
/// about it at hand. One worker.
public final class Attachment {
  private final Link link;
  private final int index;
  private final boolean closed;
  private final boolean ethernet;
  private final long macBits;

  /// @param index place among the worker's links, from zero
  public Attachment(Link link, int index) {
    this(link, index, false);
  }

  private Attachment(Link link, int index, boolean closed) {
    this.link = link;
    this.index = index;
    this.closed = closed;
    this.ethernet = link.framing() == Link.Framing.ETHERNET;
    this.macBits = link.macBits();
  }

  /// A link on which there are no visitors.
  static Attachment closed(Link link, int index) {
    return new Attachment(link, index, true);
  }

  public Link link() {
    return link;
  }

  /// Place among the worker's links, from zero.
  public int index() {
    return index;
  }

  /// Whether there are no visitors on the link: only real machines of the virtual network (`bind IP
  /// to IFACE`) and the other ends of tunnels are listened to, and nobody else is answered.
  public boolean isClosed() {
    return closed;
  }

  /// Whether frames have an Ethernet header.
  public boolean isEthernet() {
    return ethernet;
  }

  /// Whether MACs tell hosts apart: not so on the loopback interface, where all are zero.
  public boolean hasMacs() {
    return ethernet && macBits != 0;
  }

  /// The interface's own MAC in the low 48 bits.
  public long macBits() {
    return macBits;
  }

  /// Largest IP packet that may be sent, in bytes.
  public int mtu() {
    return link.mtu();
  }

  /// The interface's name.
  public String name() {
    return link.name();
  }
}
