package honeyd.stack;

import honeyd.model.Template;

/// A host as it is at one moment, for people. Immutable.
///
/// @param personality its name, as for services
/// @param macBits its own MAC, zero where it lives behind the interface's
/// @param active whether it has state; otherwise it is described as it would begin
/// @param uptimeNs as it shows it
/// @param idleNs since something was heard
/// @param ipId the last identification
/// @param isn the last number of its generator
/// @param router whether it is a virtual router
public record HostSummary(
    Template template,
    String personality,
    long macBits,
    boolean active,
    long uptimeNs,
    long idleNs,
    int ipId,
    int isn,
    boolean router) {

  /// The same without what only a host with state has.
  HostSummary atRest() {
    return new HostSummary(template, personality, macBits, false, 0, 0, 0, 0, router);
  }
}
