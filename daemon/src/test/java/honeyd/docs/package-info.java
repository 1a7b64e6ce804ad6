/// The pages under `docs/`: those that are made from the code, and what they show.
///
/// Owns nothing. Start reading at [OperationsPageTest], [ConfigExamplesTest].
@NullMarked
package honeyd.docs;

import org.jspecify.annotations.NullMarked;
