/// Owns: the TCP endpoint of every virtual host: connection table, state machine, reassembly,
/// retransmission, congestion control.
///
/// May import: what `honeyd.stack` may.
///
/// Threading: everything here belongs to one worker.
///
/// Start reading at: [TcpInput], [TcpMachine], [TcpConnection].
@NullMarked
package honeyd.stack.tcp;

import org.jspecify.annotations.NullMarked;
