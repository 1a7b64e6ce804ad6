package honeyd.stack;

import static honeyd.testkit.TestHost.host;
import static honeyd.testkit.TestServices.service;
import static org.assertj.core.api.Assertions.assertThat;

import honeyd.event.Event;
import honeyd.event.NoteKind;
import honeyd.testkit.Bench;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The whole machine, and what it says of those who send.
class RemoteSystemsTest {
  private static final String SIGNATURES =
      """
      classes = unix,win
      [tcp:request]
      label = s:unix:Penguin:6.x
      sig = *:64:0:*:64240,7:mss,sok,ts,nop,ws:df,id+:0
      label = s:win:Panes:7 or 8
      sig = *:128:0:*:8192,8:mss,nop,ws,nop,nop,sok:df,id+:0
      label = s:!:Scanner:
      sys = @unix
      sig = *:64-:0:1460:1024,0:mss::0
      """;

  private static final String PENGUIN =
      " S 1:1(0) win 64240 <mss 1460,sackOK,TS val 9 ecr 0,nop,wscale 7> {ttl 60, df, id 7}";
  private static final String PANES =
      " S 1:1(0) win 8192 <mss 1460,nop,wscale 8,nop,nop,sackOK> {ttl 128, df, id 7}";
  private static final String SCANNER = " S 1:1(0) win 1024 <mss 1460> {ttl 44, id 7}";
  private static final String NOBODY = " S 1:1(0) win 1 {ttl 44, id 7}";
  private static final String CLOSED = "tcp 10.0.0.1:40000 > 10.0.0.9:81";
  private static final String PING =
      "icmp 10.0.0.1 > 10.0.0.8 echo-request id 1 seq 2 (4) \"ping\"";

  private static Bench bench() {
    return Bench.builder()
        .bind("10.0.0.8", host())
        .bind("10.0.0.9", host().tcp(80, service("sink")).udp(53, service("sink")))
        .passive(SIGNATURES)
        .build();
  }

  /// What the events say of their senders, `-` for nothing.
  private static List<String> said(Bench bench) {
    List<String> out = new ArrayList<>();
    for (Event event : bench.events().take()) {
      String os =
          switch (event) {
            case Event.PacketSeen e -> e.remoteOs();
            case Event.FlowOpened e -> e.remoteOs();
            default -> "none of these";
          };
      out.add(os == null ? "-" : os);
    }
    bench.takeAll();
    return out;
  }

  @Test
  void synToAnyHost_namesItsSenderInEveryLaterEvent() {
    try (Bench bench = bench()) {
      bench.send(PING);
      assertThat(said(bench)).containsExactly("-");
      bench.send(CLOSED + PENGUIN);
      assertThat(said(bench)).containsExactly("Penguin 6.x");
      bench.send(PING);
      assertThat(said(bench)).containsExactly("Penguin 6.x");
      bench.send("udp 10.0.0.1:1 > 10.0.0.9:53 (1) \"x\"");
      bench.send("udp 10.0.0.1:1 > 10.0.0.9:54 (1) \"x\"");
      bench.send("ip 10.0.0.1 > 10.0.0.9 proto 99 (1) \"x\"");
      assertThat(said(bench)).containsExactly("Penguin 6.x", "Penguin 6.x", "Penguin 6.x");
      bench.send("icmp 10.0.0.2 > 10.0.0.8 echo-request id 1 seq 2 (4) \"ping\"");
      assertThat(said(bench)).containsExactly("-");
      bench.declareTimers(1);
    }
  }

  @Test
  void connections_tellTheirServiceAndTheLog() {
    try (Bench bench = bench()) {
      bench.send("tcp 10.0.0.1:40000 > 10.0.0.9:80" + PANES);
      assertThat(said(bench)).containsExactly("Panes 7 or 8");
      bench.send("tcp 10.0.0.1:40000 > 10.0.0.9:80 R 2:2(0) win 0");
      bench.events().take();
      bench.send("udp 10.0.0.1:1 > 10.0.0.9:53 (1) \"x\"");
      assertThat(bench.services().openedDatagrams().getFirst().flow().remoteOs())
          .isEqualTo("Panes 7 or 8");
      bench.send("udp 10.0.0.2:1 > 10.0.0.9:53 (1) \"x\"");
      assertThat(bench.services().openedDatagrams().getLast().flow().remoteOs()).isEmpty();
      bench.takeAll();
      bench.declareTimers(2);
    }
  }

  @Test
  void aSynThatNobodySends_changesNothing_andALaterSystemDoes() {
    try (Bench bench = bench()) {
      bench.send(CLOSED + PENGUIN);
      bench.send(CLOSED + NOBODY);
      assertThat(said(bench)).containsExactly("Penguin 6.x", "Penguin 6.x");
      bench.send(CLOSED + PANES);
      assertThat(said(bench)).containsExactly("Panes 7 or 8");
    }
  }

  @Test
  void aProgram_doesNotHideTheSystemThatItRunsOn() {
    try (Bench bench = bench()) {
      bench.send(CLOSED + SCANNER);
      assertThat(said(bench)).containsExactly("Scanner");
      bench.send(CLOSED + PENGUIN);
      bench.send(CLOSED + SCANNER);
      assertThat(said(bench)).containsExactly("Penguin 6.x", "Penguin 6.x");
      // It was never seen on Panes, so whoever was Panes is somebody else now.
      bench.send(CLOSED + PANES);
      bench.send(CLOSED + SCANNER);
      assertThat(said(bench)).containsExactly("Panes 7 or 8", "Scanner");
    }
  }

  @Test
  void brokenAndPartialSyns_tellNothing() {
    try (Bench bench = bench()) {
      bench.send(CLOSED + PENGUIN.replace("{", "{bad-sum, "));
      assertThat(said(bench)).containsExactly("-");
      bench.send(CLOSED + " S. 1:1(0) ack 5 win 64240" + PENGUIN.substring(PENGUIN.indexOf(" <")));
      assertThat(said(bench)).containsExactly("-");
    }
  }

  @Test
  void whatIsKnown_isForgottenFiveMinutesAfterItsLastUse() {
    try (Bench bench = bench()) {
      bench.send(CLOSED + PENGUIN);
      assertThat(said(bench)).containsExactly("Penguin 6.x");
      for (int i = 0; i < 3; i++) {
        bench.advance(Duration.ofSeconds(290));
        bench.send(PING);
        assertThat(said(bench)).containsExactly("Penguin 6.x");
      }
      bench.events().takeNotes();
      bench.advance(Duration.ofSeconds(301));
      bench.send(PING);
      assertThat(said(bench)).containsExactly("-");
      assertThat(bench.events().takeNotes())
          .filteredOn(note -> note.kind() == NoteKind.OS_EXPIRED)
          .hasSize(1);
    }
  }

  @Test
  void withoutADatabase_nobodyIsNamed() {
    try (Bench bench = Bench.withHost(host())) {
      bench.send(CLOSED + PENGUIN);
      assertThat(said(bench)).containsExactly("-");
    }
  }
}
