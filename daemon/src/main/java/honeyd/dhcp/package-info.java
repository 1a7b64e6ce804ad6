/// Owns: virtual hosts that lease their address: DHCP's client side (RFC 2131), address conflict
/// detection (RFC 5227) and link-local addresses (RFC 3927), as the host's system does it.
///
/// May import: link, event, model, personality, wire, net, base.
///
/// Threading: a [LeaseAgent] and all below it belong to one thread, one for each interface; what
/// comes of it is told through [LeaseListener], on that thread.
///
/// Start reading at: [LeaseAgent], [DhcpClient], [ClientKind].
@NullMarked
package honeyd.dhcp;

import org.jspecify.annotations.NullMarked;
