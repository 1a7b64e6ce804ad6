package honeyd.model;

import honeyd.net.IpRange;
import java.util.List;

/// A template that is a choice between others: `dynamic NAME` and `bind CONDITION IP TMPL`.
/// Immutable.
///
/// @param name as in the configuration; the address for the short form with `bind`
/// @param members in the order of the configuration; the first whose condition holds answers
/// @param hosts where it is bound
public record DynamicTemplate(String name, List<Member> members, List<IpRange> hosts) {
  public DynamicTemplate {
    members = List.copyOf(members);
    hosts = List.copyOf(hosts);
  }

  /// One choice.
  public record Member(Condition condition, Template template) {}
}
