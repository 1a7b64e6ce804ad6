package honeyd.stack.tcp;

import honeyd.personality.TcpAnswer;

/// The SYN/ACK of the half-open connection that is being worked on, as it was sent first: sent
/// again it must be the same.
///
/// One for all connections of a worker, since it works on one at a time; [HalfOpenTable] keeps it
/// meanwhile.
final class SynAck {
  final byte[] options = new byte[TcpAnswer.MAX_OPTION_BYTES];
  int optionBytes;
  int flags;
  int reserved;
  int window;
  int urgent;
  int ttl;
  int tos;
  boolean df;
  boolean ipIdZero;

  /// Takes what a personality decided.
  void set(TcpAnswer answer) {
    System.arraycopy(answer.options, 0, options, 0, answer.optionBytes);
    optionBytes = answer.optionBytes;
    flags = answer.flags;
    reserved = answer.reserved;
    window = answer.window;
    urgent = answer.urgentPointer;
    ttl = answer.ip.ttl;
    df = answer.ip.df;
    tos = answer.ip.tos;
    ipIdZero = answer.ip.ipId == 0;
  }
}
