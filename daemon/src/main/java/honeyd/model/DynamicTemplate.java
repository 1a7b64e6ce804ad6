package honeyd.model;

import honeyd.net.IpRange;
import java.util.ArrayList;
import java.util.List;

/// A template that is a choice between others: `dynamic NAME` and `bind CONDITION IP TMPL`.
/// Immutable.
///
/// @param name as in the configuration; the addresses for the short form with `bind`
/// @param members in the order of the configuration, `otherwise` behind all others wherever it was
///   written; the first whose condition holds answers
/// @param hosts where it is bound
public record DynamicTemplate(String name, List<Member> members, List<IpRange> hosts) {
  /// One choice.
  public record Member(Condition condition, Template template) {}

  /// @throws IllegalArgumentException when there is no member
  public DynamicTemplate {
    if (members.isEmpty()) {
      throw new IllegalArgumentException("dynamic template without members: " + name);
    }
    List<Member> inOrder = new ArrayList<>(members.size());
    members.stream().filter(m -> !isOtherwise(m)).forEach(inOrder::add);
    members.stream().filter(DynamicTemplate::isOtherwise).forEach(inOrder::add);
    members = List.copyOf(inOrder);
    hosts = List.copyOf(hosts);
  }

  private static boolean isOtherwise(Member member) {
    return member.condition() instanceof Condition.Otherwise;
  }

  /// The member that stands for the address where there is no sender to judge by: `otherwise`, else
  /// the last.
  public Template representative() {
    return members.getLast().template();
  }
}
