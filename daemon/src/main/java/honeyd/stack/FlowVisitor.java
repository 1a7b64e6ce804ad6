package honeyd.stack;

/// Looks at the flows of a worker, on its thread; must not touch the stack.
public interface FlowVisitor {
  /// What becomes of a flow that was looked at.
  enum Verdict {
    GO_ON,
    /// It is ended, with a reset where there is a connection.
    END
  }

  /// Whether the flow with these ends is of interest: only then is it described.
  boolean wants(
      long remoteHi, long remoteLo, int remotePort, long localHi, long localLo, int localPort);

  /// Takes one.
  Verdict onFlow(FlowSummary flow);
}
