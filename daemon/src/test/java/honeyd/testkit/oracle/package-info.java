/// The Linux kernel as oracle: one packet script, two machines, two traces.
///
/// An [OracleScript] holds stimuli only. [KernelMachine] plays it to the kernel's own stack behind
/// a cable, [BenchMachine] to ours in memory; each gives a [Trace] without what differs by nature
/// (initial sequence numbers, clocks). [KnownDifferences] are those that the documentation names.
@NullMarked
package honeyd.testkit.oracle;

import org.jspecify.annotations.NullMarked;
