package honeyd.stack;

import honeyd.model.DynamicTemplate;
import honeyd.model.Honeynet;
import honeyd.model.Template;
import honeyd.net.RangeMap;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/// Which addresses of a network have a dynamic template. Immutable.
final class Choices {
  private final RangeMap<Choice> bound;

  /// That of addresses without a binding.
  private final @Nullable Choice unbound;

  private final RangeMap<Template> bindings;

  private Choices(RangeMap<Choice> bound, @Nullable Choice unbound, RangeMap<Template> bindings) {
    this.bound = bound;
    this.unbound = unbound;
    this.bindings = bindings;
  }

  /// Those of a network, or null when it has no dynamic template in use.
  static @Nullable Choices of(Honeynet honeynet) {
    DynamicTemplate otherwise = honeynet.defaultChoice();
    if (honeynet.choices().size() == 0 && otherwise == null) {
      return null;
    }
    IdentityHashMap<DynamicTemplate, Choice> made = new IdentityHashMap<>();
    RangeMap.Builder<Choice> builder = new RangeMap.Builder<>();
    for (RangeMap.Entry<DynamicTemplate> e : honeynet.choices().entries()) {
      builder.put(e.range(), made.computeIfAbsent(e.value(), Choice::new));
    }
    return new Choices(
        builder.build(), otherwise == null ? null : new Choice(otherwise), honeynet.bindings());
  }

  /// The choice at this address, or null where a template always answers, or nobody.
  @Nullable Choice at(long hi, long lo) {
    Choice choice = bound.find(hi, lo);
    return choice == null && unbound != null && bindings.find(hi, lo) == null ? unbound : choice;
  }
}
