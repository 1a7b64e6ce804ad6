package honeyd.stack;

import honeyd.model.Extras;
import honeyd.model.Honeynet;
import honeyd.model.topology.Router;
import honeyd.model.topology.Topology;
import honeyd.net.IpRange;
import honeyd.net.RangeMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which of a worker's links lead to real machines inside the virtual network (`bind IP to IFACE`),
/// and to which routers' links those belong. Worked out anew for each network; one worker.
public final class InsideLinks {
  private final List<Attachment> attachments;
  private final Map<Extras.RealHost, Attachment> machines = new HashMap<>();
  private final List<List<Router>> sites = new ArrayList<>();
  private RangeMap<Attachment> places = RangeMap.empty();
  private Topology topology;

  InsideLinks(List<Attachment> attachments, Honeynet honeynet) {
    this.attachments = List.copyOf(attachments);
    this.topology = honeynet.topology();
    adopt(honeynet);
  }

  void adopt(Honeynet honeynet) {
    machines.clear();
    sites.clear();
    topology = honeynet.topology();
    for (int i = 0; i < attachments.size(); i++) {
      sites.add(new ArrayList<>());
    }
    RangeMap.Builder<Attachment> found = new RangeMap.Builder<>();
    for (Extras.RealHost machine : honeynet.extras().realHosts()) {
      Router site = topology.siteOf(machine.address().hi(), machine.address().lo());
      for (int i = 0; i < attachments.size(); i++) {
        Attachment attachment = attachments.get(i);
        if (site != null && attachment.name().equals(machine.interfaceName())) {
          machines.put(machine, attachment);
          found.put(IpRange.of(machine.address()), attachment);
          if (!sites.get(i).contains(site)) {
            sites.get(i).add(site);
          }
        }
      }
    }
    places = found.build();
  }

  /// Whether a link leads to machines inside; visitors may be there as well, unless it is closed.
  public boolean leadsToMachines(Attachment attachment) {
    return !sites.get(attachment.index()).isEmpty();
  }

  /// Whether what comes over a link from this address comes from a machine inside.
  public boolean isFromMachine(Attachment attachment, long hi, long lo) {
    return leadsToMachines(attachment) && (attachment.isClosed() || placeOf(hi, lo) == attachment);
  }

  /// The link over which the real machine of an address is reached, or null where there is none.
  public @Nullable Attachment placeOf(long hi, long lo) {
    return places.find(hi, lo);
  }

  /// Whether a link's machines are on links of this router.
  public boolean leadsTo(Attachment attachment, @Nullable Router router) {
    return router != null && sites.get(attachment.index()).contains(router);
  }

  /// The router that a machine behind an inside link sends to: the one on whose link its address
  /// is, else the first whose machines are there.
  public Router gatewayOf(Attachment attachment, long hi, long lo) {
    Router site = topology.siteOf(hi, lo);
    return site != null && leadsTo(attachment, site)
        ? site
        : sites.get(attachment.index()).getFirst();
  }

  /// Where a real machine is, or null when its interface is not open.
  public @Nullable Attachment attachmentOf(Extras.RealHost machine) {
    return machines.get(machine);
  }

  /// All links of the worker.
  public List<Attachment> attachments() {
    return attachments;
  }
}
