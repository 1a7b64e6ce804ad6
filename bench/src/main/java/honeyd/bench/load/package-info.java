/// The load run: the real daemon under load over a cable between two network namespaces, beside a
/// reflector on the same kind of link in the same run.
///
/// ```
///   LoadRun (measures, prints the table)
///     ├── generator   namespace A, a process of its own, commands on standard input
///     ├── daemon      namespace B, ./honeyd with a written configuration
///     └── generator and reflector on a second cable of the same kind
/// ```
///
/// Owns: the generator, the reflector, the rows. May import: everything of the daemon's lower
/// packages and the test kit's labs. Threading: each process has one working thread. Start reading
/// at: [LoadRun].
@NullMarked
package honeyd.bench.load;

import org.jspecify.annotations.NullMarked;
