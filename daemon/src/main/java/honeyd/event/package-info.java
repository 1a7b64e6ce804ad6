/// Owns: what happened, as sealed records, the sink it is offered to and the ring that carries it
/// from a worker to the reporter.
///
/// May import: net, base.
///
/// Threading: an EventRing has one producer and one consumer.
///
/// Start reading at: [Event], [EventSink].
@NullMarked
package honeyd.event;

import org.jspecify.annotations.NullMarked;
