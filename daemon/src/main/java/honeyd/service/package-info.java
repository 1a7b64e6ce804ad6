/// Owns: what answers on a port: scripts and proxies; blocking code on virtual threads.
///
/// May import: flow, event, model, sys, net, base.
///
/// Threading: one virtual thread for each direction of a flow; see each class.
///
/// Start reading at: [Services].
@NullMarked
package honeyd.service;

import org.jspecify.annotations.NullMarked;
