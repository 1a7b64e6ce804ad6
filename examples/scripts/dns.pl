#!/usr/bin/perl
# A name server that serves no strangers (UDP): dns.pl (RFC 1035; REFUSED to every query)
use strict;
use warnings;
use File::Basename;
use lib dirname(__FILE__);
use Session;

at_idle(60);
while (defined(my $query = read_some())) {
  next if length $query < 17;
  my ($id, $bits, $questions) = unpack 'nnn', $query;
  next if $bits & 0x8000;    # an answer, not a question
  my ($at, @labels) = (12);
  while ($at < length $query && (my $length = ord substr $query, $at, 1)) {
    last if $length > 63 || @labels > 40;
    push @labels, substr $query, $at + 1, $length;
    $at += 1 + $length;
  }
  my $whole = $questions == 1 && $at + 5 <= length $query;
  note('asks for ' . join('.', @labels) . ' type ' . ($whole ? unpack 'n', substr $query, $at + 1, 2 : '?'));
  my $code = ($bits >> 11 & 15) != 0 ? 4 : $whole ? 5 : 1;
  send_bytes(pack('n6', $id, 0x8000 | ($bits & 0x7900) | $code, $whole ? 1 : 0, 0, 0, 0),
    $whole ? substr $query, 12, $at + 5 - 12 : '');
}
