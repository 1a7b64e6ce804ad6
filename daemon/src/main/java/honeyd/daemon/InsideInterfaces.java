package honeyd.daemon;

import honeyd.event.Event.Severity;
import honeyd.link.Interfaces;
import honeyd.model.Extras;
import honeyd.model.Honeynet;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The interfaces behind which the configuration says that real machines are: `bind IP to IFACE`.
final class InsideInterfaces {
  private InsideInterfaces() {}

  /// Their names, each once, with the statement that names it first.
  static Map<String, String> of(Honeynet honeynet) {
    Map<String, String> out = new LinkedHashMap<>();
    for (Extras.RealHost machine : honeynet.extras().realHosts()) {
      out.putIfAbsent(
          machine.interfaceName(), "bind " + machine.address() + " to " + machine.interfaceName());
    }
    return out;
  }

  /// Makes sure that they exist, and says so where this machine's kernel lives there as well.
  ///
  /// @throws StartException that names the statement and what to do
  static Set<String> verified(Honeynet honeynet, Announcer announcer) throws StartException {
    Map<String, String> statements = of(honeynet);
    for (Map.Entry<String, String> each : statements.entrySet()) {
      Interfaces.Interface found;
      try {
        found = Interfaces.find(each.getKey());
      } catch (IOException e) {
        throw new StartException(
            "`"
                + each.getValue()
                + "`: "
                + e.getMessage()
                + ". Connect the real machine to an interface of this one before the start (a card,"
                + " a bridge or one end of a veth pair, without an address), or take the statement"
                + " out of the configuration");
      }
      List<Interfaces.Address> addresses = found.addresses();
      if (addresses.stream().anyMatch(a -> a.address().isV4())) {
        announcer.say(
            Severity.WARNING,
            "`"
                + each.getValue()
                + "`: this machine has an address of its own on "
                + found.name()
                + ", so its kernel answers there beside the virtual network; take it off");
      }
    }
    return statements.keySet();
  }
}
