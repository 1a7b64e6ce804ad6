package honeyd.testkit.oracle;

import honeyd.testkit.script.Field;
import honeyd.testkit.script.PacketScript.Act;
import honeyd.testkit.script.PacketScript.Expect;
import honeyd.testkit.script.PacketScript.Inject;
import honeyd.testkit.script.PacketScript.Silence;
import honeyd.testkit.script.PacketScript.Step;
import honeyd.testkit.script.PacketSpec;
import honeyd.testkit.script.Sequences;
import java.util.List;

/// Takes one script's steps when their time has come and notes what comes back. Knows neither
/// machine nor clock.
final class Player {
  /// What the machine must be able to do.
  interface Target {
    void inject(PacketSpec packet);

    /// Whether there is a connection that has this service.
    boolean act(Act act);
  }

  private final List<Step> steps;
  private final long[] delaysNs;
  private final Sequences sequences = new Sequences();
  private final Trace trace;
  private int next;
  private long lastNs;
  private long worstLateNs;
  private final long startNs;

  Player(OracleScript script, long startNs) {
    this(script, startNs, script.script().steps().stream().mapToLong(Step::afterNs).toArray());
  }

  /// @param delaysNs when each step is to be taken, after the one before, instead of what the
  ///   script says
  Player(OracleScript script, long startNs, long[] delaysNs) {
    this.steps = script.script().steps();
    this.delaysNs = delaysNs.clone();
    this.trace = new Trace(script);
    this.startNs = startNs;
    this.lastNs = startNs;
  }

  boolean isDone() {
    return next >= steps.size();
  }

  /// When the next step is to be taken.
  long dueNs() {
    return isDone() ? Long.MAX_VALUE : lastNs + delaysNs[next];
  }

  /// Takes the next step.
  void step(Target target, long nowNs) {
    worstLateNs = Math.max(worstLateNs, nowNs - dueNs());
    delaysNs[next] = nowNs - lastNs;
    lastNs = nowNs;
    Step step = steps.get(next++);
    trace.next(step);
    switch (step) {
      case Inject s -> target.inject(sequences.outward(s.packet()));
      case Act s -> {
        if (!target.act(s)) {
          trace.addNote("no connection");
        }
      }
      case Silence _ -> {}
      case Expect s -> throw new IllegalStateException("line " + s.line() + ": only stimuli here");
    }
  }

  /// Something came out of the machine.
  void seen(PacketSpec packet, long nowNs) {
    if (!isDone()) {
      PacketSpec counted = sequences.inward(packet);
      // A reset without a number of its own has zero, which counts from nothing.
      boolean zero =
          packet.get(Field.FLAGS) instanceof String flags
              && flags.contains("R")
              && packet.number(Field.SEQ, 0) == 0;
      trace.add(zero ? counted.with(Field.SEQ, 0L) : counted, nowNs - lastNs, nowNs - startNs);
    }
  }

  /// How late a step was at worst, because the machine was busy.
  long worstLateNs() {
    return worstLateNs;
  }

  /// When each step was really taken, after the one before.
  long[] delaysNs() {
    return delaysNs.clone();
  }

  Trace trace() {
    return trace;
  }
}
