/// Owns: sinks: the packet log, the service log, syslog lines, readable live lines.
///
/// May import: event, net, base.
///
/// Threading: one reporter thread.
///
/// Start reading at: [Reporter].
@NullMarked
package honeyd.report;

import org.jspecify.annotations.NullMarked;
