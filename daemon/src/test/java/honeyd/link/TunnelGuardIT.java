package honeyd.link;

import static honeyd.sys.NetStructs.SOCKADDR_IN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import honeyd.net.IpAddress;
import honeyd.sys.CallState;
import honeyd.sys.Files;
import honeyd.sys.Sockets;
import honeyd.testkit.net.Await;
import honeyd.testkit.net.Netns;
import honeyd.testkit.script.PacketSpec;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What the kernel says to GRE that nobody takes, in a namespace of its own.
@Timeout(60)
class TunnelGuardIT {
  private static final IpAddress HERE = IpAddress.parse("127.0.0.1");
  private static final int IPPROTO_RAW = 255;

  @Test
  void kernel_isSilentAboutGreWhileGuarded() throws Exception {
    assumeThat(TunnelGuard.isKernelGreLoaded()).as("the kernel's own GRE is loaded").isFalse();
    Netns.run(() -> {
      sendGre();
      awaitUnreachables(1);
      try (TunnelGuard _ = TunnelGuard.open(List.of(HERE, HERE))) {
        // More than a buffer holds: that nobody reads must not change the answer.
        for (int i = 0; i < 100; i++) {
          sendGre();
        }
      }
      sendGre();
      // Packets stay in order, so nothing can come behind this one's.
      awaitUnreachables(2);
    });
  }

  @Test
  void addressOfAnotherMachine_isRefusedByName() throws Exception {
    Netns.run(() ->
        assertThatThrownBy(() -> TunnelGuard.open(List.of(HERE, IpAddress.parse("198.51.100.7"))))
            .isInstanceOf(IOException.class)
            .hasMessageContaining("tunnel from 198.51.100.7")
            .hasMessageContaining("not an address of this machine"));
  }

  private static void sendGre() {
    byte[] packet =
        PacketSpec.parse("gre 127.0.0.1 > 127.0.0.1 [udp 10.0.0.1:1 > 10.0.0.2:2 (1000)]").toIp();
    CallState state = new CallState();
    int fd = Sockets.socket(state, Sockets.AF_INET, Sockets.SOCK_RAW, IPPROTO_RAW);
    assertThat(fd).isNotNegative();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocate(packet.length);
      bytes.copyFrom(MemorySegment.ofArray(packet));
      MemorySegment to = arena.allocate(SOCKADDR_IN);
      to.set(ValueLayout.JAVA_SHORT, 0, (short) Sockets.AF_INET);
      to.asSlice(4, 4).copyFrom(MemorySegment.ofArray(new byte[] {127, 0, 0, 1}));
      assertThat(Sockets.sendto(state, fd, bytes, 0, to)).isEqualTo(packet.length);
    } finally {
      Files.close(state, fd);
    }
  }

  private static void awaitUnreachables(long count) {
    Await.until(Duration.ofSeconds(10), count + " unreachables", () -> unreachablesSent() >= count);
    assertThat(unreachablesSent()).isEqualTo(count);
  }

  /// ICMP messages of type 3 that the namespace's kernel has sent.
  private static long unreachablesSent() {
    try {
      List<String> lines =
          java.nio.file.Files.readAllLines(Path.of("/proc/thread-self/net/snmp")).stream()
              .filter(line -> line.startsWith("Icmp:"))
              .toList();
      int column = List.of(lines.getFirst().split(" ", -1)).indexOf("OutDestUnreachs");
      return Long.parseLong(lines.getLast().split(" ", -1)[column]);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
