package honeyd.bench.load;

import honeyd.testkit.net.Await;
import honeyd.testkit.net.Daemon;
import honeyd.testkit.net.NetLab;
import honeyd.testkit.net.Running;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Two namespaces with a cable: a generator at one end, at the other the subject, which is the
/// daemon or the reflector. Everything ends with [#close], and when this program is interrupted.
final class Cable implements AutoCloseable {
  private static final Duration QUICK = Duration.ofSeconds(20);
  private static final Duration START = Duration.ofMinutes(2);

  private final Options options;
  private final NetLab lab = NetLab.routed();
  private final Thread onInterrupt = new Thread(this::end, "end of a load run");
  private @Nullable Running subject;
  private @Nullable Running generator;
  private int answersSeen;
  private boolean ended;

  Cable(Options options) {
    this.options = options;
    Runtime.getRuntime().addShutdownHook(onInterrupt);
  }

  /// Starts the daemon through the launcher, packet log on; returns at once.
  void daemon(String configuration, String... more) {
    daemon(List.of(), packetLog(), configuration, more);
  }

  /// As above, with the packet log at another place.
  void daemonWithLog(String configuration, Path log) {
    daemon(List.of(), log, configuration);
  }

  /// As above, with a socket that hears what it says to syslog.
  SyslogSocket daemonWithSyslog(String configuration) {
    Path path = lab.directory().resolve("syslog");
    try {
      SyslogSocket socket = new SyslogSocket(path);
      List<String> inside = List.of("sh", "-c", SyslogSocket.PRIVATE_DEV, "sh", path.toString());
      daemon(inside, packetLog(), configuration);
      return socket;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void daemon(List<String> inside, Path log, String configuration, String... more) {
    Path conf = lab.write("honeyd.conf", configuration);
    List<String> words = new ArrayList<>(inside);
    words.addAll(List.of("taskset", "-c", options.subjectCpus()));
    words.add(Daemon.root().resolve("honeyd").toString());
    words.addAll(List.of("--foreground", "-i", "eth0", "-f", conf.toString()));
    words.addAll(List.of("-l", log.toString()));
    words.addAll(List.of("--key-file", lab.directory().resolve("key").toString()));
    words.addAll(List.of(more));
    subject = lab.daemonSide().start(words.toArray(String[]::new));
  }

  /// Starts the reflector with the daemon's JVM flags.
  void reflector() {
    List<String> words = new ArrayList<>(List.of("taskset", "-c", options.subjectCpus()));
    words.addAll(java());
    words.addAll(List.of(ReflectorProcess.class.getName(), "eth0"));
    subject = lab.daemonSide().start(words.toArray(String[]::new));
  }

  private static List<String> java() {
    List<String> words = new ArrayList<>();
    words.add(System.getProperty("java.home") + "/bin/java");
    String flags =
        System.getProperty(
            "honeyd.bench.jvm", "-XX:+UseSerialGC -Xms64m --enable-native-access=ALL-UNNAMED");
    words.addAll(List.of(flags.split(" +", -1)));
    words.addAll(List.of("-cp", System.getProperty("java.class.path")));
    return words;
  }

  /// Turns segmentation and checksum offloads off at both ends, for the kernel's own TCP.
  void withoutOffloads() {
    List<String> words = java();
    words.addAll(List.of(Offloads.class.getName(), "eth0"));
    String[] command = words.toArray(String[]::new);
    lab.daemonSide().run(QUICK, command).orFail();
    lab.attacker().run(QUICK, command).orFail();
  }

  /// How long the launcher takes to print the version: what else the machine does shows in it.
  Duration timeOfVersion() {
    String launcher = Daemon.root().resolve("honeyd").toString();
    long startNs = System.nanoTime();
    lab.daemonSide().run(START, launcher, "--version").orFail();
    return Duration.ofNanos(System.nanoTime() - startNs);
  }

  /// What the daemon says about a configuration without starting.
  String verify(String configuration) {
    Path conf = lab.write("verify.conf", configuration);
    String launcher = Daemon.root().resolve("honeyd").toString();
    return lab.daemonSide().run(START, launcher, "--verify-config", "-f", conf.toString()).err();
  }

  NetLab lab() {
    return lab;
  }

  Path packetLog() {
    return lab.directory().resolve("packets.log");
  }

  /// The subject's process, whose id is that of the JVM: all before it became it by exec.
  Running subject() {
    Running running = subject;
    if (running == null) {
      throw new IllegalStateException("no subject was started");
    }
    if (!running.isAlive()) {
      throw new IllegalStateException("the subject has ended: " + running.describe());
    }
    return running;
  }

  ProcessFigures figures() {
    return new ProcessFigures(subject().pid());
  }

  /// Asks the subject to end, as an operator would, and waits for it.
  void stopSubject() {
    subject().signal("TERM");
    subject().end(Duration.ofSeconds(60));
    subject = null;
  }

  /// Has the generator do something; its answer.
  ///
  /// @param limit how long that may take
  Words ask(Words command, Duration limit) {
    tell(command);
    return answer(limit);
  }

  /// Has the generator begin something; [#answer] is to be called before the next.
  void tell(Words command) {
    Running running = generator();
    try {
      running.in().write((command + "\n").getBytes(StandardCharsets.US_ASCII));
      running.in().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(running.describe(), e);
    }
  }

  /// What came of it.
  Words answer(Duration limit) {
    Running asked = generator();
    int wanted = ++answersSeen;
    Await.until(
        limit.plus(QUICK),
        "the generator's answer",
        () -> answers(asked).size() >= wanted || !asked.isAlive(),
        asked::describe);
    List<String> answers = answers(asked);
    if (answers.size() < wanted) {
      throw new IllegalStateException("the generator has ended: " + asked.describe());
    }
    Words answer = Words.of(answers.get(wanted - 1));
    if (answer.has(Words.ERROR)) {
      throw new IllegalStateException(answer.text(Words.ERROR) + "\n" + asked.err());
    }
    return answer;
  }

  private static List<String> answers(Running running) {
    return running.out().lines().filter(line -> line.startsWith("done ")).toList();
  }

  private Running generator() {
    Running running = generator;
    if (running != null) {
      return running;
    }
    String mac =
        lab.daemonSide().run(QUICK, "cat", "/sys/class/net/eth0/address").orFail().out().strip();
    List<String> words = new ArrayList<>(List.of("taskset", "-c", options.generatorCpus()));
    words.addAll(java());
    words.addAll(List.of(Generator.class.getName(), "eth0", mac));
    running = lab.attacker().start(words.toArray(String[]::new));
    generator = running;
    return running;
  }

  /// Returns as soon as the subject answers an echo request to this host.
  void awaitAnswer(String host) {
    tell(await(host));
    answerWhileSubjectLives();
  }

  /// Starts a subject and waits for its first answer.
  ///
  /// @return how long that took
  Duration timeToFirstAnswer(String host, Runnable start) {
    // one command before, so that the generator is up when the clock starts
    ask(new Words().put("ready", ""), QUICK);
    tell(await(host));
    long startNs = System.nanoTime();
    start.run();
    // both processes read the kernel's monotonic clock
    return Duration.ofNanos(answerWhileSubjectLives().number("at") - startNs);
  }

  private static Words await(String host) {
    return new Words().put("await", "").put("host", host).put("ms", START.toMillis());
  }

  private Words answerWhileSubjectLives() {
    try {
      return answer(START);
    } catch (IllegalStateException e) {
      throw new IllegalStateException(subject().describe(), e);
    }
  }

  private synchronized void end() {
    if (!ended) {
      ended = true;
      lab.close();
    }
  }

  @Override
  public void close() {
    end();
    try {
      Runtime.getRuntime().removeShutdownHook(onInterrupt);
    } catch (IllegalStateException e) {
      // already on the way out, where the hook does nothing more
      return;
    }
  }
}
