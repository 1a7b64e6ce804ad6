package honeyd.stack;

import honeyd.base.Counter;
import honeyd.base.Counters;
import honeyd.base.DropReason;
import honeyd.event.EventSink;
import honeyd.event.NoteKind;
import honeyd.model.Ethernet;
import honeyd.model.Template;
import honeyd.model.topology.Router;
import honeyd.model.topology.Topology;
import honeyd.model.topology.Way;
import honeyd.net.IpAddress;
import honeyd.net.MacAddress;
import honeyd.personality.ArpTraits;
import honeyd.wire.ArpView;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// Answers ARP for hosts with a MAC of their own and for entry routers, as their systems do, and
/// learns from it (RFC 826, RFC 5227). One worker.
final class ArpInput {
  /// Probes and senders from elsewhere, which every router answers.
  private static final ArpTraits PLAIN = ArpTraits.of("01010000000", 3, 1_000_000_000L);

  private final ArpView arp = new ArpView();
  private final CycleTime time;
  private final Counters counters;
  private final EventSink events;
  private final HostTable hosts;
  private final Vacancies vacancies;
  private Claims claims;
  private final Neighbours neighbours;
  private final InsideLinks insideLinks;
  private final Egress egress;

  ArpInput(
      CycleTime time,
      Counters counters,
      EventSink events,
      HostTable hosts,
      Claims claims,
      Vacancies vacancies,
      Neighbours neighbours,
      InsideLinks insideLinks,
      Egress egress) {
    this.time = time;
    this.counters = counters;
    this.events = events;
    this.hosts = hosts;
    this.claims = claims;
    this.vacancies = vacancies;
    this.neighbours = neighbours;
    this.insideLinks = insideLinks;
    this.egress = egress;
  }

  /// Answers for other networks from now on.
  void claims(Claims others) {
    claims = others;
  }

  /// Takes one ARP packet.
  ///
  /// @param path where it came from; its MAC is the frame's source
  /// @param dstMac the frame's destination
  void onPacket(MemorySegment bytes, long at, long limit, ReturnPath path, long dstMac) {
    DropReason reason = arp.wrapLoosely(bytes, at, limit);
    if (reason != DropReason.NONE) {
      counters.drop(reason);
      return;
    }
    long senderMac = arp.senderMac();
    int senderBits = arp.senderBits();
    int targetBits = arp.targetBits();
    int odd = ArpOddities.of(arp);
    if (senderMac == 0
        || MacAddress.isGroup(senderMac)
        || (odd != 0 && arp.operation() == ArpView.REPLY)) {
      counters.drop(DropReason.ARP_BAD_FORMAT);
      return;
    }
    odd |= ArpOddities.ofSender(senderBits, targetBits);
    long senderLo = IpAddress.v4Lo(senderBits);
    long targetLo = IpAddress.v4Lo(targetBits);
    long ourMac = macOf(targetLo, path.attachment());
    boolean forUs = ourMac != 0 && (MacAddress.isGroup(dstMac) || dstMac == ourMac);
    path.set(path.attachment(), path.vlan(), senderMac);
    if (!ArpOddities.forbidsLearning(odd)) {
      learn(path, senderBits, targetBits, senderLo, targetLo, senderMac, forUs);
    }
    if (arp.operation() == ArpView.REPLY) {
      return;
    }
    if (!forUs || senderBits == targetBits) {
      counters.drop(DropReason.ARP_NOT_OURS);
      return;
    }
    if (odd != 0 && (habitsOf(targetLo).answered() & odd) != odd) {
      counters.drop(DropReason.ARP_BAD_FORMAT);
      return;
    }
    if (egress.sendArp(path, senderMac, ArpView.REPLY, ourMac, targetBits, senderMac, senderBits)) {
      counters.increment(Counter.ARP_REPLIES_SENT);
      if (events.wantsNotes()) {
        events.noted(
            time.epochMicros, NoteKind.ARP_REPLY_SENT, 0, targetLo, 0, senderLo, ourMac, 0);
      }
    }
  }

  /// RFC 826: refreshes whom we know, and remembers who asks for one of us. A probe has no address
  /// yet, and nobody may speak in the name of one of our hosts.
  private void learn(
      ReturnPath path,
      int senderBits,
      int targetBits,
      long senderLo,
      long targetLo,
      long senderMac,
      boolean forUs) {
    if (macOf(senderLo, path.attachment()) == 0
        && ((forUs && senderBits != targetBits) || neighbours.isOfInterest(path, 0, senderLo))) {
      neighbours.learn(path, 0, senderLo);
      if (events.wantsNotes()) {
        events.noted(
            time.epochMicros, NoteKind.ARP_LEARNED, 0, senderLo, 0, targetLo, senderMac, 0);
      }
    }
  }

  /// How the system at one of our addresses behaves; an entry router without a template is plain.
  private ArpTraits habitsOf(long lo) {
    Host host =
        hosts.honeynet().bindings().find(0, lo) == null ? null : hosts.find(0, lo, time.nowNs);
    return host == null ? PLAIN : host.personality().traits().arp();
  }

  /// The entry router that answers in the name of a host that is not on its own wire (proxy ARP,
  /// RFC 1027), or null where the host is.
  private @Nullable Router entryBefore(long lo) {
    Topology topology = hosts.topology();
    Router site = topology.siteOf(0, lo);
    if (topology.isFlat() || (site != null && site.isEntry())) {
      return null;
    }
    Way way = topology.inbound(0, lo);
    return way == null ? null : way.router(0);
  }

  /// The MAC under which we answer for an address, or zero when we do not.
  private long macOf(long lo, Attachment attachment) {
    long inside = insideLinks.leadsToMachines(attachment) ? macInside(lo, attachment) : 0;
    return inside != 0 || attachment.isClosed() ? inside : macOutside(lo, attachment);
  }

  /// To a real machine we are the hosts of its link and the router there, and stand in for the real
  /// ones that are on the same link behind other interfaces.
  private long macInside(long lo, Attachment attachment) {
    Topology topology = hosts.topology();
    Router site = topology.siteOf(0, lo);
    if (site == null || !insideLinks.leadsTo(attachment, site)) {
      return 0;
    }
    if (topology.isFar(0, lo)) {
      Attachment place = insideLinks.placeOf(0, lo);
      return place == null || place == attachment ? 0 : attachment.macBits();
    }
    if (site.address().lo() == lo) {
      return hosts.macOf(site, attachment, time.nowNs);
    }
    Template template = claims.contains(0, lo) ? hosts.templateOf(0, lo) : null;
    Host host =
        template == null || template.ethernet() instanceof Ethernet.None
            ? null
            : hosts.find(0, lo, time.nowNs);
    return template == null ? 0 : host == null ? attachment.macBits() : host.macBits();
  }

  private long macOutside(long lo, Attachment attachment) {
    boolean router = hosts.isEntryRouter(0, lo);
    if (!router && !claims.contains(0, lo)) {
      return 0;
    }
    if (!vacancies.mayAnswer(lo)) {
      return 0;
    }
    // A default template stands in for bound hosts, but owns no addresses on the wire.
    Template template = hosts.honeynet().bindings().find(0, lo);
    if (template != null && !(template.ethernet() instanceof Ethernet.None)) {
      Router entry = entryBefore(lo);
      if (entry != null) {
        return hosts.macOf(entry, attachment, time.nowNs);
      }
      Host host = hosts.find(0, lo, time.nowNs);
      return host == null ? 0 : host.macBits();
    }
    // Who has somebody look for vacant addresses wants all of them to be answered for.
    boolean wanted = vacancies.looksAfter(lo) && hosts.honeynet().find(0, lo) != null;
    return router || wanted ? attachment.macBits() : 0;
  }
}
