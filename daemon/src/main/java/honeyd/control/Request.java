package honeyd.control;

import honeyd.net.IpAddress;
import honeyd.net.IpRange;
import org.jspecify.annotations.Nullable;

/// A line of the console, understood. Immutable.
public sealed interface Request {
  /// A blank line or a comment.
  record Nothing() implements Request {}

  /// A line of the configuration language.
  record Change(String line) implements Request {}

  /// `help [topic]`; all there is without one.
  record Help(String topic) implements Request {}

  record Quit() implements Request {}

  /// `list template [glob]`; null for all.
  record ListTemplates(@Nullable String glob) implements Request {}

  /// `list subsystem [glob]`.
  record ListSubsystems(@Nullable String glob) implements Request {}

  /// `list hosts [NET]`.
  record ListHostsIn(IpRange range) implements Request {}

  /// `list hosts [glob]`: those whose template's name fits.
  record ListHostsOf(@Nullable String glob) implements Request {}

  /// `list connections [NET]`.
  record ListConnections(FlowFilter filter) implements Request {}

  /// `show TEMPLATE`.
  record ShowTemplate(String name) implements Request {}

  /// `show ADDRESS`.
  record ShowHost(IpAddress address) implements Request {}

  /// `show ADDRESS:PORT`.
  record ShowPort(IpAddress address, int port) implements Request {}

  /// `delete connection …`.
  record EndFlows(FlowFilter filter) implements Request {}

  record Stats() implements Request {}

  /// `trace ADDRESS|NET [seconds]`, and `debug trace N`.
  ///
  /// @param seconds when it ends by itself
  /// @param packets after how many it does
  record Follow(IpRange addresses, int seconds, int packets) implements Request {}

  /// `debug fd N`.
  record Descriptor(int number) implements Request {}

  /// `!frames`, `!json`, `!plain`: how answers are given from now on.
  record Speak(Form form) implements Request {}

  /// `!load`: what a prompt shows.
  record ShowLoad() implements Request {}

  /// `!complete TEXT`: what may come next in a line.
  record Complete(String text) implements Request {}

  /// A line that cannot be done.
  ///
  /// @param sentence why, and what can
  record Wrong(String sentence) implements Request {}
}
