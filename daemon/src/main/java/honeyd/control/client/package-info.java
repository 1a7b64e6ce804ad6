/// Owns: the client of the operator's console, on a terminal and in a pipe. May import: config,
/// model, report, event, net, base, as all of `control`. Threading: the caller's thread talks to
/// the user; one more sends, one more receives. Start reading at: [honeyd.control.client.Client].
@NullMarked
package honeyd.control.client;

import org.jspecify.annotations.NullMarked;
