package honeyd.stack;

import honeyd.net.IpAddress;
import honeyd.net.Transport;
import org.jspecify.annotations.Nullable;

/// A flow as it is at one moment, for people. Immutable.
///
/// @param state RFC 9293's word, or `open` for UDP
/// @param template name of the template behind the host
/// @param service what answers, null where nothing but the stack does
/// @param ageNs since it began; -1 where that is not kept
/// @param idleNs since something was heard
/// @param receivedBytes payload
/// @param sentBytes payload
public record FlowSummary(
    Transport transport,
    IpAddress remote,
    int remotePort,
    IpAddress local,
    int localPort,
    String state,
    String template,
    @Nullable String service,
    long ageNs,
    long idleNs,
    long receivedBytes,
    long sentBytes) {}
