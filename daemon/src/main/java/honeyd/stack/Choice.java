package honeyd.stack;

import honeyd.model.Condition;
import honeyd.model.DynamicTemplate;
import honeyd.model.Template;
import org.jspecify.annotations.Nullable;

/// The members of a dynamic template as a worker asks for them: their conditions in order, and the
/// templates behind them, each with a number. Immutable.
///
/// A template is one member however many conditions it has. Its number comes from its name, so that
/// its machines are the same ones after a reload in which other members came and went.
public final class Choice {
  /// The number of a host whose address has no dynamic template.
  public static final int NO_MEMBER = 0;

  private final Condition[] conditions;

  /// By condition.
  private final int[] numbers;

  private final Template[] templates;

  Choice(DynamicTemplate dynamic) {
    int n = dynamic.members().size();
    conditions = new Condition[n];
    numbers = new int[n];
    templates = new Template[n];
    for (int i = 0; i < n; i++) {
      DynamicTemplate.Member member = dynamic.members().get(i);
      conditions[i] = member.condition();
      templates[i] = member.template();
      numbers[i] = numberFor(i);
    }
  }

  /// That of the same template before, else a free one.
  private int numberFor(int at) {
    for (int i = 0; i < at; i++) {
      if (templates[i].equals(templates[at])) {
        return numbers[i];
      }
    }
    int number = templates[at].name().hashCode();
    while (number == NO_MEMBER || find(number, at) >= 0) {
      number++;
    }
    return number;
  }

  private int find(int number, int among) {
    for (int i = 0; i < among; i++) {
      if (numbers[i] == number) {
        return i;
      }
    }
    return -1;
  }

  /// How many conditions there are.
  public int size() {
    return conditions.length;
  }

  /// One of the conditions, from 0 in the order in which they are asked.
  public Condition condition(int i) {
    return conditions[i];
  }

  /// The number of the member behind that condition.
  public int number(int i) {
    return numbers[i];
  }

  /// The number of the member that stands for the address where there is no sender to judge by.
  int representative() {
    return numbers[numbers.length - 1];
  }

  /// The template of a member, or null when no member has this number.
  @Nullable Template template(int number) {
    int at = find(number, numbers.length);
    return at < 0 ? null : templates[at];
  }

  /// The number of the member whose template has this name, or [#NO_MEMBER].
  int numberOf(String template) {
    for (int i = 0; i < templates.length; i++) {
      if (templates[i].name().equals(template)) {
        return numbers[i];
      }
    }
    return NO_MEMBER;
  }
}
