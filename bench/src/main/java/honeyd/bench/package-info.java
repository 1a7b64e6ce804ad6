/// Benchmarks: JMH for single functions, [EndToEnd] for the whole machine on the memory link.
///
/// One package, not a mirror of the product's: two jars with the same package would be a split one.
@NullMarked
package honeyd.bench;

import org.jspecify.annotations.NullMarked;
