package honeyd.control;

import honeyd.base.Clock;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

/// Shows packets as they come and go, until their number or the time is over or it is told to stop.
/// One thread.
final class Tracer {
  /// How many packets may wait for a slow client.
  private static final int QUEUE_PACKETS = 4096;

  private static final Duration STEP = Duration.ofMillis(100);

  private final Operations machine;
  private final Clock clock;
  private final BooleanSupplier stop;
  private final Output output;
  private final ClockText text = new ClockText();

  /// @param stop asked often; whether somebody wants the end
  Tracer(Operations machine, Clock clock, BooleanSupplier stop, Output output) {
    this.machine = machine;
    this.clock = clock;
    this.stop = stop;
    this.output = output;
  }

  /// Follows packets to the end; returns the answer behind them.
  Reply run(Request.Follow follow) throws IOException, InterruptedException {
    long packets = 0;
    long untilNs = clock.nanoTime() + Duration.ofSeconds(follow.seconds()).toNanos();
    try (Trace trace = machine.trace(follow.addresses(), QUEUE_PACKETS)) {
      while (packets < follow.packets() && clock.nanoTime() - untilNs < 0 && !stop.getAsBoolean()) {
        for (Trace.Packet packet : trace.take(STEP)) {
          if (packets < follow.packets()) {
            packets++;
            put(packet);
          }
        }
        output.flush();
      }
      return end(packets, trace.leftOut());
    }
  }

  private void put(Trace.Packet packet) throws IOException {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("time", text.iso(packet.epochMicros()));
    fields.put("packet", packet.text());
    output.part(text.ofDay(packet.epochMicros()) + " " + packet.text(), fields);
  }

  private static Reply end(long packets, long leftOut) {
    String sentence = packets + (packets == 1 ? " packet" : " packets");
    if (leftOut > 0) {
      sentence += ", " + leftOut + " more came too fast to be shown";
    }
    return new Reply().say(sentence).put("packets", packets).put("leftOut", leftOut);
  }
}
