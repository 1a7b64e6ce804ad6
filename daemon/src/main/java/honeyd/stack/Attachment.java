package honeyd.stack;

import honeyd.link.Link;

/// One link as its worker sees it: with its place among the worker's links and what never changes
/// about it at hand. One worker.
public final class Attachment {
  private final Link link;
  private final int index;
  private final boolean inside;
  private final boolean ethernet;
  private final long macBits;

  /// @param index place among the worker's links, from zero
  public Attachment(Link link, int index) {
    this(link, index, false);
  }

  private Attachment(Link link, int index, boolean inside) {
    this.link = link;
    this.index = index;
    this.inside = inside;
    this.ethernet = link.framing() == Link.Framing.ETHERNET;
    this.macBits = link.macBits();
  }

  /// A link behind which is nobody but real machines of the virtual network.
  static Attachment inside(Link link, int index) {
    return new Attachment(link, index, true);
  }

  public Link link() {
    return link;
  }

  /// Place among the worker's links, from zero.
  public int index() {
    return index;
  }

  /// Whether nobody is behind the link but real machines of the virtual network (`bind IP to
  /// IFACE`): what comes from there has its routers before it, whatever it is for. Where the
  /// interface is listened on as well, real machines and visitors are behind it, and this is false.
  public boolean isInside() {
    return inside;
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
