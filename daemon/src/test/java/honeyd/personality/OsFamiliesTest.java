package honeyd.personality;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which row of the table a database's `Class` lines lead to.
class OsFamiliesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          Linux | Linux | 2.0.X | general purpose                ; LINUX_2_0
          Linux | Linux | 2.4.X | general purpose                ; LINUX_2_4
          Linux | Linux | 2.6.X | WAP                            ; LINUX_2_6
          Linux | Linux | 3.X | general purpose                  ; LINUX_3
          Linux | Linux | 5.X | general purpose                  ; LINUX_4
          Linux | Linux | | general purpose                      ; LINUX_2_6
          MikroTik | RouterOS | 6.X | router                     ; LINUX_2_6
          Microsoft | Windows | 98 | general purpose             ; WINDOWS_9X
          Microsoft | Windows | PocketPC/CE | PDA                ; WINDOWS_9X
          Microsoft | Windows | XP | general purpose             ; WINDOWS_NT5
          Microsoft | Windows | Vista | general purpose          ; WINDOWS_6
          Microsoft | Windows | 10 | general purpose             ; WINDOWS_10
          Microsoft | Windows | 2016 | general purpose           ; WINDOWS_10
          FreeBSD | FreeBSD | 4.X | general purpose              ; FREEBSD_4
          FreeBSD | FreeBSD | 12.X | general purpose             ; FREEBSD_11
          FreeBSD | FreeBSD | 13.X | general purpose             ; FREEBSD_13
          VMware | ESXi | 5.X | specialized                      ; FREEBSD_4
          OpenBSD | OpenBSD | 4.X | general purpose              ; OPENBSD
          NetBSD | NetBSD | 5.X | general purpose                ; NETBSD
          NetBSD | NetBSD | 7.X | general purpose                ; NETBSD_6
          IBM | AIX | 5.X | general purpose                      ; BSD_4_4
          Apple | Mac OS X | 10.4.X | general purpose            ; MACOS_X
          Apple | macOS | 10.14.X | general purpose              ; MACOS
          Apple | iOS | 12.X | phone                             ; MACOS
          Apple | iPhone OS | 3.X | phone                        ; MACOS_X
          Sun | Solaris | 9 | general purpose                    ; SOLARIS_10
          Oracle | Solaris | 11 | general purpose                ; SOLARIS_11
          HP | HP-UX | 11.X | general purpose                    ; SOLARIS_10
          HP | HP-UX | 10.X | general purpose                    ; BSD_4_4
          Cisco | IOS | 12.X | router                            ; CISCO_IOS
          Cisco | PIX OS | 6.X | firewall                        ; CISCO_PIX
          lwIP | lwIP | 1.4.X | specialized                      ; LWIP
          HP | embedded | | printer                              ; PRINTER
          Wind River | VxWorks | | print server                  ; PRINTER
          D-Link | embedded | | WAP                              ; EMBEDDED
          Novell | NetWare | 6.X | general purpose               ; GENERIC
          """)
  void classLine_leadsToItsGeneration(String line, OsTraitsTable row) {
    assertThat(OsFamilies.row(List.of(line))).isEqualTo(row);
  }
}
