/// Owns: text to model: grammar, tree, origins, diagnostics, linker, printer.
///
/// May import: model, personality, net, base.
///
/// Threading: a parse belongs to one thread; results are immutable.
///
/// Start reading at: [Statement], [ConfigLoader].
@NullMarked
package honeyd.config;

import org.jspecify.annotations.NullMarked;
