package honeyd.stack;

import honeyd.net.IpAddress;
import honeyd.net.IpRange;
import org.jspecify.annotations.Nullable;

/// One route of the machine the daemon runs on: how real addresses outside the virtual network are
/// reached. Immutable.
///
/// @param interfaceName where packets leave
/// @param network whose addresses are reached
/// @param gateway the router that takes the packets, or null where the network is at the interface
///   itself
public record OutsideRoute(String interfaceName, IpRange network, @Nullable IpAddress gateway) {}
