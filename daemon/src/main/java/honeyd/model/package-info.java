/// Owns: the honeynet as immutable data: templates, behaviours, bindings, routes.
///
/// May import: personality, net, base.
///
/// Threading: immutable, shared by all workers.
///
/// Start reading at: [Honeynet], [Template], [Behaviour].
@NullMarked
package honeyd.model;

import org.jspecify.annotations.NullMarked;
