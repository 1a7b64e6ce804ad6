package honeyd.stack;

import honeyd.link.Link;

/// How a remote address is reached: over which link, in which VLAN, at which MAC.
///
/// Learned from each received packet, so that an answer needs no ARP. A flow keeps a copy of its
/// own and refreshes it with every packet that it accepts. Mutable; belongs to its holder's worker.
public final class ReturnPath {
  private Attachment attachment;
  private int vlan;
  private long macBits;
  private Reach reach = Reach.DIRECT;

  /// A path whose MAC is not known yet: [Egress] asks for it.
  public ReturnPath(Attachment attachment, int vlan) {
    this.attachment = attachment;
    this.vlan = vlan;
  }

  /// A copy.
  public ReturnPath(ReturnPath other) {
    this.attachment = other.attachment;
    this.vlan = other.vlan;
    this.macBits = other.macBits;
    this.reach = other.reach;
  }

  /// Becomes equal to `other`.
  public void set(ReturnPath other) {
    set(other.attachment, other.vlan, other.macBits);
    reach = other.reach;
  }

  /// Becomes a direct path.
  ///
  /// @param vlan tag control information or [Link#NO_VLAN]
  /// @param macBits the MAC in the low 48 bits, zero when unknown or on links without
  public void set(Attachment attachment, int vlan, long macBits) {
    this.attachment = attachment;
    this.vlan = vlan;
    this.macBits = macBits;
    this.reach = Reach.DIRECT;
  }

  /// What lies between; [#set] of parts resets it to nothing.
  public Reach reach() {
    return reach;
  }

  public void reach(Reach reach) {
    this.reach = reach;
  }

  public Attachment attachment() {
    return attachment;
  }

  public int vlan() {
    return vlan;
  }

  public boolean isTagged() {
    return vlan != Link.NO_VLAN;
  }

  public long macBits() {
    return macBits;
  }
}
