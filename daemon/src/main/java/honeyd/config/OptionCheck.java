package honeyd.config;

import honeyd.base.NearestNames;
import honeyd.config.ConfigLoader.Sourced;
import honeyd.model.Extras;
import honeyd.model.PartOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds what an `option` sets.
final class OptionCheck {
  private OptionCheck() {}

  /// What is set, or null with a warning for an option of a plug-in that is not here.
  ///
  /// @throws BadValue for a value that the option cannot have
  static Extras.@Nullable OptionValue check(Sourced at, Statement.Option s, Notices notices) {
    PartOption option = PartOption.find(s.plugin(), s.name());
    if (option != null) {
      return new Extras.OptionValue(option, value(option, s.value()));
    }
    List<String> names = PartOption.words(s.plugin());
    if (names.isEmpty()) {
      notices.warning(
          at,
          "there is no plug-in \""
              + s.plugin()
              + "\" here, so its option sets nothing; there are "
              + String.join(", ", PartOption.parts()),
          s.plugin(),
          NearestNames.ofWord(s.plugin(), PartOption.parts(), 1));
      return null;
    }
    throw new BadValue(
        "\""
            + s.plugin()
            + "\" has no option \""
            + s.name()
            + "\"; it has "
            + String.join(", ", names),
        s.name(),
        NearestNames.ofWord(s.name(), names, 1));
  }

  private static long value(PartOption option, String written) {
    String text = written.strip();
    long value = text.matches("\\d{1,15}") ? Long.parseLong(text) : -1;
    if (value < option.least() || value > option.most()) {
      throw new BadValue(
          option.part()
              + " "
              + option.word()
              + " is a number from "
              + option.least()
              + " to "
              + option.most()
              + ": "
              + option.sentence(),
          text);
    }
    return value;
  }
}
