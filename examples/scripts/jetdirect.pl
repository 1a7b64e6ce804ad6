#!/usr/bin/perl
# A printer on port 9100: jetdirect.pl "MODEL"
#
# Takes every job and throws it away, noting its first bytes; answers PJL status requests.
use strict;
use warnings;
use File::Basename;
use lib dirname(__FILE__);
use Session;

my $model = @ARGV ? join(' ', @ARGV) : 'HP LaserJet 4250';
$model =~ tr/_/ /;
my $total = 0;
at_idle(90);
while (defined(my $bytes = read_some())) {
  note('job begins: ' . shown($bytes)) unless $total;
  $total += length $bytes;
  while ($bytes =~ /\@PJL (INFO|ECHO|INQUIRE|DINQUIRE)\s+([^\r\n]*)/gi) {
    my ($verb, $what) = (uc $1, $2);
    if ($verb eq 'ECHO') { send_bytes("\@PJL ECHO $what\r\n\f") }
    elsif ($what =~ /^ID\b/i) { send_bytes("\@PJL INFO ID\r\n\"$model\"\r\n\f") }
    elsif ($what =~ /^STATUS\b/i) {
      send_bytes("\@PJL INFO STATUS\r\nCODE=10001\r\nDISPLAY=\"Ready\"\r\nONLINE=TRUE\r\n\f");
    } elsif ($what =~ /^PAGECOUNT\b/i) {
      send_bytes("\@PJL INFO PAGECOUNT\r\n" . (1000 + host_number('pages') % 90000 + int(time / 900) % 1000) . "\r\n\f");
    } else { send_bytes("\@PJL $verb $what\r\n\"?\"\r\n\f") }
  }
}
note("job of $total bytes") if $total;
