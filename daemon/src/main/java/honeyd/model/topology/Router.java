package honeyd.model.topology;

import honeyd.net.IpAddress;
import honeyd.net.IpRange;
import honeyd.net.RangeMap;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A virtual router: an address, the networks directly at it, and where it sends what is for
/// others.
///
/// Immutable once its [Topology] is made; all threads.
public final class Router {
  private final int index;
  private final IpAddress address;
  private final List<IpRange> links = new ArrayList<>();
  private final List<Lane> lanes = new ArrayList<>();

  // Filled by the compiler of the topology.
  boolean entry;
  boolean reached;
  RangeMap<Step> steps = RangeMap.empty();

  /// Towards the outside, null for entry routers and for those that no entry leads to.
  @Nullable Lane up;

  Router(int index, IpAddress address) {
    this.index = index;
    this.address = address;
  }

  /// Place in [Topology#routers].
  public int index() {
    return index;
  }

  public IpAddress address() {
    return address;
  }

  /// Whether packets from outside come in here.
  public boolean isEntry() {
    return entry;
  }

  /// Networks of `route IP link NET`, in the order of the configuration.
  public List<IpRange> links() {
    return Collections.unmodifiableList(links);
  }

  /// The lanes of `route IP add net`, from this router to others, without the reverse ones.
  public List<Lane> lanes() {
    return Collections.unmodifiableList(lanes);
  }

  void addLink(IpRange network) {
    links.add(network);
  }

  void addLane(Lane lane) {
    lanes.add(lane);
  }

  @Override
  public String toString() {
    return address.toString();
  }
}
