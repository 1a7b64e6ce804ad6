#!/usr/bin/perl
# RFC 1413 ident, which names nobody: ident.pl
use strict;
use warnings;
use File::Basename;
use lib dirname(__FILE__);
use Session;

at_idle(60);
while (defined(my $line = read_line())) {
  note("query $line");
  my ($ours, $theirs) = $line =~ /^\s*(\d{1,5})\s*,\s*(\d{1,5})\s*$/;
  if (!defined $theirs || $ours < 1 || $ours > 65535 || $theirs < 1 || $theirs > 65535) {
    send_line('0, 0 : ERROR : INVALID-PORT');
    last;
  }
  send_line("$ours, $theirs : ERROR : HIDDEN-USER");
}
