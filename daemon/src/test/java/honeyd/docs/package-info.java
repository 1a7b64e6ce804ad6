/// The pages under `docs/` that are made from the code.
///
/// Owns nothing. Start reading at [OperationsPageTest].
@NullMarked
package honeyd.docs;

import org.jspecify.annotations.NullMarked;
