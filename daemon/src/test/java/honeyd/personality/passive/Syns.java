package honeyd.personality.passive;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.base.DropReason;
import honeyd.testkit.script.PacketSpec;
import honeyd.wire.Ipv4View;
import honeyd.wire.TcpView;
import java.lang.foreign.MemorySegment;

/// SYNs as text, seen as the worker sees them.
final class Syns {
  private Syns() {}

  /// A SYN to port 80; `rest` begins behind the addresses.
  static ObservedSyn seen(String rest) {
    ObservedSyn syn = new ObservedSyn();
    assertThat(read("tcp 10.0.0.1:40000 > 10.0.0.9:80 " + rest, syn)).as("is a SYN").isTrue();
    return syn;
  }

  static boolean read(String packet, ObservedSyn into) {
    byte[] bytes = PacketSpec.parse(packet).toIp();
    MemorySegment segment = MemorySegment.ofArray(bytes);
    Ipv4View ip = new Ipv4View();
    TcpView tcp = new TcpView();
    assertThat(ip.wrap(segment, 0, bytes.length)).isEqualTo(DropReason.NONE);
    assertThat(tcp.wrap(segment, ip.payloadAt(), ip.end())).isEqualTo(DropReason.NONE);
    return into.read(ip, tcp);
  }

  /// What a catalogue says of such a SYN: the label in p0f's notation, or `-`.
  static String named(PassiveCatalog catalog, String rest) {
    int number = catalog.find(seen(rest));
    return number < 0 ? "-" : catalog.system(number).toString();
  }
}
