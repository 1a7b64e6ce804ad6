package honeyd.dhcp;

import honeyd.base.Rng;
import honeyd.testkit.Corpus;
import honeyd.testkit.Mutator;
import honeyd.testkit.SeededTest;
import honeyd.testkit.TestHost;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// No frame makes hosts that lease throw, or send what is no packet, in whatever state they are.
class DhcpFuzzTest {
  private static final long SEED = 0x4448_4350L;
  private static final int ROUNDS = 300;
  private static final int FRAMES = 60;

  @Test
  void mutatedAnswers_areSurvived() {
    List<byte[]> seeds = new ArrayList<>();
    Corpus.load("dhcp").forEach(c -> seeds.add(c.bytes()));
    Corpus.load("frame").forEach(c -> seeds.add(c.bytes()));
    SeededTest.run(SEED, ROUNDS, rng -> round(rng, seeds));
  }

  private static void round(Rng rng, List<byte[]> seeds) {
    Mutator mutator = new Mutator(rng);
    try (LeaseBench bench = new LeaseBench()) {
      bench.agent.serve(
          LeaseBench.hosts(
              TestHost.host().mac("1e:91:67:f7:f2:36"), TestHost.host().mac("02:00:00:00:00:0b")));
      bench.pass(1.1);
      for (int i = 0; i < FRAMES; i++) {
        List<byte[]> near = new ArrayList<>(seeds);
        // answers to what was really asked reach the states behind the first
        for (LeaseBench.Sent sent : bench.traffic().messages()) {
          for (int type = 1; type <= 7; type++) {
            int times = rng.nextInt();
            near.addFirst(
                bench.answer(
                    sent, type, LeaseBench.ADDRESS, times & 0xff, times >>> 8 & 31, times >>> 16));
          }
        }
        byte[] frame = near.get(rng.nextInt(2) == 0 ? 0 : rng.nextInt(near.size()));
        bench.hear(rng.nextInt(2) == 0 ? frame : mutator.mutate(List.of(frame)));
        bench.pass(rng.nextDouble());
      }
      bench.traffic();
    }
  }
}
