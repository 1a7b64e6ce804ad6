/// Owns: main, options, wiring, signals, shutdown: the only package that may import everything.
///
/// May import: all.
///
/// Threading: main thread, control thread, and the threads it starts for others.
///
/// Start reading at: [Main].
@NullMarked
package honeyd.daemon;

import org.jspecify.annotations.NullMarked;
