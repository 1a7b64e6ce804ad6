package honeyd.testkit.script;

import honeyd.net.MacAddress;
import honeyd.wire.ArpView;
import honeyd.wire.IcmpType;
import honeyd.wire.IpProtocol;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes a [PacketSpec] in the notation, leaving out what is not set.
final class PacketTextWriter {
  private final PacketSpec spec;
  private final StringBuilder out = new StringBuilder();

  private PacketTextWriter(PacketSpec spec) {
    this.spec = spec;
  }

  static String text(PacketSpec spec) {
    PacketTextWriter writer = new PacketTextWriter(spec);
    writer.packet(true);
    return writer.out.toString();
  }

  /// Without the protocol and addresses that a script's flow gives.
  static String bodyText(PacketSpec spec) {
    PacketTextWriter writer = new PacketTextWriter(spec);
    writer.packet(false);
    return writer.out.toString();
  }

  private void packet(boolean addresses) {
    switch (spec.kind()) {
      case TCP -> {
        addresses(addresses, "tcp");
        tcp();
      }
      case UDP -> {
        addresses(addresses, "udp");
        length();
        payload();
      }
      case ICMP -> {
        addresses(addresses, "icmp");
        icmp();
      }
      case IP -> {
        addresses(true, "ip");
        number("proto", Field.PROTOCOL);
        length();
        payload();
      }
      case GRE -> {
        addresses(true, "gre");
        gre();
      }
      case ARP -> arp();
      case RAW -> raw();
      case QUOTE -> quote();
      case ANY -> word("any");
    }
    extras();
  }

  private void word(Object word) {
    if (!out.isEmpty()) {
      out.append(' ');
    }
    out.append(word);
  }

  private void addresses(boolean wanted, String word) {
    if (wanted) {
      word(word);
      endpoint(Field.SRC, Field.SRC_PORT);
      word(">");
      endpoint(Field.DST, Field.DST_PORT);
    }
  }

  private void endpoint(Field address, Field port) {
    Object value = spec.get(address);
    word(value == null ? "0.0.0.0" : value);
    if (spec.get(port) != null) {
      out.append(':').append(spec.get(port));
    }
  }

  private void tcp() {
    if (spec.get(Field.FLAGS) instanceof String flags) {
      word(flags);
    }
    if (spec.get(Field.SEQ) instanceof Long seq) {
      long length = spec.number(Field.LENGTH, 0);
      word(seq + ":" + Integer.toUnsignedLong((int) (seq + length)) + "(" + length + ")");
    } else {
      length();
    }
    number("ack", Field.ACK);
    number("win", Field.WINDOW);
    number("urg", Field.URGENT);
    if (spec.get(Field.OPTIONS) instanceof TcpOptionList options) {
      word(options);
    }
    payload();
  }

  private void icmp() {
    long type = spec.number(Field.TYPE, 0);
    word(icmpType((int) type));
    if (spec.get(Field.CODE) instanceof Long code) {
      word(icmpCode((int) type, code.intValue()));
    }
    number("id", Field.ICMP_ID);
    number("seq", Field.ICMP_SEQ);
    number("orig", Field.ORIGINATE);
    number("recv", Field.RECEIVE);
    number("xmit", Field.TRANSMIT);
    number("mask", Field.MASK);
    number("rest", Field.REST);
    if (spec.get(Field.QUOTE) instanceof PacketSpec quote) {
      word("[" + quote + "]");
    }
    length();
    payload();
  }

  private void gre() {
    number("key", Field.KEY);
    number("seq", Field.SEQ);
    if (spec.get(Field.INNER) instanceof PacketSpec inner) {
      word("[" + inner + "]");
    } else if (spec.get(Field.ETHER_TYPE) instanceof Long type) {
      word("type " + String.format("0x%04x", type));
    }
    length();
    payload();
  }

  private static String icmpType(int type) {
    return switch (type) {
      case IcmpType.ECHO_REPLY -> "echo-reply";
      case IcmpType.UNREACHABLE -> "unreachable";
      case IcmpType.SOURCE_QUENCH -> "source-quench";
      case IcmpType.REDIRECT -> "redirect";
      case IcmpType.ECHO_REQUEST -> "echo-request";
      case IcmpType.TIME_EXCEEDED -> "time-exceeded";
      case IcmpType.PARAMETER_PROBLEM -> "parameter-problem";
      case IcmpType.TIMESTAMP_REQUEST -> "timestamp-request";
      case IcmpType.TIMESTAMP_REPLY -> "timestamp-reply";
      case IcmpType.INFORMATION_REQUEST -> "information-request";
      case IcmpType.INFORMATION_REPLY -> "information-reply";
      case IcmpType.MASK_REQUEST -> "mask-request";
      case IcmpType.MASK_REPLY -> "mask-reply";
      default -> "type " + type;
    };
  }

  private static String icmpCode(int type, int code) {
    String[] words =
        switch (type) {
          case IcmpType.UNREACHABLE ->
              new String[] {"net", "host", "protocol", "port", "needs-fragmentation"};
          case IcmpType.TIME_EXCEEDED -> new String[] {"ttl", "reassembly"};
          default -> new String[0];
        };
    return code == 4 && type == IcmpType.UNREACHABLE
        ? "needs-fragmentation"
        : code < words.length ? words[code] : "code " + code;
  }

  private void arp() {
    word("arp");
    Object src = spec.get(Field.SRC);
    Object dst = spec.get(Field.DST);
    Object mac = spec.get(Field.SENDER_MAC);
    if (spec.number(Field.OPERATION, ArpView.REQUEST) == ArpView.REQUEST) {
      word("who-has " + dst + " tell " + src);
      if (mac != null) {
        word("at " + mac);
      }
    } else {
      word("reply " + src + " is-at " + mac + " to " + dst);
    }
  }

  private void raw() {
    if (spec.get(Field.REASON) instanceof String reason) {
      word("malformed " + reason);
    } else if (spec.get(Field.ETHER_TYPE) instanceof Long type) {
      word("ethertype " + String.format("0x%04x", type));
    }
    Object hex = spec.get(Field.RAW);
    word("raw " + (hex == null || hex.equals("") ? "nothing" : hex));
  }

  private void quote() {
    long protocol = spec.number(Field.PROTOCOL, 0);
    addresses(
        true,
        switch ((int) protocol) {
          case IpProtocol.TCP -> "tcp";
          case IpProtocol.UDP -> "udp";
          case IpProtocol.ICMP -> "icmp";
          default -> "proto " + protocol;
        });
    number("seq", Field.SEQ);
  }

  private void number(String word, Field field) {
    if (spec.get(field) != null) {
      word(word + " " + spec.get(field));
    }
  }

  private void length() {
    if (spec.get(Field.LENGTH) instanceof Long length) {
      word("(" + length + ")");
    }
  }

  private void payload() {
    if (spec.get(Field.PAYLOAD) instanceof String payload) {
      word(QuotedText.write(payload));
    } else if (spec.get(Field.PAYLOAD_START) instanceof String start) {
      word(QuotedText.write(start) + "...");
    }
  }

  private void extras() {
    List<String> items = new ArrayList<>();
    number(items, "ttl", Field.TTL);
    truth(items, "df", Field.DF);
    number(items, "id", Field.ID);
    number(items, "tos", Field.TOS);
    truth(items, "mf", Field.MF);
    number(items, "offset", Field.OFFSET);
    truth(items, "evil", Field.EVIL);
    number(items, "ipopts", Field.IP_OPTIONS);
    truth(items, "bad-ip-sum", Field.BAD_IP_SUM);
    number(items, "len", Field.TOTAL_LENGTH);
    number(items, "reserved", Field.RESERVED);
    truth(items, "no-sum", Field.NO_SUM);
    truth(items, "bad-sum", Field.BAD_SUM);
    number(items, "target", Field.TARGET_MAC);
    number(items, "vlan", Field.VLAN);
    @Nullable Object from = spec.get(Field.ETH_SRC);
    if (from instanceof MacAddress src && spec.get(Field.ETH_DST) instanceof MacAddress dst) {
      items.add("eth " + src + " > " + dst);
    }
    if (!items.isEmpty()) {
      word("{" + String.join(", ", items) + "}");
    }
  }

  private void number(List<String> items, String word, Field field) {
    if (spec.get(field) != null) {
      items.add(word + " " + spec.get(field));
    }
  }

  private void truth(List<String> items, String word, Field field) {
    if (spec.get(field) instanceof Boolean set) {
      items.add(set ? word : "!" + word);
    }
  }
}
