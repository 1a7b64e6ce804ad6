package honeyd.testkit.oracle;

import honeyd.base.Counters;
import honeyd.link.EpollIdle;
import honeyd.link.KernelFilter;
import honeyd.link.Link.ChecksumState;
import honeyd.link.LinkEvents;
import honeyd.link.RingLink;
import honeyd.net.IpRange;
import honeyd.net.MacAddress;
import honeyd.testkit.net.Netns;
import honeyd.testkit.script.Field;
import honeyd.testkit.script.PacketScript.Act;
import honeyd.testkit.script.PacketSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Plays scripts to the Linux kernel, all at the same time, each with a client address of its own.
///
/// ```
///   ours   RingLink, no address      ───────────     theirs 10.0.0.9/16, the kernel's stack
/// ```
///
/// The test's end has no address, so the kernel there says nothing. Sockets of the services are
/// this thread's, in the namespace. Offloads that join segments are off.
final class KernelMachine implements Player.Target, AutoCloseable {
  private static final long OUR_MAC = MacAddress.parse("02:00:00:00:00:01").bits();
  private static final String THEIR_MAC = "02:00:00:00:00:09";
  private static final long TURN_NS = 1_000_000;
  private static final long STAGGER_NS = 30_000_000;

  private final RingLink link;
  private final EpollIdle idle;
  private final ServerSocketChannel reading;
  private final ServerSocketChannel mute;
  private final DatagramChannel echo;
  private final Map<SocketAddress, SocketChannel> latest = new HashMap<>();
  private final List<SocketChannel> readers = new ArrayList<>();
  private final ByteBuffer chunk = ByteBuffer.allocate(1 << 16);
  private final Map<String, Player> players = new HashMap<>();

  private KernelMachine() throws IOException {
    link =
        RingLink.open(
            "ours",
            KernelFilter.of(List.of(IpRange.parse("10.0.1.0/24"))),
            new Counters(),
            LinkEvents.NONE);
    idle = new EpollIdle(List.of(link));
    reading = listen(OracleScript.READING_PORT);
    mute = listen(OracleScript.MUTE_PORT);
    echo = DatagramChannel.open(StandardProtocolFamily.INET);
    echo.bind(new InetSocketAddress(OracleScript.ECHO_PORT)).configureBlocking(false);
  }

  /// What the kernel did.
  ///
  /// @param trace what was seen
  /// @param delaysNs when each step was taken, after the one before
  /// @param worstLateNs how late a step was at worst, because the machine was busy
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Played(Trace trace, long[] delaysNs, long worstLateNs) {}

  /// Plays them all in a new namespace; the results by script.
  static Map<String, Played> play(List<OracleScript> scripts) throws Exception {
    Map<String, Played> result = new HashMap<>();
    Netns.run(() -> {
      preferThisThread();
      setUp(scripts);
      try (KernelMachine machine = new KernelMachine()) {
        result.putAll(machine.playAll(scripts));
      }
    });
    return result;
  }

  /// Other work on the machine must not make the client seem slow.
  private static void preferThisThread() throws Exception {
    String thread = Files.readSymbolicLink(Path.of("/proc/thread-self")).getFileName().toString();
    Netns.sh("renice -n -15 -p " + thread);
  }

  private static void setUp(List<OracleScript> scripts) throws Exception {
    Netns.sh(
        "ip link add ours type veth peer name theirs address "
            + THEIR_MAC
            + " && sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv4.conf.all.rp_filter=0"
            // The window scale follows from it; distributions and fingerprints have this value.
            + " && sysctl -qw net.ipv4.tcp_rmem='4096 131072 6291456'"
            + " && ip link set theirs gso_max_segs 1"
            + " && ip addr add 10.0.0.9/16 dev theirs"
            + " && ip link set ours up && ip link set theirs up");
    StringBuilder neighbours = new StringBuilder("true");
    for (OracleScript script : scripts) {
      neighbours
          .append(" && ip neigh add ")
          .append(script.client())
          .append(" lladdr 02:00:00:00:00:01 dev theirs");
    }
    Netns.sh(neighbours.toString());
  }

  private static ServerSocketChannel listen(int port) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.INET);
    server.bind(new InetSocketAddress(port), 512).configureBlocking(false);
    return server;
  }

  private Map<String, Played> playAll(List<OracleScript> scripts) throws IOException {
    long startNs = System.nanoTime();
    List<Player> all = new ArrayList<>();
    for (OracleScript script : scripts) {
      // Not all at the same moment, so that no script waits for another's work.
      Player player = new Player(script, startNs + STAGGER_NS * all.size());
      all.add(player);
      players.put(script.client(), player);
    }
    while (all.stream().anyMatch(p -> !p.isDone())) {
      long dueNs = Long.MAX_VALUE;
      for (Player player : all) {
        while (player.dueNs() <= System.nanoTime()) {
          // What came before the step is noted before it.
          turn();
          player.step(this, System.nanoTime());
        }
        dueNs = Math.min(dueNs, player.dueNs());
      }
      turn();
      idle.idle(Math.clamp(dueNs - System.nanoTime(), 0, TURN_NS));
    }
    Map<String, Played> played = new HashMap<>();
    all.forEach(p ->
        played.put(
            p.trace().script().name(), new Played(p.trace(), p.delaysNs(), p.worstLateNs())));
    return played;
  }

  private void turn() throws IOException {
    accept(reading, true);
    accept(mute, false);
    readers.removeIf(this::isOver);
    chunk.clear();
    for (SocketAddress from = echo.receive(chunk); from != null; from = echo.receive(chunk)) {
      echo.send(chunk.flip(), from);
      chunk.clear();
    }
    link.receive(this::onFrame, 256);
  }

  private void accept(ServerSocketChannel server, boolean reads) throws IOException {
    for (SocketChannel c = server.accept(); c != null; c = server.accept()) {
      c.configureBlocking(false);
      c.setOption(StandardSocketOptions.TCP_NODELAY, true);
      InetSocketAddress remote = (InetSocketAddress) c.getRemoteAddress();
      latest.put(remote, c);
      if (reads) {
        readers.add(c);
      }
    }
  }

  /// Reads what there is; whether there will be no more.
  private boolean isOver(SocketChannel channel) {
    try {
      int n;
      do {
        n = channel.isOpen() ? channel.read(chunk.clear()) : -1;
      } while (n > 0);
      return n < 0;
    } catch (IOException e) {
      // Reset by the script.
      return true;
    }
  }

  private void onFrame(
      MemorySegment frames, long at, int length, int vlan, ChecksumState checksum) {
    PacketSpec spec =
        PacketSpec.ofEthernet(frames.asSlice(at, length).toArray(ValueLayout.JAVA_BYTE))
            .without(Field.ETH_SRC)
            .without(Field.ETH_DST);
    if (checksum == ChecksumState.NOT_NEEDED) {
      spec = spec.without(Field.BAD_SUM);
    }
    Player player = players.get(String.valueOf(spec.get(Field.DST)));
    if (player != null && spec.kind() != PacketSpec.Kind.ARP) {
      player.seen(spec, System.nanoTime());
    }
  }

  @Override
  public void inject(PacketSpec packet) {
    byte[] frame = packet.toEthernet(OUR_MAC, MacAddress.parse(THEIR_MAC).bits());
    long at = link.reserve(frame.length);
    MemorySegment.copy(frame, 0, link.transmitBytes(), ValueLayout.JAVA_BYTE, at, frame.length);
    link.commit(frame.length);
    link.flush();
    try {
      turn();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean act(Act act) {
    try {
      InetSocketAddress remote =
          new InetSocketAddress(act.flow().src().toString(), act.flow().srcPort());
      SocketChannel channel = latest.get(remote);
      if (channel == null || !channel.isOpen()) {
        return false;
      }
      switch (act.verb()) {
        case "send", "fill" -> channel.write(ByteBuffer.wrap(BenchMachine.bytes(act)));
        case "finish" -> channel.shutdownOutput();
        case "close" -> channel.close();
        case "reset" -> {
          channel.setOption(StandardSocketOptions.SO_LINGER, 0);
          channel.close();
        }
        case "read" -> isOver(channel);
        default -> throw new IllegalArgumentException("line " + act.line() + ": " + act.verb());
      }
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    for (SocketChannel channel : latest.values()) {
      channel.close();
    }
    reading.close();
    mute.close();
    echo.close();
    idle.close();
    link.close();
  }
}
