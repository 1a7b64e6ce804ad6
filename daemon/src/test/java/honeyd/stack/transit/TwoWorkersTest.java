package honeyd.stack.transit;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.base.Counters;
import honeyd.base.DropReason;
import honeyd.base.Idle;
import honeyd.base.KeyedHash;
import honeyd.base.ManualClock;
import honeyd.link.Link.Framing;
import honeyd.link.MemoryLink;
import honeyd.link.Shard;
import honeyd.model.Honeynet;
import honeyd.model.Template;
import honeyd.net.IpAddress;
import honeyd.net.IpRange;
import honeyd.net.RangeMap;
import honeyd.stack.Claims;
import honeyd.stack.Duties;
import honeyd.stack.RemoteSystemTable;
import honeyd.stack.RouterMailbox;
import honeyd.stack.StackSettings;
import honeyd.stack.Surroundings;
import honeyd.stack.Worker;
import honeyd.stack.tcp.TcpInput;
import honeyd.testkit.RecordingSink;
import honeyd.testkit.TestHost;
import honeyd.testkit.TestServices;
import honeyd.testkit.script.PacketSpec;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Two workers that divide the hosts: a router's answers come from one of them, whichever had the
/// packet that it answers.
class TwoWorkersTest {
  private final ManualClock clock = new ManualClock(0, 0);
  private final List<MemoryLink> links = new ArrayList<>();
  private final List<Worker> workers = new ArrayList<>();
  private final List<Counters> counters = new ArrayList<>();
  private int woken;

  private record NoRest() implements Idle {
    @Override
    public void idle(long maxNs) {}

    @Override
    public void wakeup() {}
  }

  TwoWorkersTest() {
    Honeynet honeynet =
        new Honeynet(
            Map.of(),
            new RangeMap.Builder<Template>()
                .put(IpRange.parse("10.0.0.0/16"), TestHost.host().template())
                .build(),
            null,
            List.of(IpAddress.parse("10.0.0.1")));
    List<RouterMailbox> mailboxes =
        List.of(new RouterMailbox(() -> woken++), new RouterMailbox(() -> woken++));
    LaneClocks clocks = new LaneClocks(honeynet.topology(), 0);
    for (int i = 0; i < 2; i++) {
      links.add(new MemoryLink(Framing.IP, 0, 1500));
      counters.add(new Counters());
      workers.add(
          new Worker(
              new Worker.Parts(
                  "worker-" + i,
                  List.of(links.get(i)),
                  honeynet,
                  clocks,
                  Claims.everything(),
                  Surroundings.PLAIN,
                  new Duties(new Shard(i, 2), mailboxes),
                  RemoteSystemTable.none(),
                  StackSettings.defaults(),
                  clock,
                  new NoRest(),
                  i,
                  new KeyedHash(1, 2),
                  counters.get(i),
                  new RecordingSink(),
                  new TestServices(),
                  TcpInput::new)));
    }
  }

  @AfterEach
  void close() {
    workers.forEach(Worker::onClose);
  }

  private void work() {
    for (int i = 0; i < 3; i++) {
      workers.forEach(Worker::doWork);
    }
  }

  private static int owner(String address) {
    return new Shard(0, 2).ownerOf(IpAddress.parse(address).v4Bits());
  }

  private void send(int worker, String to, int ttl) {
    links
        .get(worker)
        .inject(
            PacketSpec.parse("udp 192.0.2.7:4000 > " + to + ":33434 (32) {ttl " + ttl + "}")
                .toIp());
  }

  private List<String> sentBy(int worker) {
    List<String> out = new ArrayList<>();
    links
        .get(worker)
        .drain(
            (bytes, at, length, vlan, checksum) ->
                out.add(
                    PacketSpec.ofIp(bytes.asSlice(at, length).toArray(ValueLayout.JAVA_BYTE))
                        .toString()),
            Integer.MAX_VALUE);
    return out;
  }

  @Test
  void routersErrors_areItsOwnWorkersAlone() {
    int routers = owner("10.0.0.1");
    int other = 1 - routers;
    send(routers, "10.0.5.5", 1);
    send(other, "10.0.5.6", 1);
    work();
    assertThat(sentBy(other)).isEmpty();
    assertThat(sentBy(routers))
        .hasSize(2)
        .allMatch(text -> text.contains("10.0.0.1 > 192.0.2.7 time-exceeded"))
        .anyMatch(text -> text.contains("10.0.5.5"))
        .anyMatch(text -> text.contains("10.0.5.6"));
    assertThat(woken).isEqualTo(1);
  }

  @Test
  void moreThanABoxHolds_isCounted() {
    int other = 1 - owner("10.0.0.1");
    for (int i = 0; i < 300; i++) {
      send(other, "10.0.5.6", 1);
    }
    workers.get(other).doWork();
    workers.get(other).doWork();
    assertThat(counters.get(other).get(DropReason.TRANSIT_ERROR_UNTOLD)).isEqualTo(44);
    work();
    assertThat(sentBy(other)).isEmpty();
  }
}
