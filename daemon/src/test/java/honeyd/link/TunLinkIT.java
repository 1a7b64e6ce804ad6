package honeyd.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import honeyd.base.Counters;
import honeyd.net.IpAddress;
import honeyd.net.IpRange;
import honeyd.testkit.net.Netns;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A TUN device in a namespace of its own, echoed by hand.
@Timeout(120)
class TunLinkIT {
  private static final IpRange NETWORK = IpRange.parse("10.77.0.0/16");

  @Test
  void echoedPings_comeBackAndCloseRemovesDeviceAndRoute() throws Exception {
    Netns.run(() -> {
      TunDevice device = TunDevice.create("honeyd0");
      device.address(IpAddress.parse("10.76.0.1"));
      device.route(NETWORK);
      try (TunLink link = new TunLink(device, new Counters());
          EpollIdle idle = new EpollIdle(List.of(link))) {
        assertThat(link.mtu()).isEqualTo(1500);
        Process ping = Netns.start("ping -n -c 20 -i 0.01 -s 1200 -W 5 10.77.3.4");
        while (ping.isAlive()) {
          link.receive((frames, at, length, _, _) -> echo(link, frames, at, length), 64);
          link.flush();
          idle.idle(10_000_000);
        }
        assertThat(text(ping)).contains("20 received");
        assertThat(Netns.sh("ip route show")).contains("10.77.0.0/16 dev honeyd0");
      }
      assertThat(Netns.sh("ip -o link; ip route show")).doesNotContain("honeyd0");
    });
  }

  @Test
  void nameThatExists_isRefusedWithAdvice() throws Exception {
    Netns.run(() -> {
      try (TunDevice device = TunDevice.create("honeyd0")) {
        assertThat(device.name()).isEqualTo("honeyd0");
        assertThatThrownBy(() -> TunDevice.create("honeyd0"))
            .isInstanceOf(IOException.class)
            .hasMessageContaining("exists already")
            .hasMessageContaining("ip link delete honeyd0");
      }
    });
  }

  @Test
  void routeThatExists_isRefusedWithItsNetwork() throws Exception {
    Netns.run(() -> {
      Netns.vethPair();
      try (TunDevice device = TunDevice.create("honeyd0")) {
        Netns.sh("ip route add 10.77.0.0/16 dev theirs");
        assertThatThrownBy(() -> device.route(NETWORK))
            .isInstanceOf(IOException.class)
            .hasMessageContaining("route to 10.77.0.0/16 already");
      }
    });
  }

  @Test
  void unknownInterface_isNamedTogetherWithThoseThereAre() throws Exception {
    Netns.run(() -> {
      Netns.vethPair();
      assertThatThrownBy(() -> Interfaces.find("eth9"))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("no interface \"eth9\"; there are: ")
          .hasMessageContaining("lo")
          .hasMessageContaining("ours");
      Interfaces.Interface b = Interfaces.find("theirs");
      assertThat(b.up()).isTrue();
      assertThat(b.ethernet()).isTrue();
      assertThat(b.mtu()).isEqualTo(1500);
      assertThat(b.macBits()).isNotZero();
      assertThat(b.addresses())
          .containsExactly(new Interfaces.Address(IpAddress.parse("10.9.0.1"), 16));
    });
  }

  /// Answers an echo request by exchanging its addresses; the ICMP checksum is mended by 0x0800.
  private static void echo(Link link, MemorySegment frames, long at, int length) {
    if (frames.get(ValueLayout.JAVA_BYTE, at) != 0x45
        || frames.get(ValueLayout.JAVA_BYTE, at + 9) != 1) {
      return;
    }
    long to = link.reserve(length);
    MemorySegment out = link.transmitBytes();
    MemorySegment.copy(frames, at, out, to, length);
    MemorySegment.copy(frames, at + 12, out, to + 16, 4);
    MemorySegment.copy(frames, at + 16, out, to + 12, 4);
    out.set(ValueLayout.JAVA_BYTE, to + 20, (byte) 0);
    var be16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    int sum = Short.toUnsignedInt(out.get(be16, to + 22)) + 0x0800;
    out.set(be16, to + 22, (short) (sum + (sum >>> 16)));
    link.commit(length);
  }

  private static String text(Process process) throws IOException {
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
