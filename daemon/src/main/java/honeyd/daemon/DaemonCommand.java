package honeyd.daemon;

import honeyd.base.KeyedHash;
import honeyd.config.ConfigLoader.OnError;
import honeyd.config.Diagnostic;
import honeyd.config.Editor;
import honeyd.config.Loaded;
import honeyd.event.Event.Severity;
import honeyd.personality.MacPrefixes;
import honeyd.personality.NmapOsDb;
import honeyd.personality.PersonalityCatalog;
import honeyd.personality.VendorLookup;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/// Runs the daemon: reads the configuration, goes to the background when asked to, serves until a
/// signal ends it.
@SuppressWarnings("SystemOut") // before and after logs exist, standard error is where people look
final class DaemonCommand implements Callable<Integer> {
  private final HoneydOptions options;
  private final Demo demo;

  /// Whether the log is followed on the terminal, with what to print first.
  ///
  /// @param live whether readable lines go to standard output instead of syslog
  /// @param greeting printed when packets are answered
  record Demo(boolean live, String greeting) {
    static final Demo NONE = new Demo(false, "");
  }

  DaemonCommand(HoneydOptions options) {
    this(options, Demo.NONE);
  }

  DaemonCommand(HoneydOptions options, Demo demo) {
    this.options = options;
    this.demo = demo;
  }

  @Override
  public Integer call() throws StartException, InterruptedException {
    if (!options.verifyConfig && !options.staysInFront()) {
      return goToBackground();
    }
    Setting setting = setting(options, System.err);
    LiveNetwork network = LiveNetwork.read(setting);
    Loaded loaded = network.loaded();
    print(loaded.diagnostics(), System.err);
    if (loaded.honeynet() == null) {
      System.err.println(summary(setting.config(), loaded.diagnostics()));
      return HoneydCommand.WRONG_INPUT;
    }
    if (options.verifyConfig) {
      System.err.println("parsing configuration file successful");
      return HoneydCommand.OK;
    }
    serve(network);
    return HoneydCommand.OK;
  }

  /// Reads the configuration; a database that turns out to be none ends the start.
  static Editor load(Setting setting) throws StartException {
    try {
      return setting.load();
    } catch (UncheckedIOException e) {
      throw new StartException(String.valueOf(e.getMessage()));
    }
  }

  private static int goToBackground() throws StartException, InterruptedException {
    try {
      return Background.start();
    } catch (IOException e) {
      throw new StartException("cannot start the background process: " + e.getMessage());
    }
  }

  private void serve(LiveNetwork network) throws StartException, InterruptedException {
    Steering steering = new Steering();
    Signals.install(received -> steering.put(daemon -> obey(received, steering, daemon)));
    Path pidPath = options.pidFile;
    if (pidPath == null && options.detached) {
      pidPath = HoneydOptions.DEFAULT_PID_FILE;
    }
    try (PidFile pidFile = pidPath == null ? PidFile.NONE : pidFile(pidPath);
        ConsoleSocket socket = consoleSocket();
        Daemon daemon =
            Daemon.start(options, network, steering, demo.live(), new Belongings(pidFile, socket));
        ConsoleSocket.Opened _ = socket.open(daemon)) {
      if (!demo.greeting().isEmpty()) {
        System.out.print(demo.greeting());
        System.out.flush();
      }
      pidFile.write();
      if (options.detached) {
        leaveTerminal();
      }
      steering.run(daemon);
    } catch (IOException e) {
      throw new StartException(String.valueOf(e.getMessage()));
    }
  }

  /// The console's socket; without one where it was not asked for and cannot be.
  private ConsoleSocket consoleSocket() throws StartException {
    Path path = options.console;
    if (options.noConsole) {
      return ConsoleSocket.NONE;
    }
    try {
      return ConsoleSocket.at(path == null ? HoneydOptions.DEFAULT_CONSOLE : path);
    } catch (IOException e) {
      if (path != null) {
        throw new StartException("console: " + e.getMessage());
      }
      System.err.println("honeyd: warning: there is no console: " + e.getMessage());
      return ConsoleSocket.NONE;
    }
  }

  private static PidFile pidFile(Path path) throws StartException {
    try {
      return PidFile.at(path);
    } catch (IOException e) {
      throw new StartException("pid file: " + e.getMessage());
    }
  }

  private static void obey(Signals.Received received, Steering steering, Daemon daemon) {
    switch (received.request()) {
      case STOP -> {
        daemon.announce(Severity.NOTICE, "exiting on signal " + received.number());
        steering.stop();
      }
      case RELOAD -> {
        daemon.announce(Severity.NOTICE, "rereading configuration on signal " + received.number());
        daemon.reload();
      }
      case REOPEN_LOGS -> {
        daemon.announce(Severity.NOTICE, "rotating log files on signal " + received.number());
        daemon.reopenLogs();
      }
    }
  }

  /// Tells the process that waits in front, then lets go of its terminal.
  static void leaveTerminal() throws IOException {
    try (OutputStream out = new FileOutputStream(FileDescriptor.out)) {
      out.write(Background.READY.getBytes(StandardCharsets.US_ASCII));
      out.flush();
      Background.detach();
    }
  }

  /// Reads what the configuration is read against.
  static Setting setting(HoneydOptions options, PrintStream err) throws StartException {
    Path config = options.configOrDefault();
    if (options.config == null && !Files.exists(config)) {
      throw new StartException(
          "no configuration: " + config + " does not exist; name a file with -f");
    }
    for (String sentence : options.notInForce()) {
      err.println("honeyd: warning: " + sentence);
    }
    return new Setting(
        config,
        options.ignoreParseErrors ? OnError.IGNORE : OnError.REFUSE,
        personalities(options, err),
        vendors(options),
        new SystemHosts(),
        LazyPassive.of(options.passiveFingerprints),
        hash(options, err));
  }

  private static PersonalityCatalog personalities(HoneydOptions options, PrintStream err)
      throws StartException {
    Path path = options.fingerprints;
    if (path == null && !Files.exists(HoneydOptions.DEFAULT_OS_DB)) {
      err.println(
          "honeyd: warning: "
              + HoneydOptions.DEFAULT_OS_DB
              + " does not exist, so no personality has a name;"
              + " install the package nmap-common or name nmap's file with -p");
      return NmapOsDb.empty();
    }
    return new LazyPersonalities(readable(path == null ? HoneydOptions.DEFAULT_OS_DB : path, "-p"));
  }

  private static VendorLookup vendors(HoneydOptions options) throws StartException {
    Path path = options.macPrefixes;
    if (path == null && !Files.exists(HoneydOptions.DEFAULT_MAC_PREFIXES)) {
      return MacPrefixes.empty();
    }
    return new LazyVendors(
        readable(path == null ? HoneydOptions.DEFAULT_MAC_PREFIXES : path, "-m"));
  }

  /// The databases are read only when a configuration asks for something in them, but that they can
  /// be read is known at start.
  private static Path readable(Path path, String option) throws StartException {
    if (!Files.isReadable(path)) {
      throw new StartException(
          path + " cannot be read; install the package nmap-common or name a file with " + option);
    }
    return path;
  }

  private static KeyedHash hash(HoneydOptions options, PrintStream err) {
    Long seed = options.seed;
    if (seed != null) {
      return SecretKey.ofSeed(seed);
    }
    if (options.verifyConfig) {
      return SecretKey.passing();
    }
    Path file = options.keyFile == null ? SecretKey.DEFAULT_FILE : options.keyFile;
    try {
      return SecretKey.ofFile(file);
    } catch (IOException e) {
      err.println(
          "honeyd: warning: the hosts will look different after a restart, because the key file"
              + " cannot be used: "
              + e.getMessage()
              + " (see --key-file)");
      return SecretKey.passing();
    }
  }

  private static void print(List<Diagnostic> diagnostics, PrintStream err) {
    for (Diagnostic d : diagnostics) {
      err.println(d);
    }
  }

  private static String summary(Path config, List<Diagnostic> diagnostics) {
    List<Diagnostic> errors = new ArrayList<>(diagnostics);
    errors.removeIf(d -> d.severity() != Diagnostic.Severity.ERROR);
    return "honeyd: "
        + config
        + ": "
        + errors.size()
        + (errors.size() == 1 ? " error" : " errors")
        + "; nothing was started";
  }
}
