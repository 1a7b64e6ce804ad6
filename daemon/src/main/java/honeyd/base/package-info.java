/// Owns: clocks, seeded chance, keyed hashes, counters and drop reasons, agents and their runner,
/// the distinct error log, the timer wheel, the inbox between threads.
///
/// May import: the JDK, JCTools.
///
/// Threading: each class says so; most belong to one thread.
///
/// Start reading at: [Agent], [Counter], [DropReason].
@NullMarked
package honeyd.base;

import org.jspecify.annotations.NullMarked;
