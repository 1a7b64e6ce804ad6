package honeyd.personality;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A host behind something that completes every handshake, as T5 with SYN and ACK records: a
/// scanner finds no closed port there, so what it sends to an open one may come to any.
class FrontedHostTest {
  private static final int FIN = 1;
  private static final int SYN = 2;
  private static final int PSH = 8;
  private static final int URG = 32;

  @TempDir Path dir;
  private final TcpProbe probe = new TcpProbe();
  private final TcpAnswer answer = new TcpAnswer();
  private Personality personality = BuiltIn.personality();

  @BeforeEach
  void readEntry() throws IOException {
    String text =
        """
        Fingerprint Fronted
        SEQ(SP=FE-108%GCD=1-6%ISR=108-112%TI=I%II=I%SS=S%TS=8)
        OPS(O1=M5B4ST11%O2=M5B4ST11%O3=M5B4NNT11%O4=ST11%O5=M218ST11%O6=M109ST11)
        WIN(W1=1000%W2=1000%W3=1000%W4=2000%W5=3000%W6=3000)
        ECN(R=Y%DF=N%T=40%W=1000%O=M5B4%CC=N%Q=)
        T1(R=Y%DF=N%T=40%S=O%A=S+%F=AS%RD=0%Q=)
        T2(R=N)
        T3(R=N)
        T4(R=N)
        T5(R=Y%DF=N%T=40%W=3000%S=O%A=S+%F=AS%O=M109ST11%RD=0%Q=)
        T6(R=N)
        T7(R=N)
        """;
    Path file = Files.writeString(dir.resolve("os-db"), text);
    personality = Objects.requireNonNull(NmapOsDb.load(file).find("Fronted"));
  }

  private void ask(int flags) {
    HostState host = personality.newHost(5, 3600, 0);
    probe.flags = flags;
    personality.answer(probe, PortState.CLOSED, host, 1_000_000_000L, answer);
  }

  /// The row for 536 bytes is nearest to 265; the one recorded for no size at all is not.
  @Test
  void sizeBelowAllRecorded_isAnsweredWithASize() {
    probe.options.mss = 265;
    probe.options.windowScale = 10;
    probe.options.sackPermitted = true;
    probe.options.hasTimestamps = true;
    ask(SYN);
    assertThat(answer.responds).isTrue();
    assertThat(answer.flags).isEqualTo(0x12);
    assertThat(HexFormat.of().formatHex(answer.options)).startsWith("0204");
    assertThat(answer.window).isEqualTo(0x3000);
  }

  @Test
  void synWithFin_isAnsweredAsOnAnOpenPort() {
    ask(SYN | FIN | PSH | URG);
    assertThat(answer.responds).isFalse();
  }
}
