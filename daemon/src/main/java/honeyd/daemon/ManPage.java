package honeyd.daemon;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/// A manual page in roff (man(7)) from the option parser's own descriptions, so that page and
/// program cannot differ.
final class ManPage {
  private final StringBuilder out = new StringBuilder();

  private ManPage() {}

  static String of(CommandSpec spec) {
    ManPage page = new ManPage();
    page.write(spec);
    return page.out.toString();
  }

  private void write(CommandSpec spec) {
    UsageMessageSpec usage = spec.usageMessage();
    line(".TH HONEYD 8 \"\" \"Honeyd for the JVM\" \"System Administration\"");
    section("NAME");
    line("honeyd \\- " + lowerFirst(escape(usage.header()[0])).replaceAll("\\.$", ""));
    section("SYNOPSIS");
    line(".B honeyd");
    line("[\\fIOPTIONS\\fR] [\\fInet\\fR ...]");
    for (CommandLine sub : spec.subcommands().values()) {
      line(".br");
      line(".B honeyd " + sub.getCommandName());
      line("...");
    }
    section("DESCRIPTION");
    paragraph(usage.description());
    arguments(spec);
    section("COMMANDS");
    for (CommandLine sub : spec.subcommands().values()) {
      line(".SS honeyd " + sub.getCommandName());
      paragraph(sub.getCommandSpec().usageMessage().description());
      for (ArgSpec arg : sub.getCommandSpec().args()) {
        argument(arg);
      }
    }
    section("EXIT STATUS");
    usage
        .exitCodeList()
        .forEach((code, meaning) -> {
          line(".TP");
          line("\\fB" + code + "\\fR");
          line(escape(meaning));
        });
    section("SIGNALS");
    signal("SIGTERM, SIGINT", "write what is pending and stop");
    signal("SIGHUP", "read the configuration again; one with errors changes nothing");
    signal("SIGUSR1", "close and reopen the log files");
    section("EXAMPLES");
    line(".nf");
    for (String text : usage.footer()) {
      line(escape(text));
    }
    line(".fi");
  }

  private void arguments(CommandSpec spec) {
    section("NETWORKS");
    for (PositionalParamSpec positional : spec.positionalParameters()) {
      argument(positional);
    }
    section("OPTIONS");
    for (OptionSpec option : spec.options()) {
      argument(option);
    }
  }

  private void argument(ArgSpec arg) {
    if (arg.hidden()) {
      return;
    }
    String value = arg.arity().max() > 0 ? " \\fI" + escape(arg.paramLabel()) + "\\fR" : "";
    String names =
        switch (arg) {
          case OptionSpec option -> String.join(", ", bold(List.of(option.names())));
          default -> "";
        };
    line(".TP");
    line((names + value).strip());
    line(escape(String.join(" ", arg.description())));
  }

  private static List<String> bold(List<String> names) {
    return names.stream().map(n -> "\\fB" + escape(n) + "\\fR").toList();
  }

  private void signal(String name, String meaning) {
    line(".TP");
    line(".B " + name);
    line(meaning);
  }

  private void paragraph(String... sentences) {
    line(escape(String.join(" ", sentences)));
  }

  private void section(String name) {
    line(".SH " + name);
  }

  private void line(String text) {
    out.append(text).append('\n');
  }

  private static String lowerFirst(String text) {
    return Character.toLowerCase(text.charAt(0)) + text.substring(1);
  }

  private static String escape(String text) {
    String escaped = text.replace("\\", "\\e").replace("-", "\\-");
    return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
  }
}
