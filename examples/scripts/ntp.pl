#!/usr/bin/perl
# A time server (UDP): ntp.pl (RFC 5905, client and server modes only)
use strict;
use warnings;
use File::Basename;
use lib dirname(__FILE__);
use Session;

use Session;
my $since_1900 = 2208988800;

# now: seconds and 2^-32 fractions; perl-base has no clock finer than a second, date has.
sub now {
  my ($seconds, $nanos) = split /\./, `/bin/date +%s.%N`;
  return ($seconds + $since_1900, int $nanos * 4.294967296);
}

at_idle(60);
while (defined(my $request = read_some())) {
  my @received = now();
  next if length $request < 48;
  my $first = ord $request;
  my ($version, $mode) = ($first >> 3 & 7, $first & 7);
  note("mode $mode version $version");
  next unless $mode == 3 && $version >= 1 && $version <= 4;
  my $reference = $received[0] - 1 - ($received[0] + host_number('ntp')) % 1024;
  send_bytes(pack('CCCc NN a4 NN', $version << 3 | 4, pick('stratum', 2, 3), ord(substr $request, 2, 1), -23,
      1500 + host_number('delay') % 2000, 900 + host_number('dispersion') % 1500,
      pack('C4', 10, 77, 0, 1 + host_number('peer') % 4), $reference, host_number('fraction')),
    substr($request, 40, 8), pack('NN', @received), pack('NN', now()));
}
