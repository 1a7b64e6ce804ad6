/// Owns: passive fingerprinting: p0f's databases in, the system that sent a SYN out.
///
/// May import: personality, wire, net, base.
///
/// Threading: a [PassiveCatalog] is immutable; an [ObservedSyn] belongs to one worker.
///
/// Start reading at: [PassiveCatalog].
@NullMarked
package honeyd.personality.passive;

import org.jspecify.annotations.NullMarked;
