/// The network between the hosts, compiled from `route` statements.
///
/// Owns: routers, lanes between them, the way of a packet from where it comes in to where it ends,
/// and what is wrong with a topology. May import: `honeyd.model` and what that may. Threading:
/// immutable; ways are worked out when first asked for, by whichever thread asks. Start reading at:
/// [honeyd.model.topology.Topology].
@NullMarked
package honeyd.model.topology;

import org.jspecify.annotations.NullMarked;
