/// Tests of the wire formats, on bytes written as hex.
@NullMarked
package honeyd.wire;

import org.jspecify.annotations.NullMarked;
