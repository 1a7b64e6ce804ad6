/// Owns: which addresses of given networks nobody has: asking, taking over, giving up (`honeyd
/// arpd`, `--arpd`).
///
/// May import: link, stack, event, wire, net, base.
///
/// Threading: an [ArpWatch] belongs to one thread; the [OwnerTable] it fills may be read by all.
///
/// Start reading at: [ArpWatch], [OwnerTable].
@NullMarked
package honeyd.arpd;

import org.jspecify.annotations.NullMarked;
