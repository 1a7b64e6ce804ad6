package honeyd.control;

/// What the prompt and the banner show.
///
/// @param connections TCP connections and UDP flows
/// @param children processes of scripts
/// @param uptimeSeconds since the daemon started
public record Load(long connections, long children, long uptimeSeconds) {}
