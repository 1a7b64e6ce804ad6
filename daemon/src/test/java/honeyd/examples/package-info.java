/// The files under `examples/`: that every script speaks its protocol and every configuration runs.
///
/// Owns nothing. Start reading at [ServiceScriptTest].
@NullMarked
package honeyd.examples;

import org.jspecify.annotations.NullMarked;
