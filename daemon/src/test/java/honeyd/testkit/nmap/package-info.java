/// What nmap's OS detection would say of a host: its sixteen probes, its response tests, its score
/// against a database.
///
/// Sources: nmap's book, chapter "Remote OS Detection", and, where it leaves rounding or limits
/// open, what `osscan2.cc` of nmap 7.92 does.
///
/// Speaks in whole IPv4 packets to a [NmapTarget], such as the whole machine. Knows nothing of how
/// the daemon reads the database, so that it can judge it.
///
/// Start reading at: [NmapScan].
@NullMarked
package honeyd.testkit.nmap;

import org.jspecify.annotations.NullMarked;
