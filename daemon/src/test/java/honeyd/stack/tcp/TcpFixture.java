package honeyd.stack.tcp;

import static honeyd.stack.tcp.PlainPersonality.MS;
import static org.assertj.core.api.Assertions.assertThat;

import honeyd.base.Counter;
import honeyd.base.Counters;
import honeyd.base.DropReason;
import honeyd.base.Idle;
import honeyd.base.KeyedHash;
import honeyd.base.ManualClock;
import honeyd.event.EventSink;
import honeyd.flow.FlowAcceptor;
import honeyd.flow.FlowDatagrams;
import honeyd.flow.FlowStream;
import honeyd.flow.StreamTurns;
import honeyd.link.Link;
import honeyd.link.MemoryLink;
import honeyd.model.Behaviour;
import honeyd.model.Ethernet;
import honeyd.model.FragmentPolicy;
import honeyd.model.Honeynet;
import honeyd.model.PortTable;
import honeyd.model.Template;
import honeyd.net.IpAddress;
import honeyd.net.RangeMap;
import honeyd.stack.Claims;
import honeyd.stack.StackContext;
import honeyd.stack.StackSettings;
import honeyd.stack.Worker;
import honeyd.wire.Checksum;
import honeyd.wire.IpProtocol;
import honeyd.wire.Ipv4View;
import honeyd.wire.TcpOptionWriter;
import honeyd.wire.TcpView;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A whole worker with one virtual host, the peer's side played by hand: port 80 has a service, 79
/// is open without one, 81 closed, 82 filtered, 84 a tarpit before a service, 85 one that holds.
///
/// The peer's sequence numbers begin at 100, ours at 5,000, unless a test says otherwise.
final class TcpFixture implements AutoCloseable {
  static final int CLIENT = 0x0a000001;
  static final int HOST = 0x0a000009;
  static final int SERVICE = 80;
  static final int OPEN = 79;
  static final int CLOSED = 81;
  static final int FILTERED = 82;
  static final int SLOW = 84;
  static final int TARPIT = 85;

  final PlainPersonality personality = new PlainPersonality();
  final ManualClock clock = new ManualClock(1_000_000_000L, 1_700_000_000_000_000L);
  final Counters counters = new Counters();
  final RecordedEvents events = new RecordedEvents();
  final List<FlowStream> streams = new ArrayList<>();
  final MemoryLink link = new MemoryLink(Link.Framing.IP, 0, 1_500, 16 << 20, 1 << 14);
  final Worker worker;

  /// Serves connections in turns of the worker's, when set.
  @Nullable StreamTurns turns;

  private final TcpOptionWriter options = new TcpOptionWriter();
  final TcpInput tcp;
  final StackContext context;

  int clientPort = 40_000;
  int port = SERVICE;
  int tos;

  /// The peer's next sequence number and what it acknowledges, kept by [#establish] and [#data].
  int seq = 100;

  int ack;
  int window = 65_535;
  boolean withTimestamps;
  int tsVal = 1;
  int tsEcr;

  TcpFixture() {
    this(StackSettings.defaults());
  }

  TcpFixture(StackSettings settings) {
    this(settings, null);
  }

  TcpFixture(StackSettings settings, @Nullable EventSink sink) {
    List<TcpInput> inputs = new ArrayList<>();
    List<StackContext> contexts = new ArrayList<>();
    Template template =
        new Template(
            "t",
            personality,
            "plain",
            new Ethernet.None(),
            new Behaviour.Closed(),
            new Behaviour.Closed(),
            new Behaviour.Open(),
            PortTable.of(
                Map.of(
                    SERVICE,
                    new Behaviour.Script("sh web.sh"),
                    OPEN,
                    new Behaviour.Open(),
                    CLOSED,
                    new Behaviour.Closed(),
                    FILTERED,
                    new Behaviour.Filtered(),
                    83,
                    new Behaviour.Proxy("10.1.1.1", "22"),
                    84,
                    new Behaviour.Tarpit(new Behaviour.Script("slow")),
                    TARPIT,
                    new Behaviour.Tarpit(new Behaviour.Open()))),
            PortTable.empty(),
            -1,
            0,
            0,
            Template.DEFAULT_MAX_FDS,
            -1,
            -1,
            FragmentPolicy.OLD);
    worker =
        new Worker(
            new Worker.Parts(
                "test",
                List.of(link),
                new Honeynet(
                    Map.of("t", template),
                    new RangeMap.Builder<Template>().build(),
                    template,
                    List.<IpAddress>of()),
                Claims.everything(),
                settings,
                clock,
                new NoIdle(),
                1,
                new KeyedHash(1, 2),
                counters,
                sink == null ? events : sink,
                new Acceptor(),
                c -> {
                  contexts.add(c);
                  inputs.add(new TcpInput(c));
                  return inputs.getFirst();
                }));
    tcp = inputs.getFirst();
    context = contexts.getFirst();
  }

  private static final class NoIdle implements Idle {
    @Override
    public void idle(long maxNs) {}

    @Override
    public void wakeup() {}
  }

  private final class Acceptor implements FlowAcceptor {
    @Override
    public void opened(FlowStream stream, Behaviour behaviour) {
      streams.add(stream);
      if (turns != null) {
        stream.serveInTurns(turns);
      }
    }

    @Override
    public void opened(FlowDatagrams datagrams, Behaviour behaviour) {}
  }

  // --- the peer's side

  /// Sends one segment with these options (after timestamps, when the fixture has them on).
  void send(int flags, int seq, int ack, byte[] payload, byte... rawOptions) {
    options.begin();
    if (withTimestamps) {
      options.nop().nop().timestamps(tsVal, tsEcr);
    }
    options.raw(rawOptions);
    int optionBytes = options.finish();
    byte[] packet = packet(flags, seq, ack, payload, optionBytes);
    assertThat(link.inject(packet)).isTrue();
    run();
  }

  void send(int flags, int seq, int ack) {
    send(flags, seq, ack, new byte[0]);
  }

  void send(int flags, int seq, int ack, String payload) {
    send(flags, seq, ack, payload.getBytes(StandardCharsets.ISO_8859_1));
  }

  byte[] packet(int flags, int seq, int ack, byte[] payload, int optionBytes) {
    int headerBytes = TcpView.HEADER_BYTES + optionBytes;
    int length = Ipv4View.HEADER_BYTES + headerBytes + payload.length;
    byte[] packet = new byte[length];
    MemorySegment bytes = MemorySegment.ofArray(packet);
    new Ipv4View()
        .begin(bytes, 0, Ipv4View.HEADER_BYTES)
        .tos(tos)
        .totalLength(length)
        .ttl(64)
        .protocol(IpProtocol.TCP)
        .srcBits(CLIENT)
        .dstBits(HOST)
        .updateChecksum();
    TcpView view = new TcpView();
    view.begin(bytes, Ipv4View.HEADER_BYTES, length, headerBytes)
        .srcPort(clientPort)
        .dstPort(port)
        .seq(seq)
        .ack(ack)
        .flags(flags)
        .window(window);
    options.copyTo(bytes, view.optionsAt());
    System.arraycopy(payload, 0, packet, Ipv4View.HEADER_BYTES + headerBytes, payload.length);
    view.updateChecksum(
        Checksum.pseudoHeaderV4(CLIENT, HOST, IpProtocol.TCP, length - Ipv4View.HEADER_BYTES));
    return packet;
  }

  /// A packet with these option bytes, a multiple of four.
  byte[] packetWith(int flags, int seq, int ack, byte[] payload, byte[] rawOptions) {
    options.begin().raw(rawOptions);
    return packet(flags, seq, ack, payload, options.finish());
  }

  /// Completes a handshake from [#seq] and leaves nothing to be taken.
  void establish(byte... synOptions) {
    send(TcpView.SYN, seq, 0, new byte[0], synOptions);
    SentSegment synAck = take();
    assertThat(synAck.flags() & ~TcpView.ECE).isEqualTo(TcpView.SYN | TcpView.ACK);
    seq++;
    ack = synAck.seq() + 1;
    tsEcr = synAck.options().tsVal;
    send(TcpView.ACK, seq, ack);
    assertThat(sent()).isEmpty();
  }

  /// Sends the next bytes of the peer's stream.
  void data(String text) {
    send(TcpView.ACK | TcpView.PSH, seq, ack, text);
    seq += text.length();
  }

  /// Acknowledges everything up to this number.
  void acknowledge(int number) {
    ack = number;
    send(TcpView.ACK, seq, ack);
  }

  // --- the machine's side

  void run() {
    while (worker.doWork() > 0) {
      // Until nothing is left to do at this moment.
    }
  }

  /// Lets time pass in steps of a millisecond.
  void pass(long ns) {
    for (long left = ns; left > 0; left -= MS) {
      clock.advanceNs(Math.min(left, MS));
      if (worker.nextDeadlineNs() <= clock.nanoTime()) {
        run();
      }
    }
    run();
  }

  SentSegment take() {
    return SentSegment.of(Objects.requireNonNull(link.take(), "a packet was expected"));
  }

  /// Everything that was sent and not taken, as text.
  List<String> sent() {
    List<String> all = new ArrayList<>();
    for (byte[] packet : link.takeAll()) {
      all.add(SentSegment.of(packet).toString());
    }
    return all;
  }

  List<SentSegment> takeAll() {
    List<SentSegment> all = new ArrayList<>();
    for (byte[] packet : link.takeAll()) {
      all.add(SentSegment.of(packet));
    }
    return all;
  }

  FlowStream stream() {
    assertThat(streams).isNotEmpty();
    return streams.getLast();
  }

  // --- the service's side

  /// What the service can read now.
  String read() {
    byte[] all = new byte[stream().received().readable()];
    int n = all.length == 0 ? 0 : readInto(all);
    run();
    return new String(all, 0, n, StandardCharsets.ISO_8859_1);
  }

  private int readInto(byte[] all) {
    try {
      return stream().read(all, 0, all.length);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /// The service writes; it must fit.
  void write(byte[] bytes) {
    try {
      stream().write(bytes, 0, bytes.length);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    run();
  }

  void write(String text) {
    write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  void finish() {
    stream().finishOutput();
    run();
  }

  void done() {
    stream().done();
    run();
  }

  long count(Counter counter) {
    return counters.get(counter);
  }

  long count(DropReason reason) {
    return counters.get(reason);
  }

  static byte[] bytes(int length) {
    byte[] b = new byte[length];
    for (int i = 0; i < length; i++) {
      b[i] = (byte) ((i * 31) >>> 3);
    }
    return b;
  }

  @Override
  public void close() {
    worker.onClose();
    assertThat(tcp.size()).isZero();
    assertThat(worker.pendingTimers()).isZero();
  }
}
