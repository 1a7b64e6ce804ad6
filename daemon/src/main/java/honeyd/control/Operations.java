package honeyd.control;

import honeyd.model.Honeynet;
import honeyd.model.SubsystemSite;
import honeyd.net.IpAddress;
import honeyd.net.IpRange;
import java.util.List;
import java.util.Map;

/// What the console asks of the machine; the daemon implements it.
///
/// Any thread. A call may wait until workers have answered, for as long as one of their turns.
public interface Operations {
  /// Changes the network by configuration lines, one after the other, and returns when the change
  /// is in force with every worker. A line with an error changes nothing and stops none of the
  /// others.
  ///
  /// @return what became of each line, in their order
  List<Outcome> apply(List<String> lines) throws InterruptedException;

  /// The network in force.
  Honeynet honeynet();

  /// What the prompt shows.
  Load load() throws InterruptedException;

  /// How the machine is.
  Status status() throws InterruptedException;

  /// Flows with both ends' addresses, those first that any worker finds first.
  ///
  /// @param limit how many at most are described; all are counted
  Flows flows(FlowFilter filter, int limit) throws InterruptedException;

  /// Ends flows: their visitors see a reset connection, or silence.
  ///
  /// @return how many there were
  int end(FlowFilter filter) throws InterruptedException;

  /// The hosts at an address: several where a dynamic template answered as more than one of its
  /// members, none where nobody lives. No host is made.
  List<HostView> hosts(IpAddress address) throws InterruptedException;

  /// The programs of subsystems, each with its process id, 0 for one that does not run now.
  Map<SubsystemSite, Integer> subsystems();

  /// Begins to follow the packets of some addresses.
  ///
  /// @param queue how many packets are kept that were not taken yet; further ones are counted as
  ///   left out
  Trace trace(IpRange addresses, int queue) throws InterruptedException;

  /// What an open file descriptor of the daemon is, in words; empty when it is not open.
  String descriptor(int number);
}
