/// Owns: bytes to meaning and back for every protocol: views, records, checksums, option walkers,
/// the packet printer. No policy, no state.
///
/// May import: net, base.
///
/// Threading: a view belongs to one thread and is re-wrapped for each packet.
///
/// Start reading at: [Ipv4View], [TcpView], [Checksum].
@NullMarked
package honeyd.wire;

import org.jspecify.annotations.NullMarked;
