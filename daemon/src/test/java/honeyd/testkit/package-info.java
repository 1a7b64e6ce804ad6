/// What the tests of all packages share: bytes as hex, packet builders, checks, seeds, the bench.
///
/// Start reading at: [Hex].
@NullMarked
package honeyd.testkit;

import org.jspecify.annotations.NullMarked;
