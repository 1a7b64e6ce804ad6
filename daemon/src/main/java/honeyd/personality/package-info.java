/// Owns: fingerprint databases in, quirks out: what a given system answers, as plain numbers.
///
/// May import: wire, net, base.
///
/// Threading: personalities are immutable; a HostState belongs to the worker of its host.
///
/// Start reading at: [Personality].
@NullMarked
package honeyd.personality;

import org.jspecify.annotations.NullMarked;
