/// Owns: the seam between stack and services: flow identity, acceptor, byte and datagram pipes.
///
/// May import: model, net, base.
///
/// Threading: a pipe has one worker end and one service end; a service that works in turns has its
/// end on the worker's thread.
///
/// Start reading at: [FlowAcceptor], [BytePipe].
@NullMarked
package honeyd.flow;

import org.jspecify.annotations.NullMarked;
