package honeyd.personality;

import java.util.List;

/// The personality of hosts for which none is configured, and of a daemon without a database: a
/// plain Linux server as its kernel's sources describe it.
final class BuiltIn {
  static final String NAME = "generic";

  /// In the notation of nmap's databases, written for this program.
  ///
  /// Sources in Linux 5.x: net/ipv4/tcp_output.c (option order, window), secure_seq.c (sequence
  /// numbers), ip_output.c (identification), tcp_ipv4.c (resets), icmp.c (quotation up to 576
  /// bytes), ip-sysctl (initial time to live 64).
  private static final String TEXT =
      """
      Fingerprint generic
      Class Linux | Linux | 5.X | general purpose
      SEQ(SP=101-107%GCD=1%ISR=106-10C%TI=Z%CI=Z%II=I%TS=A)
      OPS(O1=M5B4ST11NW7%O2=M5B4ST11NW7%O3=M5B4NNT11NW7%O4=M5B4ST11NW7%O5=M5B4ST11NW7%O6=M5B4ST11)
      WIN(W1=FE88%W2=FE88%W3=FE88%W4=FE88%W5=FE88%W6=FE88)
      ECN(R=Y%DF=Y%T=40%W=FAF0%O=M5B4NNSNW7%CC=Y%Q=)
      T1(R=Y%DF=Y%T=40%S=O%A=S+%F=AS%RD=0%Q=)
      T2(R=N)
      T3(R=N)
      T4(R=Y%DF=Y%T=40%W=0%S=A%A=Z%F=R%O=%RD=0%Q=)
      T5(R=Y%DF=Y%T=40%W=0%S=Z%A=S+%F=AR%O=%RD=0%Q=)
      T6(R=Y%DF=Y%T=40%W=0%S=A%A=Z%F=R%O=%RD=0%Q=)
      T7(R=Y%DF=Y%T=40%W=0%S=Z%A=S+%F=AR%O=%RD=0%Q=)
      U1(R=Y%DF=N%T=40%IPL=164%UN=0%RIPL=G%RID=G%RIPCK=G%RUCK=G%RUD=G)
      IE(R=Y%DFI=N%T=40%CD=S)
      """;

  private BuiltIn() {}

  static Personality personality() {
    NmapEntry entry = NmapEntryParser.parse(TEXT, 1);
    return new FingerprintPersonality(
        NAME, List.of(new Fingerprint(entry)), OsTraitsTable.LINUX_4.traits);
  }
}
