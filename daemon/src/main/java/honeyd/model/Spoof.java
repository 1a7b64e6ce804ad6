package honeyd.model;

import honeyd.net.IpAddress;
import org.jspecify.annotations.Nullable;

/// Addresses written into a host's answers in place of the true ones: `set TMPL spoof …`.
///
/// @param from the source of answers, or null to keep it
/// @param to the destination of answers, or null to keep it
public record Spoof(@Nullable IpAddress from, @Nullable IpAddress to) {}
