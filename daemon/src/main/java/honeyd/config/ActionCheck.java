package honeyd.config;

import honeyd.base.NearestNames;
import honeyd.config.ConfigLoader.Sourced;
import honeyd.model.Behaviour;
import honeyd.model.InternalService;
import honeyd.net.Transport;
import java.util.List;
import java.util.regex.Pattern;

/// Looks at the actions of statements: tells what cannot be meant, and reads `$srcport` as
/// `$sport`.
final class ActionCheck {
  private static final Pattern SRCPORT = Pattern.compile("\\$srcport\\b");

  private static final List<String> WORDS =
      List.of("open", "filtered", "block", "closed", "reset", "tarpit", "proxy", "internal");

  private final Notices notices;

  ActionCheck(Notices notices) {
    this.notices = notices;
  }

  /// The action as it goes into the model.
  ///
  /// @param transport what it is for
  Behaviour check(Sourced at, Transport transport, Behaviour action) {
    return switch (action) {
      case Behaviour.Filtered a -> a;
      case Behaviour.Closed a -> a;
      case Behaviour.Open a -> a;
      case Behaviour.OfSubsystem _ ->
          throw new IllegalStateException("no statement means a subsystem's port");
      case Behaviour.Script a -> {
        List<String> like = NearestNames.ofWord(a.command(), WORDS, 1);
        if (!like.isEmpty()) {
          notices.warning(
              at,
              "\""
                  + a.command()
                  + "\" is not an action but a command to run; is \""
                  + like.getFirst()
                  + "\" meant?",
              a.command());
        }
        yield new Behaviour.Script(variables(at, a.command()));
      }
      case Behaviour.Proxy a -> new Behaviour.Proxy(a.host(), variables(at, a.port()));
      case Behaviour.Internal a -> {
        if (a.service() == null) {
          unknownService(at, a.name());
        }
        yield a;
      }
      case Behaviour.Tarpit a -> {
        if (transport == Transport.UDP) {
          notices.warning(
              at, "a tarpit holds TCP connections; over UDP the port answers as ever", "tarpit");
        }
        yield new Behaviour.Tarpit(check(at, transport, a.inner()));
      }
    };
  }

  private void unknownService(Sourced at, String name) {
    List<String> known = InternalService.words();
    notices.warning(
        at,
        "there is no internal service \""
            + name
            + "\": the port is open and nothing answers; there are "
            + String.join(", ", known)
            // The original ran Python modules inside itself, named with dots.
            + (name.indexOf('.') < 0 ? "" : "; Python modules can be run as scripts"),
        name,
        NearestNames.ofWord(name, known, known.size()));
  }

  private String variables(Sourced at, String text) {
    if (text.indexOf('$') < 0 || !SRCPORT.matcher(text).find()) {
      return text;
    }
    notices.warning(at, "\"$srcport\" is not a variable of Honeyd; $sport is meant", "$srcport");
    return SRCPORT.matcher(text).replaceAll("\\$sport");
  }
}
