/// The whole daemon on real kernels, one class per promise of the README.
///
/// Owns nothing but expectations; the machinery is [honeyd.testkit.net]. Needs root and the tools
/// that `./verify` installs. Start reading at [PingIT].
@NullMarked
package honeyd.it;

import org.jspecify.annotations.NullMarked;
