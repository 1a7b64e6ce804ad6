package honeyd.config;

import honeyd.base.NearestNames;
import honeyd.personality.EchoAnswer;
import honeyd.personality.HostState;
import honeyd.personality.IpShape;
import honeyd.personality.OsFamily;
import honeyd.personality.OsTraits;
import honeyd.personality.OsTraitsBuilder;
import honeyd.personality.PacketKind;
import honeyd.personality.Personality;
import honeyd.personality.PersonalityCatalog;
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
                "AIX 4.0 - 4.2"));

    @Override
    public @Nullable Personality find(String name) {
      return names.contains(name) || names.contains("*") ? new NamedPersonality(name) : null;
    }

    @Override
    public List<String> nearest(String name, int limit) {
      return NearestNames.ofWord(name, names, limit);
    }

    @Override
    public Personality fallback() {
      return new NamedPersonality("generic");
    }
  }

  @Override
  public OsTraits traits() {
    return new OsTraitsBuilder(OsFamily.GENERIC, "").build();
  }

  @Override
  public HostState newHost(long key, long uptimeSeconds, long nowNs) {
    return new HostState(key, nowNs);
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
