package honeyd.control;

import honeyd.model.Template;
import org.jspecify.annotations.Nullable;

/// A virtual host as its worker sees it. Immutable.
///
/// @param template what it is
/// @param personality the system it shows, its own where the template has many
/// @param mac its hardware address, null where it lives behind the interface's
/// @param active whether it has state: otherwise nobody talked to it lately, and it costs nothing
/// @param uptimeSeconds as it shows it to visitors; negative where it has no state
/// @param idleSeconds since something was heard; negative where it has no state
/// @param ipId the last IP identification it used; meaningless where it has no state
/// @param tcpSequence the last initial sequence number of its generator; likewise
/// @param connections its TCP connections
/// @param flows its UDP flows
/// @param router whether it is a router of the virtual network
public record HostView(
    Template template,
    String personality,
    @Nullable String mac,
    boolean active,
    double uptimeSeconds,
    double idleSeconds,
    int ipId,
    int tcpSequence,
    long connections,
    long flows,
    boolean router) {}
