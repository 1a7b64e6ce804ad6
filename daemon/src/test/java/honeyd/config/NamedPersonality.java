package honeyd.config;

import honeyd.base.NearestNames;
import honeyd.personality.DatabaseNote;
import honeyd.personality.EchoAnswer;
import honeyd.personality.HostState;
import honeyd.personality.IpShape;
import honeyd.personality.Lookup;
import honeyd.personality.OsFamily;
import honeyd.personality.OsTraits;
import honeyd.personality.OsTraitsBuilder;
import honeyd.personality.PacketKind;
import honeyd.personality.Personality;
import honeyd.personality.PersonalityCatalog;
import honeyd.personality.PersonalityChoice;
import honeyd.personality.PortState;
import honeyd.personality.TcpAnswer;
import honeyd.personality.TcpProbe;
import honeyd.personality.UnreachableAnswer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A personality of which only the name matters: configurations ask for nothing else.
record NamedPersonality(String name) implements Personality {

  /// A catalogue of a few names; with `*` among them, of every name.
  record Catalog(List<String> names) implements PersonalityCatalog {
    static final Catalog SMALL =
        new Catalog(
            List.of(
                "Linux 2.4.20",
                "Linux 2.4.21",
                "Linux 2.6.32",
                "Microsoft Windows XP SP2",
                "Microsoft Windows Server 2003 SP1 or SP2",
                "Cisco 2611 router (IOS 12.3)",
                "OpenBSD 4.0",
                "AIX 4.0 - 4.2",
                "Deaf printer?",
                "cpe:/o:ibm:aix"));

    @Override
    public @Nullable Personality find(String name) {
      return names.contains(name) || names.contains("*") ? new NamedPersonality(name) : null;
    }

    /// Every name has two entries, with `*` any number; those with a `?` never open a port.
    @Override
    public Lookup lookUp(String text, int variant) {
      Personality found = find(text);
      if (text.equals("Linux 2.4.22")) {
        return new Lookup.Close(new NamedPersonality("Linux 2.4.21"), "Linux 2.4.21");
      }
      return found == null
          ? new Lookup.Unknown()
          : variant > 2 && !names.contains("*")
              ? new Lookup.NoSuchVariant(2)
              : new Lookup.Found(found);
    }

    @Override
    public PersonalityChoice random() {
      return new NamedPersonality("random");
    }

    @Override
    public List<String> nearest(String text, int limit) {
      return NearestNames.ofWord(text, names, limit);
    }

    @Override
    public List<String> nearestThatOpen(String text, int limit) {
      return names.stream().filter(n -> !n.endsWith("?")).limit(limit).toList();
    }

    @Override
    public List<DatabaseNote> notes() {
      return List.of();
    }

    @Override
    public Personality fallback() {
      return new NamedPersonality("generic");
    }
  }

  @Override
  public boolean opensPorts() {
    return !name.endsWith("?");
  }

  @Override
  public OsTraits traits() {
    return new OsTraitsBuilder(OsFamily.GENERIC, "").build();
  }

  @Override
  public void begin(HostState host, long key, long uptimeSeconds, long nowNs) {
    host.begin(key, nowNs);
  }

  @Override
  public void answer(TcpProbe probe, PortState port, HostState host, long nowNs, TcpAnswer out) {
    out.responds = false;
  }

  @Override
  public void shape(PacketKind kind, HostState host, long nowNs, IpShape out) {
    out.ttl = 64;
  }

  @Override
  public void echo(int tos, int code, boolean df, HostState host, long nowNs, EchoAnswer out) {
    out.responds = false;
  }

  @Override
  public void portUnreachable(HostState host, long nowNs, UnreachableAnswer out) {
    out.responds = false;
  }

  @Override
  public int timestamp(HostState host, long nowNs) {
    return 0;
  }
}
