package honeyd.stack.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TcpSeqTest {
  @Test
  void numbersAcrossTheWrap_compareByDistance() {
    assertThat(TcpSeq.before(0xffff_fff0, 0x10)).isTrue();
    assertThat(TcpSeq.after(0x10, 0xffff_fff0)).isTrue();
    assertThat(TcpSeq.atOrBefore(7, 7)).isTrue();
    assertThat(TcpSeq.before(7, 7)).isFalse();
    assertThat(TcpSeq.later(0xffff_ffff, 0)).isZero();
    assertThat(TcpSeq.earlier(0xffff_ffff, 0)).isEqualTo(0xffff_ffff);
  }

  @Test
  void windowAcrossTheWrap_holdsItsFirstAndNotItsEnd() {
    assertThat(TcpSeq.inWindow(0xffff_fff0, 0xffff_fff0, 0x20)).isTrue();
    assertThat(TcpSeq.inWindow(0xf, 0xffff_fff0, 0x20)).isTrue();
    assertThat(TcpSeq.inWindow(0x10, 0xffff_fff0, 0x20)).isFalse();
    assertThat(TcpSeq.inWindow(0xffff_ffef, 0xffff_fff0, 0x20)).isFalse();
    assertThat(TcpSeq.inWindow(5, 5, 0)).isFalse();
  }
}
