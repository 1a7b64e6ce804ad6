package honeyd.personality.passive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What systems send, against the databases of Debian's packages where they are installed.
class InstalledDatabasesTest {
  /// nftables' copy of OpenBSD's.
  private static final Path PF_OS = Path.of("/usr/share/doc/nftables/examples/pf.os");

  private static PassiveCatalog load(Path file) throws Exception {
    assumeTrue(Files.isReadable(file), file + " is not installed");
    return PassiveCatalog.load(file);
  }

  @Test
  void p0fs_isUnderstoodToTheLastSignature() throws Exception {
    PassiveCatalog catalog = load(PassiveCatalog.DEFAULT_FILE);
    assertThat(catalog.notes()).isEmpty();
    assertThat(catalog.size()).isGreaterThan(80);
  }

  @Test
  void openBsds_isUnderstoodButForItsMistakes() throws Exception {
    PassiveCatalog catalog = load(PF_OS);
    assertThat(catalog.notes()).hasSizeLessThan(5);
    assertThat(catalog.size()).isGreaterThan(200);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # Linux 3.16, 4.19, 6.1; over two routers; with ECN; a connection to the own machine
          S 1:1(0) win 29200 <mss 1460,sackOK,TS val 9 ecr 0,nop,wscale 7> {ttl 64, df, id 7} | unix:Linux:3.11 and newer
          S 1:1(0) win 64240 <mss 1460,sackOK,TS val 9 ecr 0,nop,wscale 7> {ttl 62, df, id 7} | unix:Linux:2.2.x-3.x
          SEW 1:1(0) win 64240 <mss 1460,sackOK,TS val 9 ecr 0,nop,wscale 7> {ttl 64, df, id 7} | unix:Linux:2.2.x-3.x
          # Windows XP SP3, 7, 10 and 11
          S 1:1(0) win 65535 <mss 1460,nop,nop,sackOK> {ttl 128, df, id 7} | win:Windows:XP
          S 1:1(0) win 8192 <mss 1460,nop,wscale 2,nop,nop,sackOK> {ttl 128, df, id 7} | win:Windows:7 or 8
          S 1:1(0) win 8192 <mss 1460,nop,wscale 8,nop,nop,sackOK> {ttl 121, df, id 7} | win:Windows:7 or 8
          S 1:1(0) win 64240 <mss 1460,nop,wscale 8,nop,nop,sackOK> {ttl 128, df, id 7} | win:Windows:NT kernel
          # macOS 10.9 to 10.15, and 12, which leaves the identification zero
          S 1:1(0) win 65535 <mss 1460,nop,wscale 4,nop,nop,TS val 9 ecr 0,sackOK,eol> {ttl 64, df, id 7} | unix:MacOS X:10.9 or newer (sometimes iPhone or iPad)
          SEW 1:1(0) win 65535 <mss 1460,nop,wscale 6,nop,nop,TS val 9 ecr 0,sackOK,eol> {ttl 64, df, id 0} | unix:Mac OS X:
          # FreeBSD 9 to 13
          S 1:1(0) win 65535 <mss 1460,nop,wscale 6,sackOK,TS val 9 ecr 0> {ttl 64, df, id 7} | unix:FreeBSD:9.x or newer
          S 1:1(0) win 65535 <mss 1460,nop,wscale 6,sackOK,TS val 9 ecr 0> {ttl 64, df, id 0} | unix:FreeBSD:9.x or newer
          # OpenBSD 4 and 5
          S 1:1(0) win 16384 <mss 1460,nop,nop,sackOK,nop,wscale 3,nop,nop,TS val 9 ecr 0> {ttl 64, df, id 7} | unix:OpenBSD:4.x-5.x
          # nmap -sS and two probes of nmap -O
          S 1:1(0) win 1024 <mss 1460> {ttl 44, id 7} | !:NMap:SYN scan
          S 1:1(0) ack 7 win 1 <wscale 10,nop,mss 1460,TS val 4294967295 ecr 0,sackOK> {ttl 44, id 7} | !:NMap:OS detection
          S 1:1(0) ack 7 win 63 <mss 1400,wscale 0,sackOK,TS val 4294967295 ecr 0,eol> {ttl 44, id 7} | !:NMap:OS detection
          # nobody
          S 1:1(0) win 1 <mss 1460,nop,nop,nop,nop> {ttl 44, id 7} | -
          """)
  void whatSystemsSend_asP0fNamesIt(String syn, String label) throws Exception {
    assertThat(Syns.named(load(PassiveCatalog.DEFAULT_FILE), syn)).isEqualTo(label);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          S 1:1(0) win 64240 <mss 1460,sackOK,TS val 9 ecr 0,nop,wscale 7> {ttl 62, df, id 7} | Linux
          S 1:1(0) win 65535 <mss 1460,nop,nop,sackOK> {ttl 128, df, id 7} | Windows
          S 1:1(0) win 8192 <mss 1460,nop,wscale 8,nop,nop,sackOK> {ttl 121, df, id 7} | Windows
          S 1:1(0) win 16384 <mss 1460,nop,nop,sackOK,nop,wscale 0,nop,nop,TS val 9 ecr 0> {ttl 64, df, id 7} | OpenBSD
          """)
  void whatSystemsSend_asOpenBsdNamesIt(String syn, String name) throws Exception {
    PassiveCatalog catalog = load(PF_OS);
    int number = catalog.find(Syns.seen(syn));
    assertThat(number).isNotNegative();
    assertThat(catalog.system(number).name()).isEqualTo(name);
  }
}
