package honeyd.daemon;

import honeyd.model.Behaviour;
import honeyd.model.Honeynet;
import honeyd.model.Template;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What of the files that matter while the daemon serves its user can reach.
final class Reachable {
  private Reachable() {}

  /// The log files that the user could not make anew, as their directories are not his to write.
  static List<Path> keptLogs(HoneydOptions options, Identity user) throws IOException {
    List<Path> out = new ArrayList<>();
    for (Path log : logs(options)) {
      if (!Owner.ofDirectory(log).writableBy(user)) {
        out.add(log.toAbsolutePath());
      }
    }
    return out;
  }

  private static List<Path> logs(HoneydOptions options) {
    List<Path> out = new ArrayList<>();
    if (options.packetLog != null) {
      out.add(options.packetLog);
    }
    if (options.serviceLog != null) {
      out.add(options.serviceLog);
    }
    return out;
  }

  /// A sentence for each thing that will fail, as seen by the process as it is now.
  static List<String> complaints(
      Identity user,
      HoneydOptions options,
      Setting setting,
      Map<String, Boolean> scriptFiles,
      boolean logsAreKept) {
    List<String> out = new ArrayList<>();
    if (!Files.isReadable(setting.config())) {
      out.add(
          user.name()
              + " cannot read "
              + setting.config()
              + ", so SIGHUP will change nothing; let that user read it (and pass through its"
              + " directories), or name another with -u");
    }
    for (Path log : logs(options)) {
      if (Files.exists(log) && !Files.isWritable(log) && !logsAreKept) {
        out.add(
            user.name()
                + " cannot open "
                + log
                + " again once it is closed or moved; give the file to that user");
      }
    }
    if (!Files.isReadable(Path.of(System.getProperty("java.home"), "release"))) {
      out.add(
          user.name()
              + " cannot read the JDK in "
              + System.getProperty("java.home")
              + ", parts of which may be needed later; move it to where all can read it");
    }
    for (Map.Entry<String, Boolean> word : scriptFiles.entrySet()) {
      Path file = Path.of(word.getKey());
      if (!(word.getValue() ? Files.isExecutable(file) : Files.isReadable(file))) {
        out.add(
            user.name()
                + " cannot "
                + (word.getValue() ? "execute " : "read ")
                + file
                + ", so a script will fail; let that user, or name another with -u");
      }
    }
    return out;
  }

  /// The files that scripts name by a path, of templates without a user of their own, and whether
  /// each is to be executed. Asked as root, who sees them all.
  static Map<String, Boolean> scriptFiles(Honeynet honeynet) {
    Map<String, Boolean> out = new TreeMap<>();
    for (Template template : honeynet.templates().values()) {
      if (template.uid() < 0) {
        add(out, template.tcpDefault());
        add(out, template.udpDefault());
        template.tcp().asMap().values().forEach(behaviour -> add(out, behaviour));
        template.udp().asMap().values().forEach(behaviour -> add(out, behaviour));
      }
    }
    return out;
  }

  private static void add(Map<String, Boolean> out, Behaviour behaviour) {
    switch (behaviour) {
      case Behaviour.Script script -> {
        boolean first = true;
        for (String word : script.words()) {
          if (word.indexOf('/') >= 0
              && word.indexOf('$') < 0
              && Files.isRegularFile(Path.of(word))) {
            out.merge(word, first, Boolean::logicalOr);
          }
          first = false;
        }
      }
      case Behaviour.Tarpit tarpit -> add(out, tarpit.inner());
      case Behaviour.Filtered _,
          Behaviour.Closed _,
          Behaviour.Open _,
          Behaviour.Proxy _,
          Behaviour.Internal _,
          Behaviour.OfSubsystem _ -> {}
    }
  }
}
