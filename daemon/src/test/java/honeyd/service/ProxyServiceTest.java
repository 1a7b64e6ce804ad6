package honeyd.service;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.base.Counter;
import honeyd.flow.FlowDatagrams;
import honeyd.model.Behaviour;
import honeyd.net.Transport;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Proxied flows against real sockets on the loopback interface.
@Timeout(60)
class ProxyServiceTest {
  @TempDir Path dir;

  private ServiceFixture fixture;
  private ServerSocket server;

  @BeforeEach
  void start() throws IOException {
    fixture = new ServiceFixture(dir, 4);
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
    fixture.close();
    assertThat(fixture.services().openCount()).isZero();
  }

  @Test
  void bytesAndBothEnds_passThrough() throws Exception {
    byte[] bytes = new byte[1 << 20];
    new Random(1).nextBytes(bytes);
    WorkerSide side = open("localhost", Integer.toString(server.getLocalPort()));
    try (Socket target = server.accept()) {
      Thread echo =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  target.getInputStream().transferTo(target.getOutputStream());
                  // The attacker's FIN arrived and the answer still goes out.
                  target.getOutputStream().write("end".getBytes(StandardCharsets.US_ASCII));
                  target.shutdownOutput();
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              });
      side.send(bytes).finish();
      byte[] answer = side.answerBytes();
      echo.join();

      assertThat(answer).hasSize(bytes.length + 3).startsWith(bytes);
      assertThat(new String(answer, bytes.length, 3, StandardCharsets.US_ASCII)).isEqualTo("end");
    }
    fixture.awaitAllEnded();
    assertThat(side.stream().isResetByService()).isFalse();
    assertThat(fixture.sentences())
        .containsExactly(
            "INFO Connection established: (198.51.100.7:40112 - 10.2.0.5:21) -> proxy to"
                + " localhost:"
                + server.getLocalPort());
  }

  @Test
  void targetThatRefuses_resetsTheAttacker() throws Exception {
    int port = server.getLocalPort();
    server.close();
    WorkerSide side = open("127.0.0.1", Integer.toString(port));
    side.await(side.stream()::isResetByService);

    fixture.awaitAllEnded();
    assertThat(fixture.count(Counter.SERVICES_FAILED)).isEqualTo(1);
    assertThat(fixture.sentences())
        .singleElement()
        .asString()
        .startsWith("WARNING cannot connect proxy to 127.0.0.1:" + port + ": ");
  }

  @Test
  void targetsReset_becomesOurs() throws Exception {
    WorkerSide side = open("127.0.0.1", Integer.toString(server.getLocalPort()));
    Socket target = server.accept();
    target.setSoLinger(true, 0);
    target.close();

    side.await(side.stream()::isResetByService);
    side.gone();
    fixture.awaitAllEnded();
  }

  @Test
  void goneConnection_closesTheTargets() throws Exception {
    WorkerSide side = open("127.0.0.1", Integer.toString(server.getLocalPort()));
    try (Socket target = server.accept()) {
      side.gone();
      assertThat(target.getInputStream().read()).isEqualTo(-1);
    }
    fixture.awaitAllEnded();
  }

  @Test
  void targetThatDoesNotRead_closesTheAttackersWindowAndIsLeftWithTheConnection() throws Exception {
    WorkerSide side = open("127.0.0.1", Integer.toString(server.getLocalPort()));
    try (Socket target = server.accept()) {
      assertThat(target.isConnected()).isTrue();
      byte[] bytes = new byte[1 << 16];
      int refused = 0;
      while (refused < 50) {
        refused = side.trySend(bytes, 0) == 0 ? refused + 1 : 0;
        java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
      }
      side.gone();
      fixture.awaitAllEnded();
    }
  }

  @Test
  void variables_chooseTheTarget() {
    assertThat(
            List.of(
                ScriptCommand.expand(
                    "$ipsrc", WorkerSide.flow(Transport.TCP), 0, java.time.ZoneOffset.UTC),
                ScriptCommand.expand(
                    "$dport", WorkerSide.flow(Transport.TCP), 0, java.time.ZoneOffset.UTC)))
        .containsExactly("198.51.100.7", "21");
  }

  @Test
  void portThatIsNone_isRefused() {
    WorkerSide side = open("127.0.0.1", "$nothing");
    side.await(side.stream()::isResetByService);
    fixture.awaitAllEnded();
  }

  @Test
  void datagrams_passBothWaysOneByOne() throws Exception {
    try (DatagramSocket target = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      FlowDatagrams datagrams = new FlowDatagrams(WorkerSide.flow(Transport.UDP), () -> {});
      fixture
          .services()
          .opened(
              datagrams, new Behaviour.Proxy("127.0.0.1", Integer.toString(target.getLocalPort())));
      for (String text : List.of("one", "two")) {
        assertThat(datagrams.offerReceived(text.getBytes(StandardCharsets.US_ASCII))).isTrue();
      }
      for (String text : List.of("one", "two")) {
        DatagramPacket packet = new DatagramPacket(new byte[100], 100);
        target.receive(packet);
        assertThat(new String(packet.getData(), 0, packet.getLength(), StandardCharsets.US_ASCII))
            .isEqualTo(text);
        target.send(packet);
      }
      for (String text : List.of("one", "two")) {
        assertThat(new String(ServiceFixture.next(datagrams), StandardCharsets.US_ASCII))
            .isEqualTo(text);
      }
      datagrams.markGone();
      fixture.awaitAllEnded();
    }
  }

  private WorkerSide open(String host, String port) {
    WorkerSide side = new WorkerSide();
    fixture.services().opened(side.stream(), new Behaviour.Proxy(host, port));
    return side;
  }
}
