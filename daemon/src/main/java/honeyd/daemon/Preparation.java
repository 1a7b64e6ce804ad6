package honeyd.daemon;

import honeyd.model.Honeynet;
import honeyd.model.Template;
import honeyd.personality.PersonalityChoice;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/// Parses, beside everything else, the personalities that hosts of a network may turn out to have,
/// so that none is parsed while a packet waits. Started and stopped by the control thread.
final class Preparation {
  private final Thread thread;

  private Preparation(Thread thread) {
    this.thread = thread;
  }

  static Preparation of(Honeynet honeynet) {
    Set<PersonalityChoice> choices = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Template template : honeynet.templates().values()) {
      choices.add(template.personality());
    }
    Thread thread =
        Thread.ofPlatform()
            .name("personalities")
            .daemon()
            .start(() -> choices.forEach(PersonalityChoice::prepare));
    return new Preparation(thread);
  }

  /// Ends it; what is prepared stays so.
  void stop() {
    thread.interrupt();
  }
}
