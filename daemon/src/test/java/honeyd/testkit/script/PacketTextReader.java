package honeyd.testkit.script;

import honeyd.net.IpAddress;
import honeyd.net.MacAddress;
import honeyd.testkit.script.PacketSpec.Kind;
import honeyd.wire.ArpView;
import honeyd.wire.IcmpType;
import honeyd.wire.IpProtocol;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads one packet in the notation of [honeyd.wire.PacketPrinter].
final class PacketTextReader {
  private static final Map<String, Integer> ICMP_TYPES =
      Map.ofEntries(
          Map.entry("echo-reply", IcmpType.ECHO_REPLY),
          Map.entry("unreachable", IcmpType.UNREACHABLE),
          Map.entry("source-quench", IcmpType.SOURCE_QUENCH),
          Map.entry("redirect", IcmpType.REDIRECT),
          Map.entry("echo-request", IcmpType.ECHO_REQUEST),
          Map.entry("time-exceeded", IcmpType.TIME_EXCEEDED),
          Map.entry("parameter-problem", IcmpType.PARAMETER_PROBLEM),
          Map.entry("timestamp-request", IcmpType.TIMESTAMP_REQUEST),
          Map.entry("timestamp-reply", IcmpType.TIMESTAMP_REPLY),
          Map.entry("information-request", IcmpType.INFORMATION_REQUEST),
          Map.entry("information-reply", IcmpType.INFORMATION_REPLY),
          Map.entry("mask-request", IcmpType.MASK_REQUEST),
          Map.entry("mask-reply", IcmpType.MASK_REPLY));
  private static final Map<String, Integer> ICMP_CODES =
      Map.of(
          "net", IcmpType.NET_UNREACHABLE,
          "host", IcmpType.HOST_UNREACHABLE,
          "protocol", IcmpType.PROTOCOL_UNREACHABLE,
          "port", IcmpType.PORT_UNREACHABLE,
          "needs-fragmentation", IcmpType.FRAGMENTATION_NEEDED,
          "ttl", IcmpType.TTL_EXCEEDED,
          "reassembly", IcmpType.REASSEMBLY_EXCEEDED);
  private static final Map<String, Field> NUMBERS =
      Map.ofEntries(
          Map.entry("ack", Field.ACK),
          Map.entry("win", Field.WINDOW),
          Map.entry("urg", Field.URGENT),
          Map.entry("code", Field.CODE),
          Map.entry("id", Field.ICMP_ID),
          Map.entry("seq", Field.ICMP_SEQ),
          Map.entry("rest", Field.REST),
          Map.entry("orig", Field.ORIGINATE),
          Map.entry("recv", Field.RECEIVE),
          Map.entry("xmit", Field.TRANSMIT),
          Map.entry("proto", Field.PROTOCOL));
  private static final Map<String, Field> EXTRAS =
      Map.ofEntries(
          Map.entry("ttl", Field.TTL),
          Map.entry("df", Field.DF),
          Map.entry("id", Field.ID),
          Map.entry("tos", Field.TOS),
          Map.entry("mf", Field.MF),
          Map.entry("offset", Field.OFFSET),
          Map.entry("evil", Field.EVIL),
          Map.entry("ipopts", Field.IP_OPTIONS),
          Map.entry("bad-ip-sum", Field.BAD_IP_SUM),
          Map.entry("len", Field.TOTAL_LENGTH),
          Map.entry("reserved", Field.RESERVED),
          Map.entry("bad-sum", Field.BAD_SUM),
          Map.entry("no-sum", Field.NO_SUM),
          Map.entry("target", Field.TARGET_MAC),
          Map.entry("vlan", Field.VLAN));

  private final String text;
  private final EnumMap<Field, Object> fields = new EnumMap<>(Field.class);
  private int at;

  PacketTextReader(String text) {
    this.text = text;
  }

  /// Reads the whole text.
  ///
  /// @param flow stands in for addresses that the text leaves out; null when it may not
  PacketSpec packet(@Nullable Flow flow) {
    try {
      PacketSpec spec = read(flow);
      blanks();
      if (at < text.length()) {
        throw new IllegalArgumentException("unexpected \"" + text.substring(at) + "\"");
      }
      return spec;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "\"" + text + "\", column " + (at + 1) + ": " + e.getMessage(), e);
    }
  }

  private PacketSpec read(@Nullable Flow flow) {
    Kind kind =
        switch (peekWord()) {
          case "tcp" -> Kind.TCP;
          case "udp" -> Kind.UDP;
          case "icmp" -> Kind.ICMP;
          case "arp" -> Kind.ARP;
          case "gre" -> Kind.GRE;
          case "ip" -> Kind.IP;
          case "malformed", "raw", "ethertype" -> Kind.RAW;
          case "any" -> Kind.ANY;
          default -> {
            if (flow == null) {
              throw new IllegalArgumentException(
                  "a packet begins with tcp, udp, icmp, gre, arp, ip or raw");
            }
            fields.put(Field.SRC, flow.src());
            fields.put(Field.DST, flow.dst());
            if (flow.kind() != Kind.ICMP) {
              fields.put(Field.SRC_PORT, (long) flow.srcPort());
              fields.put(Field.DST_PORT, (long) flow.dstPort());
            }
            body(flow.kind());
            extras();
            yield flow.kind();
          }
        };
    if (fields.isEmpty()) {
      if (kind == Kind.RAW) {
        raw();
      } else {
        word();
        if (kind == Kind.ARP) {
          arp();
        } else if (kind != Kind.ANY) {
          endpoints();
          body(kind);
        }
      }
      extras();
    }
    return new PacketSpec(kind, fields);
  }

  private void raw() {
    String word = word();
    if (word.equals("malformed")) {
      fields.put(Field.REASON, word());
      word = word();
    } else if (word.equals("ethertype")) {
      fields.put(Field.ETHER_TYPE, number(word()));
      word = word();
    }
    if (!word.equals("raw")) {
      throw new IllegalArgumentException("expected raw");
    }
    String hex = word();
    fields.put(Field.RAW, hex.equals("nothing") ? "" : hex);
  }

  private void arp() {
    if (accept("who-has")) {
      fields.put(Field.OPERATION, (long) ArpView.REQUEST);
      fields.put(Field.DST, IpAddress.parse(word()));
      expect("tell");
      fields.put(Field.SRC, IpAddress.parse(word()));
      if (accept("at")) {
        fields.put(Field.SENDER_MAC, MacAddress.parse(word()));
      }
    } else {
      expect("reply");
      fields.put(Field.OPERATION, (long) ArpView.REPLY);
      fields.put(Field.SRC, IpAddress.parse(word()));
      expect("is-at");
      fields.put(Field.SENDER_MAC, MacAddress.parse(word()));
      expect("to");
      fields.put(Field.DST, IpAddress.parse(word()));
    }
  }

  private void endpoints() {
    endpoint(word(), Field.SRC, Field.SRC_PORT);
    expect(">");
    endpoint(word(), Field.DST, Field.DST_PORT);
  }

  private void endpoint(String word, Field address, Field port) {
    int colon = word.indexOf(':');
    fields.put(address, IpAddress.parse(colon < 0 ? word : word.substring(0, colon)));
    if (colon >= 0) {
      fields.put(port, number(word.substring(colon + 1)));
    }
  }

  private void body(Kind kind) {
    if (kind == Kind.TCP) {
      tcpStart();
    } else if (kind == Kind.ICMP) {
      icmpStart();
    } else if (kind == Kind.GRE) {
      greStart();
    }
    while (true) {
      blanks();
      char c = at < text.length() ? text.charAt(at) : '{';
      if (c == '{') {
        return;
      }
      switch (c) {
        case '(' -> length();
        case '"' -> payload();
        case '<' -> options();
        case '[' -> quote();
        default -> {
          String word = word();
          if (word.equals("mask")) {
            fields.put(Field.MASK, IpAddress.parse(word()));
            continue;
          }
          Field field = NUMBERS.get(word);
          if (field == null) {
            throw new IllegalArgumentException("unexpected \"" + word + "\"");
          }
          fields.put(field, number(word()));
        }
      }
    }
  }

  private void tcpStart() {
    if (peekWord().matches("[FSRP.UEW]+|-")) {
      fields.put(Field.FLAGS, sorted(word()));
    }
    if (peekWord().matches("\\d+:\\d+")) {
      String[] ends = word().split(":", -1);
      long seq = number(ends[0]);
      length();
      long length = (Long) fields.getOrDefault(Field.LENGTH, 0L);
      if ((int) (seq + length) != (int) number(ends[1])) {
        throw new IllegalArgumentException(
            ends[0] + " and a length of " + length + " do not end at " + ends[1]);
      }
      fields.put(Field.SEQ, seq);
    }
  }

  private static String sorted(String letters) {
    StringBuilder out = new StringBuilder();
    for (char c : "FSRP.UEW-".toCharArray()) {
      if (letters.indexOf(c) >= 0) {
        out.append(c);
      }
    }
    return out.toString();
  }

  private void icmpStart() {
    String word = word();
    if (word.equals("type")) {
      fields.put(Field.TYPE, number(word()));
    } else {
      Integer type = ICMP_TYPES.get(word);
      if (type == null) {
        throw new IllegalArgumentException("unknown ICMP type \"" + word + "\"");
      }
      fields.put(Field.TYPE, (long) type);
    }
    Integer code = ICMP_CODES.get(peekWord());
    if (code != null) {
      word();
      fields.put(Field.CODE, (long) code);
    }
  }

  private void greStart() {
    if (accept("key")) {
      fields.put(Field.KEY, number(word()));
    }
    if (accept("seq")) {
      fields.put(Field.SEQ, number(word()));
    }
    blanks();
    if (text.startsWith("[", at)) {
      int end = innerEnd();
      fields.put(Field.INNER, parse(text.substring(at + 1, end)));
      at = end + 1;
    } else if (accept("type")) {
      fields.put(Field.ETHER_TYPE, number(word()));
    }
  }

  private static PacketSpec parse(String inner) {
    return new PacketTextReader(inner).packet(null);
  }

  /// Where the bracket at hand closes: not in a payload, and not that of a quote inside.
  private int innerEnd() {
    int open = 0;
    for (int i = at; i < text.length(); i++) {
      switch (text.charAt(i)) {
        case '[' -> open++;
        case '"' -> i = QuotedText.read(text, i, new StringBuilder()) - 1;
        case ']' -> {
          if (--open == 0) {
            return i;
          }
        }
        default -> {}
      }
    }
    throw new IllegalArgumentException("no ] for [");
  }

  private void quote() {
    at++;
    int end = text.indexOf(']', at);
    if (end < 0) {
      throw new IllegalArgumentException("no ] for [");
    }
    PacketTextReader inner = new PacketTextReader(text.substring(at, end));
    fields.put(Field.QUOTE, inner.quoted());
    at = end + 1;
  }

  private PacketSpec quoted() {
    long protocol =
        switch (word()) {
          case "tcp" -> IpProtocol.TCP;
          case "udp" -> IpProtocol.UDP;
          case "icmp" -> IpProtocol.ICMP;
          default -> number(word());
        };
    fields.put(Field.PROTOCOL, protocol);
    endpoints();
    if (accept("seq")) {
      fields.put(Field.SEQ, number(word()));
    }
    extras();
    blanks();
    if (at < text.length()) {
      throw new IllegalArgumentException("unexpected \"" + text.substring(at) + "\"");
    }
    return new PacketSpec(Kind.QUOTE, fields);
  }

  private void length() {
    blanks();
    int end = text.indexOf(')', at);
    if (end < 0 || text.charAt(at) != '(') {
      throw new IllegalArgumentException("expected a length in parentheses");
    }
    fields.put(Field.LENGTH, number(text.substring(at + 1, end)));
    at = end + 1;
  }

  private void options() {
    int end = text.indexOf('>', at);
    if (end < 0) {
      throw new IllegalArgumentException("no > for <");
    }
    String inner = text.substring(at + 1, end);
    if (!inner.equals("...")) {
      fields.put(Field.OPTIONS, TcpOptionList.parse(inner));
    }
    at = end + 1;
  }

  private void payload() {
    StringBuilder out = new StringBuilder();
    at = QuotedText.read(text, at, out);
    boolean more = text.startsWith("...", at);
    if (more) {
      at += 3;
    } else {
      long length = (Long) fields.getOrDefault(Field.LENGTH, (long) out.length());
      if (length != out.length()) {
        throw new IllegalArgumentException(
            "the payload has " + out.length() + " bytes, not " + length);
      }
    }
    fields.put(more ? Field.PAYLOAD_START : Field.PAYLOAD, out.toString());
  }

  private void extras() {
    blanks();
    if (at >= text.length() || text.charAt(at) != '{') {
      return;
    }
    int end = text.indexOf('}', at);
    if (end < 0) {
      throw new IllegalArgumentException("no } for {");
    }
    for (String item : text.substring(at + 1, end).split(",", -1)) {
      if (!item.isBlank()) {
        extra(item.strip().split("\\s+"));
      }
    }
    at = end + 1;
  }

  private void extra(String[] words) {
    if (words[0].equals("eth") && words.length == 4) {
      fields.put(Field.ETH_SRC, MacAddress.parse(words[1]));
      fields.put(Field.ETH_DST, MacAddress.parse(words[3]));
      return;
    }
    boolean not = words[0].startsWith("!");
    Field field = EXTRAS.get(not ? words[0].substring(1) : words[0]);
    if (field == null) {
      throw new IllegalArgumentException("unknown \"" + words[0] + "\" in { }");
    }
    Object value =
        switch (field) {
          case DF, MF, EVIL, BAD_IP_SUM, BAD_SUM, NO_SUM -> !not;
          case IP_OPTIONS -> words[1];
          case TARGET_MAC -> MacAddress.parse(words[1]);
          default -> {
            if (words.length != 2) {
              throw new IllegalArgumentException(words[0] + " needs a number");
            }
            yield number(words[1]);
          }
        };
    fields.put(field, value);
  }

  private static long number(String digits) {
    try {
      return digits.startsWith("0x")
          ? Long.parseLong(digits.substring(2), 16)
          : Long.parseLong(digits);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("\"" + digits + "\" is not a number", e);
    }
  }

  private void blanks() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private int wordEnd() {
    int end = at;
    while (end < text.length()
        && !Character.isWhitespace(text.charAt(end))
        && "(){}[]<\",".indexOf(text.charAt(end)) < 0) {
      end++;
    }
    return end;
  }

  private String peekWord() {
    blanks();
    return text.substring(at, wordEnd());
  }

  private String word() {
    blanks();
    int end = wordEnd();
    if (end == at) {
      throw new IllegalArgumentException("a word is missing");
    }
    String word = text.substring(at, end);
    at = end;
    return word;
  }

  private boolean accept(String word) {
    if (!peekWord().equals(word)) {
      return false;
    }
    word();
    return true;
  }

  private void expect(String word) {
    if (!accept(word)) {
      throw new IllegalArgumentException("expected " + word);
    }
  }
}
