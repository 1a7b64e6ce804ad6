package honeyd.flow;

import honeyd.net.IpAddress;
import honeyd.net.Transport;

/// Who talks to which virtual host, as a service sees it. Immutable.
///
/// @param transport TCP or UDP
/// @param remote the attacker
/// @param remotePort the attacker's port
/// @param local the virtual host
/// @param localPort the port on the virtual host
/// @param template name of the template that answers
/// @param personality name of the host's personality, empty when its template has none
/// @param interfaceName link the flow came in on
/// @param remoteOs what the attacker's system was taken for, empty when nothing is known
public record Flow(
    Transport transport,
    IpAddress remote,
    int remotePort,
    IpAddress local,
    int localPort,
    String template,
    String personality,
    String interfaceName,
    String remoteOs) {}
