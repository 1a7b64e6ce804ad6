#!/usr/bin/perl
# A VNC server that accepts no password: vnc.pl (RFC 6143 §7.1)
use strict;
use warnings;
use File::Basename;
use lib dirname(__FILE__);
use Session;

at_idle(30);
send_bytes("RFB 003.008\n");
my $hello = read_bytes(12);
my ($minor) = $hello =~ /^RFB 003\.(\d{3})\n$/;
if (!defined $minor) {
  note("no VNC client: $hello") if length $hello;
  exit 0;
}
note('client version 3.' . int $minor);
if ($minor >= 7) {
  send_bytes("\x01\x02");
  my $chosen = read_bytes(1);
  exit 0 if $chosen eq '';
  if ($chosen ne "\x02") {
    note('chooses security type ' . ord $chosen);
    send_bytes(pack 'N N/a*', 1, 'Unsupported security type') if $minor >= 8;
    exit 0;
  }
} else {
  send_bytes(pack 'N', 2);
}
my $challenge = random_bytes(16);
send_bytes($challenge);
my $response = read_bytes(16);
exit 0 if length $response < 16;
note('challenge ' . unpack('H*', $challenge) . ' response ' . unpack('H*', $response));
sleep 1;
send_bytes(pack 'N', 1);
send_bytes(pack 'N/a*', 'Authentication failed') if $minor >= 8;
