/// Real kernels for tests: namespaces joined by virtual cables, the daemon in one of them, the
/// tools of an attacker in the other.
///
/// Owns: namespaces, the processes in them, and their end. Needs root. Threading: one test thread
/// drives a lab; output is collected on threads of its own. Start reading at [NetLab].
@NullMarked
package honeyd.testkit.net;

import org.jspecify.annotations.NullMarked;
