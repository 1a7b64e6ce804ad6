/// Owns: the C boundary: libc calls, kernel structs, errno. The only place with a Linker.
///
/// May import: base.
///
/// Threading: calls are stateless; a CallState belongs to one thread.
///
/// Start reading at: [Libc].
@NullMarked
package honeyd.sys;

import org.jspecify.annotations.NullMarked;
