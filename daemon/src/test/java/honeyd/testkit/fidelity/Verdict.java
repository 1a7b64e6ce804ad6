package honeyd.testkit.fidelity;

import java.util.List;

/// What nmap made of one host.
///
/// @param guesses names and accuracies in nmap's order, such as `Linux 2.4.20 (100 %)`
/// @param misses what the observed fingerprint has other than the wanted entry; empty when exact
/// @param ports states of the probed ports, for a scan that lost packets
/// @param distance hops to the host, 0 when nmap gave none
/// @param hops what nmap's traceroute named, in order; empty when it made none
public record Verdict(
    Subject subject,
    Kind kind,
    List<String> guesses,
    List<String> misses,
    String ports,
    int distance,
    List<String> hops) {
  /// How close it was.
  public enum Kind {
    /// A perfect match of the intended name is among the answers.
    EXACT,
    /// No perfect match, and the intended name is the first guess.
    BEST,
    /// The intended name is a guess, and not the first.
    LISTED,
    /// Only other names.
    OTHER,
    /// No name at all.
    ABSENT
  }

  @Override
  public String toString() {
    return "%s %s is %s: nmap says %s; %s; ports %s; distance %d%s"
        .formatted(
            subject.address(),
            subject,
            kind,
            guesses.isEmpty() ? "nothing" : String.join(", ", guesses),
            misses.isEmpty() ? "no difference found" : String.join(", ", misses),
            ports,
            distance,
            hops.isEmpty() ? "" : " by " + String.join(", ", hops));
  }
}
