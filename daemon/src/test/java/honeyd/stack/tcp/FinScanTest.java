package honeyd.stack.tcp;

import static honeyd.testkit.TestHost.host;
import static org.assertj.core.api.Assertions.assertThat;

import honeyd.base.DropReason;
import honeyd.model.Behaviour;
import honeyd.model.FinScan;
import honeyd.personality.NmapOsDb;
import honeyd.personality.Personality;
import honeyd.testkit.Bench;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A FIN that belongs to no connection reaches an open port: what was annotated decides, else the
/// system's own fingerprint.
class FinScanTest {
  /// T2 without an answer, T7 with one.
  private static final String SILENT = "Linux 2.6.32";

  /// T2 with an answer.
  private static final String ANSWERING = "Microsoft Windows 98 SE";

  /// Neither T2 nor T7 with one.
  private static final String DEAF = "Microsoft Windows XP SP2";

  private static final String ANSWER = "tcp 10.0.0.9:80 > 10.0.0.1:4000 R. 0:0(0)";
  private static final String RESET = ANSWER + " ack 8 win 0";

  private static Bench bench(String name, FinScan annotated) throws IOException {
    Personality personality =
        Objects.requireNonNull(NmapOsDb.load(NmapOsDb.DEFAULT_FILE).find(name, 1));
    return Bench.withHost(
        host().personality(personality).finScan(annotated).tcp(80, new Behaviour.Open()));
  }

  private static String segment(String flags) {
    return "tcp 10.0.0.1:4000 > 10.0.0.9:80 " + flags + " 7:7(0) win 1024";
  }

  @ParameterizedTest
  @ValueSource(strings = {"F", "FPU", "FP"})
  void finscan_isSilent(String flags) throws IOException {
    for (String name : List.of(SILENT, ANSWERING, DEAF)) {
      try (Bench bench = bench(name, FinScan.DROPPED)) {
        bench.send(segment(flags));
        bench.expectSilence();
        assertThat(bench.count(DropReason.TCP_UNANSWERED)).isOne();
        assertThat(bench.events().takeLines()).singleElement().asString().contains("NO_CONNECTION");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {SILENT, ANSWERING, DEAF})
  void noFinscan_isReset(String name) throws IOException {
    try (Bench bench = bench(name, FinScan.ANSWERED)) {
      bench.send(segment("F"));
      bench.expectOne(RESET);
      assertThat(bench.events().takeLines()).singleElement().asString().contains("NO_CONNECTION");
    }
  }

  @Test
  void nothingAnnotated_leavesItToTheFingerprint() throws IOException {
    try (Bench bench = bench(SILENT, FinScan.BY_PERSONALITY)) {
      bench.send(segment("F"));
      bench.expectSilence();
      bench.events().takeLines();
    }
    try (Bench bench = bench(ANSWERING, FinScan.BY_PERSONALITY)) {
      bench.send(segment("F"));
      bench.expect(ANSWER);
      bench.events().takeLines();
    }
  }

  @ParameterizedTest
  @CsvSource({"F., 1:1(0) ack 1", "R, 1:1(0)"})
  void otherSegments_areNotTouchedByIt(String flags, String rest) throws IOException {
    for (FinScan annotated : FinScan.values()) {
      try (Bench bench = bench(SILENT, annotated)) {
        bench.send("tcp 10.0.0.1:4000 > 10.0.0.9:80 " + flags + " " + rest);
        if (flags.equals("F.")) {
          bench.expectOne("tcp 10.0.0.9:80 > 10.0.0.1:4000 R 1:1(0) win 0");
        }
        bench.expectSilence();
        bench.events().takeLines();
      }
    }
  }
}
