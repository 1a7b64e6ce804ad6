#!/usr/bin/perl
# A Windows file port that hangs up after the first message: smb.pl
#
# It reads the negotiation, notes the dialects offered, which tell the scanner and the worm apart,
# and ends as a server does that shares no dialect with its client.
use strict;
use warnings;
use File::Basename;
use lib dirname(__FILE__);
use Session;

at_idle(30);
my $head = read_bytes(4);
exit 0 if length $head < 4;
my ($type, $length) = (ord $head, unpack('N', $head) & 0x1ffff);
if ($type == 0x81) {    # NetBIOS session request (RFC 1002 §4.3.2), on port 139
  read_bytes($length);
  note('NetBIOS session request');
  send_bytes("\x82\0\0\0");
  $head = read_bytes(4);
  exit 0 if length $head < 4;
  ($type, $length) = (ord $head, unpack('N', $head) & 0x1ffff);
}
my $message = read_bytes($length < 4096 ? $length : 4096);
if ($message =~ /^\xffSMB\x72/) {
  my @dialects = $message =~ /\x02([\x20-\x7e]+)\0/g;
  note('SMB1 negotiate: ' . join ', ', @dialects);
} elsif ($message =~ /^\xfeSMB/ && length $message >= 102) {
  my $count = unpack 'v', substr $message, 66, 2;
  my @dialects = unpack 'v*', substr $message, 100, 2 * ($count < 16 ? $count : 16);
  note('SMB2 negotiate: ' . join ', ', map { sprintf '%x.%02x', $_ >> 8, $_ & 255 } @dialects);
} else {
  note('no SMB: ' . shown($message));
}
