package honeyd.personality;

/// What a catalogue makes of the text that stands for a personality in a configuration.
public sealed interface Lookup {
  /// It is known.
  record Found(PersonalityChoice personality) implements Lookup {}

  /// It is a name of nmap's first generation that nothing is called today; this is close to it.
  ///
  /// @param name today's name of `personality`
  record Close(PersonalityChoice personality, String name) implements Lookup {}

  /// Nothing is called that.
  record Unknown() implements Lookup {}

  /// It is known, and has only so many entries.
  record NoSuchVariant(int entries) implements Lookup {}

  /// The entries it means are there and cannot be understood; the catalogue's notes say why.
  record Damaged() implements Lookup {}
}
