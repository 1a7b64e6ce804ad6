/// How well real nmap recognises the hosts of this program.
///
/// Owns: the configuration of one host for each name, the scans, the verdicts, their table. May
/// import: the rest of the test kit. Threading: one thread for each nmap process. Start reading at:
/// [honeyd.testkit.fidelity.OsFidelity].
@NullMarked
package honeyd.testkit.fidelity;

import org.jspecify.annotations.NullMarked;
