/// What gives a virtual host away, tried on seven systems: each test bears the number of its row in
/// the project's list of tells; docs/testing.md has the table.
@NullMarked
package honeyd.stack.detection;

import org.jspecify.annotations.NullMarked;
