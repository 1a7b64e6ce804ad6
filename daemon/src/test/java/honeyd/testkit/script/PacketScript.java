package honeyd.testkit.script;

import honeyd.net.IpAddress;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What goes into a machine and what must come out of it, over time.
///
/// ```
/// # A SYN to a closed port gets the personality's reset, never silence; a RST gets nothing.
/// host 10.0.0.9 personality "Linux 5.X" tcp closed tcp 80 open
/// tcp 10.0.0.1:40000 > 10.0.0.9:81
/// +0     < S   100:100(0) win 1024
/// +0     > R.  0:0(0) ack 101 win 0        {ttl 64, df}
/// +0.1   < R   101:101(0)
/// +1     -
/// ```
///
/// A line `tcp A > B`, `udp A > B` or `icmp A > B` names the flow of the packets that follow and do
/// not name their own: `<` goes from A to B into the machine, `>` comes out of it. `+t` is seconds
/// after the step before. `+t ! words` asks the service at B to do something. Packets are written
/// as [honeyd.wire.PacketPrinter] prints them, or with parts left out; see [PacketSpec] and, for
/// sequence numbers, [Sequences].
///
/// @param sentence the promise: the comment at the top, without `#`, lines joined by blanks
/// @param hosts in the order of the text
/// @param steps in the order of the text
public record PacketScript(String sentence, List<Host> hosts, List<Step> steps) {
  public PacketScript {
    hosts = List.copyOf(hosts);
    steps = List.copyOf(steps);
  }

  /// Reads a script.
  ///
  /// @param name the file's name, for messages
  /// @throws IllegalArgumentException with name, line and what is wrong
  public static PacketScript parse(String name, String text) {
    return new PacketScriptReader(name, text).read();
  }

  /// A host that must exist.
  ///
  /// @param address its address
  /// @param personality the name, or null for the default
  /// @param ports what its ports do, in the order of the text
  public record Host(IpAddress address, @Nullable String personality, List<Port> ports) {
    public Host {
      ports = List.copyOf(ports);
    }

    @Override
    public String toString() {
      return "host "
          + address
          + (personality == null ? "" : " personality " + QuotedText.write(personality))
          + ports.stream().map(p -> " " + p).collect(Collectors.joining());
    }
  }

  /// What one port, or every port not named, does.
  ///
  /// @param protocol `tcp`, `udp` or `icmp`
  /// @param number the port, or [#ALL]
  /// @param behaviour one word: `open`, `closed`, `filtered` …
  public record Port(String protocol, int number, String behaviour) {
    public static final int ALL = -1;

    @Override
    public String toString() {
      return protocol + " " + (number == ALL ? "" : number + " ") + behaviour;
    }
  }

  /// One thing that happens.
  public sealed interface Step {
    /// The line in the text, from 1.
    int line();

    /// Time after the step before.
    long afterNs();
  }

  /// A packet goes into the machine.
  public record Inject(int line, long afterNs, PacketSpec packet) implements Step {
    @Override
    public String toString() {
      return seconds(afterNs) + " < " + packet;
    }
  }

  /// A packet comes out of the machine: the next one that does, by the time `afterNs` from the step
  /// before.
  public record Expect(int line, long afterNs, PacketSpec packet) implements Step {
    @Override
    public String toString() {
      return seconds(afterNs) + " > " + packet;
    }
  }

  /// Nothing comes out for as long as `afterNs`.
  public record Silence(int line, long afterNs) implements Step {
    @Override
    public String toString() {
      return seconds(afterNs) + " -";
    }
  }

  /// The service at the flow's far end does something: `send "text"`, `expect "text"`, `close`,
  /// `reset`, `read 100` …
  ///
  /// @param flow the flow as its line gives it
  /// @param verb the first word
  /// @param argument the second word, or the quoted text; empty for none
  public record Act(int line, long afterNs, Flow flow, String verb, String argument)
      implements Step {
    @Override
    public String toString() {
      return seconds(afterNs)
          + " ! "
          + verb
          + (argument.isEmpty() ? "" : " " + QuotedText.write(argument));
    }
  }

  private static String seconds(long ns) {
    return "+" + java.math.BigDecimal.valueOf(ns, 9).stripTrailingZeros().toPlainString();
  }

  /// The script as text; [#parse] of it gives an equal script but for line numbers.
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder("# ").append(sentence).append('\n');
    hosts.forEach(h -> out.append(h).append('\n'));
    Flow flow = null;
    for (Step step : steps) {
      if (step instanceof Act act && !act.flow.equals(flow)) {
        flow = act.flow;
        out.append(flow).append('\n');
      }
      out.append(step).append('\n');
    }
    return out.toString();
  }
}
