package honeyd.model;

import java.util.List;

/// A template that is a choice between others: `dynamic NAME` and `bind CONDITION IP TMPL`.
/// Immutable.
///
/// @param name as in the configuration; the address for the short form with `bind`
/// @param members in the order of the configuration; the first whose condition holds answers
public record DynamicTemplate(String name, List<Member> members) {
  public DynamicTemplate {
    members = List.copyOf(members);
  }

  /// One choice.
  public record Member(Condition condition, Template template) {}
}
