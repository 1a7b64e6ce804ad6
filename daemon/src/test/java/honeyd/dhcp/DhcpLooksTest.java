package honeyd.dhcp;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.link.Link;
import honeyd.link.MemoryLink;
import honeyd.model.Behaviour;
import honeyd.model.Template;
import honeyd.testkit.Corpus;
import honeyd.testkit.Hex;
import honeyd.testkit.TestHost;
import honeyd.wire.DhcpOption;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// What a server and its network see of each client: against captures of the real ones where there
/// are some (`corpus/dhcp`), else against the lists that [ClientKind] names its sources for.
class DhcpLooksTest {
  private static final long MAC = 0x1e9167f7f236L;
  private static final int ADDRESS = 0x0a420045;
  private static final int SERVER = 0x0a420001;
  private static final int IP = 14;
  private static final int UDP = 34;
  private static final int DHCP = 42;
  private static final int OPTIONS = DHCP + 240;

  private final MemoryLink link = new MemoryLink(Link.Framing.ETHERNET, 2, 1500);
  private final DhcpTransmitter transmitter = new DhcpTransmitter(link);

  @AfterEach
  void close() {
    link.close();
  }

  private static byte[] real(String name) {
    return Corpus.load("dhcp").stream()
        .filter(c -> c.toString().equals(name))
        .findFirst()
        .orElseThrow()
        .bytes();
  }

  private static int u32(byte[] bytes, int at) {
    return java.nio.ByteBuffer.wrap(bytes).getInt(at);
  }

  private byte[] sent(ClientKind kind, String name, DhcpMessage message, long toMac, int toBits) {
    Template template = TestHost.host().mac("1e:91:67:f7:f2:36").template();
    LeasedHost host = new LeasedHost(template, "eth0", MAC, kind, name);
    assertThat(transmitter.send(host, message, toMac, toBits)).isTrue();
    link.flush();
    byte[] frame = link.take();
    assertThat(frame).isNotNull();
    return frame == null ? new byte[0] : frame;
  }

  private static DhcpMessage message(DhcpMessage.Form form) {
    DhcpMessage message = new DhcpMessage();
    message.form = form;
    message.xid = 0x12345678;
    if (form != DhcpMessage.Form.DISCOVER) {
      message.requestedBits = ADDRESS;
      message.serverBits = SERVER;
    }
    if (form == DhcpMessage.Form.RENEW || form == DhcpMessage.Form.RELEASE) {
      message.clientBits = ADDRESS;
    }
    return message;
  }

  /// What a kernel counts or finishes later is no client's: the identification and the checksums of
  /// what went through a socket.
  private static byte[] comparable(byte[] frame) {
    byte[] out = frame.clone();
    if (u32(out, IP + 16) != -1) {
      Arrays.fill(out, IP + 4, IP + 6, (byte) 0);
      Arrays.fill(out, IP + 10, IP + 12, (byte) 0);
      Arrays.fill(out, UDP + 6, UDP + 8, (byte) 0);
    }
    return out;
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "dhclient-discover, DHCLIENT, DISCOVER, vm",
    "dhclient-request, DHCLIENT, REQUEST, vm",
    "dhclient-renew, DHCLIENT, RENEW, vm",
    "dhclient-rebind, DHCLIENT, RENEW, vm",
    "dhclient-release, DHCLIENT, RELEASE, vm",
    "udhcpc-discover, UDHCPC, DISCOVER, ''",
    "udhcpc-request, UDHCPC, REQUEST, ''",
    "udhcpc-release, UDHCPC, RELEASE, ''",
  })
  void frame_isTheRealClients(
      String capture, ClientKind kind, DhcpMessage.Form form, String hostName) {
    byte[] real = real(capture);
    DhcpMessage message = message(form);
    message.xid = u32(real, DHCP + 4);
    message.seconds = u32(real, DHCP + 8) >>> 16;
    long toMac = (long) u32(real, 0) << 16 | (u32(real, 2) & 0xffff);
    byte[] ours = sent(kind, hostName, message, toMac & 0xffff_ffff_ffffL, u32(real, IP + 16));
    assertThat(Hex.text(comparable(ours))).isEqualTo(Hex.text(comparable(real)));
  }

  /// The codes of a frame's options in their order, and each one's value.
  private static List<Integer> codes(byte[] frame, List<byte[]> values) {
    List<Integer> out = new ArrayList<>();
    int at = OPTIONS;
    while (frame[at] != (byte) 255) {
      out.add(Byte.toUnsignedInt(frame[at]));
      int length = Byte.toUnsignedInt(frame[at + 1]);
      values.add(Arrays.copyOfRange(frame, at + 2, at + 2 + length));
      at += 2 + length;
    }
    return out;
  }

  private static byte[] value(byte[] frame, int code) {
    List<byte[]> values = new ArrayList<>();
    int index = codes(frame, values).indexOf(code);
    assertThat(index).as("option " + code).isNotNegative();
    return values.get(index);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          WINDOWS_10 | 128 | 53 61 12 60 55          | 1 3 6 15 31 33 43 44 46 47 119 121 249 252
          WINDOWS_6  | 128 | 53 61 12 60 55          | 1 15 3 6 44 46 47 31 33 121 249 43
          WINDOWS_NT5| 128 | 53 61 12 60 55          | 1 15 3 6 44 46 47 31 33 249 43
          SYSTEMD    | 64  | 53 61 55 57 12          | 1 3 12 15 6 33 121 42 120
          MACOS      | 255 | 53 55 57 61 51 12       | 1 121 3 6 15 119 252 95 44 46
          MACOS_10_6 | 255 | 53 55 57 61 51 12       | 1 3 6 15 119 95 252 44 46
          OPENBSD    | 128 | 53 12 55 61             | 1 28 3 15 6 12
          SOLARIS    | 255 | 53 57 51 60 12 55       | 1 3 6 12 15 28 43
          CISCO      | 255 | 53 57 61 12 55          | 1 6 15 44 3 33 150 43
          JETDIRECT  | 64  | 53 57 55 60 12 61       | 6 3 1 15 66 67 13 44 12 81
          UDHCPC     | 64  | 53 57 55 60 61          | 1 3 6 12 15 28 42
          """)
  void discover_hasTheFamilysOptionsInTheirOrder(
      ClientKind kind, int ttl, String options, String parameters) {
    byte[] frame =
        sent(kind, kind.hostName(MAC, 5), message(DhcpMessage.Form.DISCOVER), -1L >>> 16, -1);
    List<byte[]> values = new ArrayList<>();
    assertThat(codes(frame, values)).map(String::valueOf).containsExactly(options.split(" "));
    byte[] list = value(frame, DhcpOption.PARAMETERS);
    List<String> asked = new ArrayList<>();
    for (byte b : list) {
      asked.add(String.valueOf(Byte.toUnsignedInt(b)));
    }
    assertThat(asked).containsExactly(parameters.split(" "));
    assertThat(Byte.toUnsignedInt(frame[IP + 8])).isEqualTo(ttl);
  }

  @Test
  void vendorClass_isTheMakers() {
    assertThat(text(ClientKind.WINDOWS_10, DhcpOption.VENDOR_CLASS)).isEqualTo("MSFT 5.0");
    assertThat(text(ClientKind.UDHCPC, DhcpOption.VENDOR_CLASS)).startsWith("udhcp 1.");
    assertThat(text(ClientKind.JETDIRECT, DhcpOption.VENDOR_CLASS))
        .isEqualTo("Hewlett-Packard JetDirect");
  }

  @Test
  void clientIdentifier_isOfTheFamilysForm() {
    assertThat(text(ClientKind.CISCO, DhcpOption.CLIENT_ID))
        .isEqualTo("\0cisco-1e91.67f7.f236-Gi0/0");
    byte[] duid = bytes(ClientKind.SYSTEMD, DhcpOption.CLIENT_ID);
    assertThat(duid).hasSize(19).startsWith(0xff);
    assertThat(Hex.text(Arrays.copyOfRange(duid, 5, 11))).isEqualTo("00 02 00 00 ab 11\n");
    assertThat(Hex.text(bytes(ClientKind.WINDOWS_10, DhcpOption.CLIENT_ID)))
        .isEqualTo("01 1e 91 67 f7 f2 36\n");
  }

  @Test
  void hostName_isAsTheSystemMakesIt() {
    assertThat(text(ClientKind.WINDOWS_10, DhcpOption.HOST_NAME)).matches("DESKTOP-[0-9A-Z]{7}");
    assertThat(text(ClientKind.JETDIRECT, DhcpOption.HOST_NAME)).isEqualTo("NPIF7F236");
    assertThat(ClientKind.WINDOWS_10.hostName(MAC, 1))
        .isNotEqualTo(ClientKind.WINDOWS_10.hostName(MAC, 2));
  }

  private byte[] bytes(ClientKind kind, int code) {
    return value(
        sent(kind, kind.hostName(MAC, 77), message(DhcpMessage.Form.DISCOVER), -1L >>> 16, -1),
        code);
  }

  private String text(ClientKind kind, int code) {
    return new String(bytes(kind, code), StandardCharsets.US_ASCII);
  }

  @ParameterizedTest
  @EnumSource(ClientKind.class)
  void everyClient_saysInEachMessageWhatTheRfcAsksFor(ClientKind kind) {
    for (DhcpMessage.Form form : DhcpMessage.Form.values()) {
      byte[] frame = sent(kind, "name", message(form), -1L >>> 16, -1);
      List<Integer> codes = codes(frame, new ArrayList<>());
      assertThat(codes.getFirst()).isEqualTo(DhcpOption.MESSAGE_TYPE);
      assertThat(codes).doesNotHaveDuplicates();
      // RFC 2131 §4.4.1, table 5.
      switch (form) {
        case DISCOVER -> assertThat(codes).doesNotContain(DhcpOption.SERVER_ID);
        case REQUEST, DECLINE ->
            assertThat(codes).contains(DhcpOption.SERVER_ID, DhcpOption.REQUESTED_ADDRESS);
        case RENEW ->
            assertThat(codes).doesNotContain(DhcpOption.SERVER_ID, DhcpOption.REQUESTED_ADDRESS);
        case RELEASE -> assertThat(codes).contains(DhcpOption.SERVER_ID);
      }
    }
  }

  @Test
  void template_hasOneMacAndASilentPort68() {
    LeasedHost host = LeaseBench.hosts(TestHost.host().mac("02:00:00:00:00:0a")).getFirst();
    assertThat(host.macBits()).isEqualTo(0x02_00_00_00_00_0aL);
    assertThat(host.template().udp(68)).isEqualTo(new Behaviour.Filtered());
    assertThat(host.template().udp(69)).isEqualTo(new Behaviour.Closed());
  }

  @Test
  void hostOfNoKnownSystem_isPlain() {
    assertThat(LeaseBench.host().kind()).isEqualTo(ClientKind.PLAIN);
  }
}
