package honeyd.report;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.event.Event;
import honeyd.event.Event.Severity;
import honeyd.event.FlowEnd;
import honeyd.event.NoteKind;
import honeyd.event.PacketRemark;
import honeyd.net.IpAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Honeyd's syslog lines, word for word.
class SyslogWriterTest {
  private static final IpAddress A = IpAddress.parse("198.51.100.7");
  private static final IpAddress B = IpAddress.parse("10.2.0.5");
  private static final Event.Tuple TCP = new Event.Tuple(6, A, 40112, B, 21);
  private static final Event.Tuple UDP = new Event.Tuple(17, A, 53, B, 53);

  private final List<String> lines = new ArrayList<>();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          open tcp                  | DEBUG Connection request: tcp (198.51.100.7:40112 - 10.2.0.5:21)
          open udp                  | DEBUG Connection: udp (198.51.100.7:53 - 10.2.0.5:53)
          established tcp -         | DEBUG Connection established: tcp (198.51.100.7:40112 - 10.2.0.5:21)
          established tcp /bin/cat  | DEBUG Connection established: tcp (198.51.100.7:40112 - 10.2.0.5:21) <-> /bin/cat
          established udp /bin/cat  | DEBUG Connection established: udp (198.51.100.7:53 - 10.2.0.5:53) <-> /bin/cat
          end tcp CLOSED            | DEBUG Connection closed: tcp (198.51.100.7:40112 - 10.2.0.5:21)
          end tcp RESET_BY_PEER     | DEBUG Connection dropped by reset: tcp (198.51.100.7:40112 - 10.2.0.5:21)
          end tcp RESET_BY_US       | DEBUG Connection dropped with reset: tcp (198.51.100.7:40112 - 10.2.0.5:21)
          end tcp EXPIRED           | DEBUG Expiring TCP (198.51.100.7:40112 - 10.2.0.5:21) (0x0) in state 0
          end udp EXPIRED           | DEBUG Expiring UDP (198.51.100.7:53 - 10.2.0.5:53) (0x0)
          packet tcp CLOSED_PORT    | DEBUG Killing attempted connection: tcp (198.51.100.7:40112 - 10.2.0.5:21)
          packet tcp NO_CONNECTION  | DEBUG Killing unknown connection: tcp (198.51.100.7:40112 - 10.2.0.5:21)
          packet tcp FILTERED       | -
          packet udp CLOSED_PORT    | DEBUG Connection to closed port: udp (198.51.100.7:53 - 10.2.0.5:53)
          note ICMP_ECHO_REPLY      | DEBUG Sending ICMP Echo Reply: 10.2.0.5 -> 198.51.100.7
          note ICMP_TIMESTAMP_REPLY | DEBUG Sending ICMP Timestamp Reply: 10.2.0.5 -> 198.51.100.7
          note ICMP_MASK_REPLY      | DEBUG Sending ICMP Address Mask Reply: 10.2.0.5 -> 198.51.100.7
          note ICMP_INFO_REPLY      | DEBUG Sending ICMP Info Reply: 10.2.0.5 -> 198.51.100.7
          note PORT_UNREACHABLE_RECEIVED | DEBUG Received port unreachable: 10.2.0.5 -> 198.51.100.7: errors 3
          note ARP_REQUEST_SENT     | DEBUG arp_send: who-has 198.51.100.7 tell 10.2.0.5
          note ARP_REPLY_SENT       | INFO arp reply 10.2.0.5 is-at 00:00:00:00:00:03
          note ARP_LEARNED          | DEBUG arp_recv_cb: 10.2.0.5 at 00:00:00:00:00:03
          note ARP_EXPIRED          | DEBUG arp_timeout: expiring 198.51.100.7
          note FRAGMENT_RECEIVED    | DEBUG Received fragment from 10.2.0.5, id 3: 1480@2960
          note FRAGMENT_DROPPED     | DEBUG Dropping fragment from 10.2.0.5, id 3: 1480@2960
          note FRAGMENT_EXPIRED     | DEBUG Expiring fragment from 10.2.0.5, id 3
          note NO_ROUTE             | DEBUG No route to 198.51.100.7
          output                    | NOTICE E(198.51.100.7:40112 - 10.2.0.5:21): USER anonymous
          announce                  | NOTICE exiting on signal 15
          """)
  void eachEvent_hasItsLine(String what, @Nullable String expected) {
    new SyslogWriter(this::keep, true).write(event(what));

    assertThat(lines).isEqualTo(expected == null ? List.of() : List.of(expected));
  }

  @Test
  void withoutDebugging_onlyOutputAndAnnouncementsAppear() {
    SyslogWriter writer = new SyslogWriter(this::keep, false);
    for (String what :
        List.of(
            "open tcp",
            "established tcp -",
            "end tcp CLOSED",
            "packet tcp CLOSED_PORT",
            "note ARP_LEARNED",
            "output",
            "announce")) {
      writer.write(event(what));
    }
    assertThat(lines)
        .containsExactly(
            "NOTICE E(198.51.100.7:40112 - 10.2.0.5:21): USER anonymous",
            "NOTICE exiting on signal 15");
  }

  @Test
  void hostileOutput_staysOneVisibleLine() {
    new SyslogWriter(this::keep, false).write(new Event.ServiceOutput(0, TCP, "a\nb\033c"));

    assertThat(lines).containsExactly("NOTICE E(198.51.100.7:40112 - 10.2.0.5:21): a\\x0ab\\x1bc");
  }

  private void keep(Severity severity, String message) {
    lines.add(severity + " " + message);
  }

  private static Event event(String what) {
    List<String> w = List.of(what.strip().split(" ", -1));
    Event.Tuple tuple = w.size() > 1 && w.get(1).equals("udp") ? UDP : TCP;
    return switch (w.get(0)) {
      case "open" -> new Event.FlowOpened(0, tuple);
      case "established" ->
          new Event.FlowEstablished(0, tuple, w.get(2).equals("-") ? null : w.get(2));
      case "end" -> new Event.FlowClosed(0, tuple, 1, 2, FlowEnd.valueOf(w.get(2)));
      case "packet" -> new Event.PacketSeen(0, tuple, 40, 2, PacketRemark.valueOf(w.get(2)));
      case "note" -> {
        NoteKind kind = NoteKind.valueOf(w.get(1));
        yield new Event.Noted(0, kind, B, A, 3, 1480L << 32 | 2960);
      }
      case "output" -> new Event.ServiceOutput(0, TCP, "USER anonymous");
      default -> new Event.Announcement(0, Severity.NOTICE, "exiting on signal 15");
    };
  }
}
