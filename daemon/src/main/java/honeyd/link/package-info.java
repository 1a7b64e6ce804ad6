/// Owns: the Link interface; ring, TUN, memory and pcap links; lossy, tracing and capturing
/// decorators; the kernel filter; the guard of tunnel ends.
///
/// May import: sys, wire, net, base.
///
/// Threading: a link belongs to the worker that polls it.
///
/// Start reading at: [Link], [RingLink].
@NullMarked
package honeyd.link;

import org.jspecify.annotations.NullMarked;
