/// Owns: the operator's console: its socket, its sessions and its commands. May import: config,
/// model, report, event, net, base. Threading: one thread accepts, each session has two virtual
/// threads; they act on the machine only through [honeyd.control.Operations], which the daemon
/// implements. Start reading at: [honeyd.control.Console], then [honeyd.control.Session].
@NullMarked
package honeyd.control;

import org.jspecify.annotations.NullMarked;
