package honeyd.model;

import honeyd.net.IpAddress;
import org.jspecify.annotations.Nullable;

/// One program of a subsystem that is to run, and whose it is. Immutable.
///
/// @param key names it among all that run
/// @param subsystem what is to run
/// @param template whose limits and user it has
/// @param host the only host it is for; null for one that all hosts of the template share
public record SubsystemSite(
    String key, Subsystem subsystem, Template template, @Nullable IpAddress host) {
  /// The program of one host.
  public static SubsystemSite of(IpAddress host, Template template, int index) {
    return new SubsystemSite(host + "#" + index, template.subsystems().get(index), template, host);
  }

  /// The program that the hosts of a template share.
  public static SubsystemSite shared(Template template, int index) {
    return new SubsystemSite(
        template.name() + "#" + index, template.subsystems().get(index), template, null);
  }

  /// Whether a program that runs may go on as `other`.
  public boolean isSameProgram(SubsystemSite other) {
    return subsystem.equals(other.subsystem)
        && template.uid() == other.template.uid()
        && template.gid() == other.template.gid()
        && template.maxFds() == other.template.maxFds();
  }
}
