package honeyd.daemon;

/// The daemon's entry: makes the command line regular and hands it to the commands.
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.exit(HoneydCommand.execute(args));
  }
}
