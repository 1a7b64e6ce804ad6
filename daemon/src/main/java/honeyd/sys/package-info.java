/// Owns: the C boundary: libc calls, kernel structs, errno. The only place with a Linker.
///
/// One static method per call under the call's C name: the result is 0 or more, or `-errno`; it
/// never throws. Constants and struct fields keep their C names.
///
/// May import: base.
///
/// Threading: calls are stateless; a CallState belongs to one thread.
///
/// Start reading at: [Symbol], [Files], [Sockets], [Processes], [NetStructs].
@NullMarked
package honeyd.sys;

import org.jspecify.annotations.NullMarked;
