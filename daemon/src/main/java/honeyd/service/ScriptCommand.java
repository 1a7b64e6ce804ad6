package honeyd.service;

import honeyd.flow.Flow;
import honeyd.model.Behaviour;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/// What is executed for a flow: words and environment, with the flow's addresses filled in.
///
/// Nothing an attacker sends gets in here but his address and port, and no shell reads it: words
/// are split on blanks first and expanded after, so a variable never makes two words.
///
/// @param program path of the executable
/// @param words the command line, the program as written first
/// @param environment `NAME=value`
record ScriptCommand(String program, List<String> words, List<String> environment) {
  /// Honeyd's limit for the words of a command line; what comes after is not passed.
  static final int MAX_WORDS = 31;

  /// Where programs without a `/` are looked up, and the scripts' own PATH.
  static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyy-MM-dd-HH:mm:ss");

  /// @param home value of `HONEYD_HOME`
  static ScriptCommand of(
      Behaviour.Script script, Flow flow, String home, long epochMicros, ZoneId zone) {
    List<String> words = new ArrayList<>();
    for (String word : script.words()) {
      if (words.size() < MAX_WORDS) {
        words.add(expand(word, flow, epochMicros, zone));
      }
    }
    return new ScriptCommand(find(words.get(0)), words, environment(flow, home));
  }

  /// Fills in `$ipsrc`, `$ipdst`, `$sport`, `$dport` and `$date`; other text stays as it is.
  static String expand(String word, Flow flow, long epochMicros, ZoneId zone) {
    if (word.indexOf('$') < 0) {
      return word;
    }
    Instant now = Instant.ofEpochSecond(Math.floorDiv(epochMicros, 1_000_000L));
    return word.replace("$ipsrc", flow.remote().toString())
        .replace("$ipdst", flow.local().toString())
        .replace("$sport", Integer.toString(flow.remotePort()))
        .replace("$dport", Integer.toString(flow.localPort()))
        .replace("$date", DATE.format(now.atZone(zone)));
  }

  private static List<String> environment(Flow flow, String home) {
    return List.of(
        "HONEYD_IP_SRC=" + flow.remote(),
        "HONEYD_IP_DST=" + flow.local(),
        "HONEYD_SRC_PORT=" + flow.remotePort(),
        "HONEYD_DST_PORT=" + flow.localPort(),
        "HONEYD_PERSONALITY=" + flow.personality(),
        "HONEYD_REMOTE_OS=" + (flow.remoteOs().isEmpty() ? "unknown" : flow.remoteOs()),
        "HONEYD_TEMPLATE_NAME=" + flow.template(),
        "HONEYD_INTERFACE=" + flow.interfaceName(),
        "HONEYD_HOME=" + home,
        "PATH=" + PATH);
  }

  /// The path of a program as execvp(3) finds it. A name that is nowhere comes back as it is; to
  /// execute it then says why it cannot be.
  static String find(String program) {
    if (program.indexOf('/') >= 0) {
      return program;
    }
    for (String directory : PATH.split(":", -1)) {
      Path candidate = Path.of(directory, program);
      if (Files.isExecutable(candidate) && Files.isRegularFile(candidate)) {
        return candidate.toString();
      }
    }
    return program;
  }
}
