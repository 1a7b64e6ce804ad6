/// The way of packets through the virtual network: routers that forward and complain, lanes that
/// delay, lose and limit.
///
/// ```
///   Ipv4Input ──► Transit.depart ──► routers and lanes, at once as far as no time passes
///                     │                    │ wait: DueQueue, in a Parcel of the PacketStore
///                     ◄────── poll ────────┘
///                     └──► Terminus: a host, a real machine, a tunnel, the outside, a router's error
/// ```
///
/// May import: what `honeyd.stack` may. Threading: one worker each, but for [LaneClocks], which the
/// workers share. Start reading at: [Transit].
@NullMarked
package honeyd.stack.transit;

import org.jspecify.annotations.NullMarked;
