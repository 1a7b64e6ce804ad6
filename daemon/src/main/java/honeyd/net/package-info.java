/// Owns: address, MAC, prefix, port-set and range-map values, and their text forms.
///
/// May import: base.
///
/// Threading: immutable values, safe anywhere.
///
/// Start reading at: [IpAddress], [RangeMap].
@NullMarked
package honeyd.net;

import org.jspecify.annotations.NullMarked;
