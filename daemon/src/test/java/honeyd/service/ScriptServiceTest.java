package honeyd.service;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.base.Counter;
import honeyd.flow.Flow;
import honeyd.flow.FlowDatagrams;
import honeyd.model.Behaviour;
import honeyd.model.Ethernet;
import honeyd.model.FragmentPolicy;
import honeyd.model.PortTable;
import honeyd.model.Template;
import honeyd.net.IpAddress;
import honeyd.net.Transport;
import honeyd.personality.NmapOsDb;
import honeyd.sys.Processes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Scripts as an attacker meets them, through the worker's end of the pipes.
@Timeout(60)
class ScriptServiceTest {
  @TempDir Path dir;

  private ServiceFixture fixture;

  @BeforeEach
  void start() throws IOException {
    fixture = new ServiceFixture(dir, 256);
  }

  @AfterEach
  void stop() {
    fixture.close();
    assertThat(fixture.services().openCount()).isZero();
  }

  @Test
  void fourMegabytesThroughCat_comeBackByteForByte() {
    byte[] bytes = new byte[4 << 20];
    new Random(4).nextBytes(bytes);
    WorkerSide side = fixture.open("cat");
    side.send(bytes).finish();

    assertThat(side.answerBytes()).isEqualTo(bytes);
    side.gone();
    fixture.awaitAllEnded();
    assertThat(fixture.count(Counter.SERVICES_STARTED)).isEqualTo(1);
  }

  @Test
  void attackersFin_isTheScriptsEndOfFileAndLetsItAnswer() throws IOException {
    WorkerSide side = fixture.openShell("n=$(wc -c)\necho got $n\n");
    side.send("12345").finish();

    assertThat(side.answer()).isEqualTo("got 5\n");
  }

  @Test
  void twoHundredConnectionsAtOnce_areAllServed() {
    List<WorkerSide> sides = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      sides.add(fixture.open("cat").send("hello " + i));
    }
    for (int i = 0; i < 200; i++) {
      assertThat(sides.get(i).finish().answer()).isEqualTo("hello " + i);
    }
    fixture.awaitAllEnded();
    assertThat(fixture.count(Counter.SERVICES_STARTED)).isEqualTo(200);
  }

  @Test
  void floodingScript_waitsForTheAttackerAndDiesWithTheConnection() throws IOException {
    WorkerSide side = fixture.openShell("echo $$\nexec yes\n");
    String pid = side.line();
    side.stopReading();
    side.await(() -> side.stream().toSend().writable() == 0);
    assertThat(ServiceFixture.exists(pid)).isTrue();
    side.gone();

    fixture.awaitAllEnded();
    assertThat(ServiceFixture.exists(pid)).isFalse();
  }

  @Test
  void scriptThatNeverReads_closesTheAttackersWindow() throws IOException {
    WorkerSide side = fixture.openShell("echo $$\nexec sleep 1000\n");
    String pid = side.line();
    byte[] bytes = new byte[1 << 16];
    int sent = 0;
    int refused = 0;
    while (refused < 100) {
      int n = side.trySend(bytes, 0);
      sent += n;
      refused = n == 0 ? refused + 1 : 0;
      if (n == 0) {
        java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
      }
    }
    assertThat(sent).isLessThan(1 << 20);
    side.gone();

    fixture.awaitAllEnded();
    assertThat(ServiceFixture.exists(pid)).isFalse();
  }

  @Test
  void hangingScript_isKilledWithItsChildrenWhenTheConnectionIsGone() throws IOException {
    WorkerSide side =
        fixture.openShell(
            """
            trap '' TERM
            sleep 1000 &
            echo $$ $!
            while :; do sleep 1000; done
            """);
    List<String> pids = List.of(side.line().split(" ", -1));
    long startNs = System.nanoTime();
    side.gone();
    fixture.awaitAllEnded();

    assertThat(System.nanoTime() - startNs)
        .isBetween(TimeUnit.MILLISECONDS.toNanos(1_900), TimeUnit.SECONDS.toNanos(8));
    ServiceFixture.await(() -> pids.stream().noneMatch(ServiceFixture::exists));
  }

  @Test
  void deadScript_isFollowedByFinAfterItsOutput() throws IOException {
    WorkerSide side = fixture.openShell("echo last words\nkill -9 $$\n");
    side.send("never read");

    assertThat(side.answer()).isEqualTo("last words\n");
    side.await(side.stream()::isServiceDone);
    assertThat(side.stream().isResetByService()).isFalse();
    fixture.awaitAllEnded();
  }

  @Test
  void programThatDoesNotExist_resetsAndSaysWhy() {
    WorkerSide side = fixture.open("/no/such/program $ipsrc");
    side.await(side.stream()::isResetByService);

    fixture.awaitAllEnded();
    assertThat(fixture.count(Counter.SERVICES_FAILED)).isEqualTo(1);
    assertThat(fixture.sentences())
        .containsExactly(
            "WARNING cannot start \"/no/such/program $ipsrc\": No such file or directory");
  }

  @Test
  void sentenceAnAttackerCanProvoke_isSaidOnce() {
    for (int i = 0; i < 10; i++) {
      WorkerSide side = fixture.open("/no/such/program");
      side.await(side.stream()::isResetByService);
    }
    fixture.awaitAllEnded();
    assertThat(fixture.count(Counter.SERVICES_FAILED)).isEqualTo(10);
    assertThat(fixture.sentences()).hasSize(1);
  }

  @Test
  void scriptBeyondTheCap_isRefusedWithAResetCountedAndSaid() throws IOException {
    try (ServiceFixture small = new ServiceFixture(dir, 1)) {
      WorkerSide first = small.open("cat").send("x\n");
      assertThat(first.line()).isEqualTo("x");
      WorkerSide second = small.open("cat");

      assertThat(second.stream().isResetByService()).isTrue();
      assertThat(small.count(Counter.SERVICES_REFUSED)).isEqualTo(1);
      assertThat(small.sentences())
          .containsExactly(
              "WARNING refused a connection: too many services of this kind are open: script");

      assertThat(first.finish().answer()).isEqualTo("x\n");
      small.awaitAllEnded();
      assertThat(small.open("cat").send("again").finish().answer()).isEqualTo("again");
    }
  }

  @Test
  void standardError_isReportedLineByLine() throws IOException {
    WorkerSide side =
        fixture.openShell(
            """
            echo USER anonymous >&2
            echo >&2
            printf 'a\\033[1m\\377\\n' >&2
            printf no-end >&2
            """);
    side.answer();
    fixture.awaitAllEnded();

    assertThat(fixture.outputs()).containsExactly("USER anonymous", "", "a\033[1m\u00ff", "no-end");
  }

  @Test
  void lastWordsOnStandardError_areReportedOnceHoweverLateTheyCome() throws IOException {
    List<WorkerSide> sides = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      sides.add(fixture.openShell("exec 1>&-\necho word " + i + " >&2\n"));
    }
    sides.forEach(side -> assertThat(side.answer()).isEmpty());
    sides.forEach(WorkerSide::gone);
    fixture.awaitAllEnded();

    assertThat(fixture.outputs())
        .containsExactlyInAnyOrderElementsOf(
            java.util.stream.IntStream.range(0, 50).mapToObj(i -> "word " + i).toList());
  }

  @Test
  void scriptThatReadsNothingMore_stillSaysEverything() throws IOException {
    WorkerSide side = fixture.openShell("exec 0<&-\nhead -c 1000000 /dev/zero\n");
    side.send("ignored").send(new byte[300_000]).finish();

    assertThat(side.answerBytes()).hasSize(1_000_000);
  }

  @Test
  void lineOfStandardErrorWithoutEnd_isReportedInPieces() throws IOException {
    WorkerSide side = fixture.openShell("head -c 2046 /dev/zero | tr '\\0' x >&2\n");
    side.answer();
    fixture.awaitAllEnded();

    assertThat(fixture.outputs()).containsExactly("x".repeat(1023), "x".repeat(1023));
  }

  @Test
  void environment_namesTheVisitorsSystem() {
    Flow flow =
        new Flow(
            Transport.TCP,
            IpAddress.parse("198.51.100.7"),
            40112,
            IpAddress.parse("10.2.0.5"),
            21,
            "linux",
            "",
            "eth7",
            "Windows 7 or 8");
    assertThat(
            ScriptCommand.of(new Behaviour.Script("env"), flow, "/", 0, ZoneOffset.UTC)
                .environment())
        .contains("HONEYD_REMOTE_OS=Windows 7 or 8");
  }

  @Test
  void environment_isHoneydsNineVariablesAndPath() {
    WorkerSide side = fixture.open("env");

    assertThat(side.answer().lines())
        .containsExactlyInAnyOrder(
            "HONEYD_IP_SRC=198.51.100.7",
            "HONEYD_IP_DST=10.2.0.5",
            "HONEYD_SRC_PORT=40112",
            "HONEYD_DST_PORT=21",
            "HONEYD_PERSONALITY=Linux 2.4.20",
            "HONEYD_REMOTE_OS=unknown",
            "HONEYD_TEMPLATE_NAME=linux",
            "HONEYD_INTERFACE=eth7",
            "HONEYD_HOME=/home/of/honeyd/",
            "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
  }

  @Test
  void variables_areFilledInWithoutAShell() throws IOException {
    WorkerSide side =
        fixture.open(
            "sh "
                + fixture.file("for a; do echo \"[$a]\"; done\n")
                + " $ipsrc $ipdst:$dport  $sport $nothing $(id) ;ls");

    assertThat(side.answer().lines())
        .containsExactly(
            "[198.51.100.7]", "[10.2.0.5:21]", "[40112]", "[$nothing]", "[$(id)]", "[;ls]");
  }

  @Test
  void scriptProcess_hasThreeDescriptorsItsOwnSessionAndFewRights() throws IOException {
    WorkerSide side =
        fixture.openShell(
            """
            read -r line
            ls -m /proc/$$/fd
            ulimit -n
            cut -d' ' -f1,5,6,19 /proc/$$/stat
            echo $$
            grep SigIgn /proc/$$/status
            """);
    List<String> lines = side.send("go\n").answer().lines().toList();

    // The shell keeps its script open on 10.
    assertThat(lines.get(0)).isIn("0, 1, 10, 2", "0, 1, 2");
    assertThat(lines.get(1)).isEqualTo("30");
    String pid = lines.get(3);
    assertThat(lines.get(2)).startsWith(pid + " " + pid + " " + pid + " ");
    assertThat(lines.get(2)).endsWith(" 10");
    // 32 and 33 are the C library's own and stay ignored in everything it spawns.
    long ignored = Long.parseUnsignedLong(lines.get(4).substring(lines.get(4).length() - 16), 16);
    assertThat(ignored & 0x7fff_ffffL).isZero();
  }

  @Test
  void templatesUserAndLimit_areTheScripts() throws IOException {
    Template template =
        new Template(
            "linux",
            NmapOsDb.empty().fallback(),
            null,
            new Ethernet.None(),
            new Behaviour.Open(),
            new Behaviour.Closed(),
            new Behaviour.Open(),
            PortTable.empty(),
            PortTable.empty(),
            -1,
            0,
            0,
            17,
            65_533,
            65_532,
            FragmentPolicy.OLD);
    try (ServiceFixture own = new ServiceFixture(dir, 2, name -> template)) {
      boolean root = Processes.geteuid() == 0;
      String ids = own.open("grep -E ^(Uid|Gid|Groups|NoNewPrivs): /proc/self/status").answer();
      if (root) {
        assertThat(ids.lines().map(l -> l.strip().replaceAll("\\s+", " ")))
            .containsExactly(
                "Uid: 65533 65533 65533 65533",
                "Gid: 65532 65532 65532 65532",
                "Groups:",
                "NoNewPrivs: 1");
      } else {
        assertThat(own.sentences())
            .containsExactly(
                "WARNING scripts of template linux run as the daemon's user:"
                    + " only root can give them another");
      }
      // The limit comes a moment after the start: cat looks only when its input has ended.
      WorkerSide limits = own.open("cat - /proc/self/limits");
      limits.await(() -> own.count(Counter.SERVICES_STARTED) == 2);
      assertThat(limits.finish().answer().lines())
          .anyMatch(l -> l.matches("Max open files +17 +17 .*"));
    }
  }

  @Test
  void executableFileWithoutAnInterpreterLine_isGivenToTheShell() throws IOException {
    Path file = fixture.file("echo $0 $1\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();

    assertThat(fixture.open(file + " one").answer()).isEqualTo(file + " one\n");
  }

  @Test
  void udpScript_readsAndWritesWholeDatagrams() throws Exception {
    FlowDatagrams datagrams = new FlowDatagrams(WorkerSide.flow(Transport.UDP), () -> {});
    for (String text : List.of("one", "two\nlines", "x".repeat(9000))) {
      assertThat(datagrams.offerReceived(text.getBytes(StandardCharsets.US_ASCII))).isTrue();
    }
    fixture.services().opened(datagrams, new Behaviour.Script("cat"));

    assertThat(next(datagrams)).isEqualTo("one");
    assertThat(next(datagrams)).isEqualTo("two\nlines");
    assertThat(next(datagrams)).isEqualTo("x".repeat(9000));
    datagrams.markGone();
    fixture.awaitAllEnded();
  }

  @Test
  void udpScriptThatEnds_saysSo() throws IOException {
    FlowDatagrams datagrams = new FlowDatagrams(WorkerSide.flow(Transport.UDP), () -> {});
    fixture
        .services()
        .opened(datagrams, new Behaviour.Script("sh " + fixture.file("echo banner\n")));

    assertThat(next(datagrams)).isEqualTo("banner\n");
    ServiceFixture.await(datagrams::isServiceDone);
    fixture.awaitAllEnded();
  }

  @Test
  void standardErrorOfADatagramScript_isReportedWhileItRuns() throws IOException {
    FlowDatagrams datagrams = new FlowDatagrams(WorkerSide.flow(Transport.UDP), () -> {});
    assertThat(datagrams.offerReceived(new byte[] {'x'})).isTrue();
    fixture
        .services()
        .opened(
            datagrams,
            new Behaviour.Script("sh " + fixture.file("echo heard >&2\nexec sleep 1000\n")));

    ServiceFixture.await(() -> fixture.outputs().contains("heard"));
    assertThat(datagrams.isServiceDone()).isFalse();
    datagrams.markGone();
    fixture.awaitAllEnded();
  }

  private static String next(FlowDatagrams datagrams) {
    return new String(ServiceFixture.next(datagrams), StandardCharsets.US_ASCII);
  }

  @Test
  void closing_endsAllScriptsWithinTwoSeconds() throws IOException {
    List<String> pids = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      pids.add(fixture.openShell("trap '' TERM\necho $$\nwhile :; do sleep 1000; done\n").line());
    }
    long startNs = System.nanoTime();
    fixture.close();

    assertThat(System.nanoTime() - startNs).isLessThan(TimeUnit.SECONDS.toNanos(3));
    assertThat(pids).noneMatch(ServiceFixture::exists);
    assertThat(fixture.open("cat").stream().isResetByService()).isTrue();
  }

  @Test
  void unknownInternalService_isRefusedWithASentence() {
    WorkerSide side = new WorkerSide();
    fixture.services().opened(side.stream(), new Behaviour.Internal("honeyd.http"));

    assertThat(side.stream().isResetByService()).isTrue();
    assertThat(fixture.sentences())
        .containsExactly(
            "WARNING refused a connection: internal service \"honeyd.http\" does not exist here");
  }

  @Test
  void tarpit_runsWhatIsInside() {
    WorkerSide side = new WorkerSide();
    fixture.services().opened(side.stream(), new Behaviour.Tarpit(new Behaviour.Script("cat")));

    assertThat(side.send("slow").finish().answer()).isEqualTo("slow");
  }
}
