#!/usr/bin/perl
# RFC 1179 printing, to a printer that is switched off: lpd.pl
use strict;
use warnings;
use File::Basename;
use lib dirname(__FILE__);
use Session;

at_idle(60);
my $line = read_line();
exit 0 unless defined $line && length $line;
my ($code, $queue) = (ord $line, substr $line, 1);
note("command $code queue $queue");
if ($code == 1) { send_bytes("\0") }
elsif ($code == 2) {
  send_bytes("\0");
  while (defined(my $sub = read_line())) {
    note('file ' . substr $sub, 1);
    send_bytes("\1");
  }
} elsif ($code == 3 || $code == 4) { send_bytes("no entries\n") }
else { send_bytes("\1") }
