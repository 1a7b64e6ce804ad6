# What the service scripts share: bounded reads from the visitor, CRLF writes, notes for the service
# log, and values that differ from host to host but stay the same for one host.
#
# Standard input and output are the connection, standard error is the service log, HONEYD_* name the
# two ends. Nothing a visitor sends is ever run, opened or interpolated into a command.
package Session;

use strict;
use warnings;
use Exporter 'import';
use POSIX qw(strftime);

our @EXPORT = qw(note send_bytes send_line read_bytes read_line read_some at_idle
  host_number pick host_name visitor random_bytes english_date shown);

my $LINE_LIMIT = 4096;     # a longer line is cut here; real servers refuse at 512 to 8190
my $idle_seconds = 120;    # without a byte from the visitor for so long, the script ends
my $buffer = '';
my $at_end = 0;

binmode STDIN;
binmode STDOUT;
$SIG{PIPE} = sub { exit 0 };    # the visitor has gone

# shown BYTES: the bytes as readable text for a log line, cut to 200 characters.
sub shown {
  my ($bytes) = @_;
  my $cut = length $bytes > 200 ? substr($bytes, 0, 200) . '...' : $bytes;
  $cut =~ s/([^\x20-\x7e])/sprintf '\\x%02x', ord $1/ge;
  return $cut;
}

# note TEXT: one line for the service log.
sub note {
  my $line = shown(join '', @_) . "\n";
  syswrite STDERR, $line;
}

# at_idle SECONDS: how long to wait for the visitor from now on.
sub at_idle { $idle_seconds = shift }

sub send_bytes {
  my $bytes = join '', @_;
  my $done = 0;
  while ($done < length $bytes) {
    my $n = syswrite STDOUT, $bytes, length($bytes) - $done, $done;
    exit 0 unless defined $n;
    $done += $n;
  }
}

sub send_line { send_bytes(join('', @_), "\r\n") }

# fill: waits for more bytes; false at the end of input or when the visitor was idle too long.
sub fill {
  return 0 if $at_end;
  my $wanted = '';
  vec($wanted, fileno(STDIN), 1) = 1;
  my $ready = select my $got = $wanted, undef, undef, $idle_seconds;
  my $n = $ready ? sysread(STDIN, $buffer, 65536, length $buffer) : 0;
  $at_end = 1 unless $n;
  return $n;
}

# read_line: the next line without its end (CRLF, LF or CR NUL); undef when there is none.
sub read_line {
  while (1) {
    if ($buffer =~ s/\A([^\r\n]*)(?:\r\n|\n|\r\0|\r(?=[^\n\0]))//s) {
      return length $1 > $LINE_LIMIT ? substr($1, 0, $LINE_LIMIT) : $1;
    }
    if (length $buffer > $LINE_LIMIT) {
      my $line = substr $buffer, 0, $LINE_LIMIT, '';
      return $line;
    }
    next if fill();
    return undef unless length $buffer;
    my $rest = $buffer;
    $buffer = '';
    $rest =~ s/[\r\n]+\z//;
    return $rest;
  }
}

# read_bytes COUNT: exactly so many, or fewer at the end of input.
sub read_bytes {
  my ($count) = @_;
  while (length $buffer < $count) { last unless fill() }
  return substr $buffer, 0, $count < length $buffer ? $count : length $buffer, '';
}

# read_some: whatever has come, at least one byte; undef at the end. A UDP script gets one datagram.
sub read_some {
  return undef unless length $buffer || fill();
  my $bytes = $buffer;
  $buffer = '';
  return $bytes;
}

# host_number PURPOSE: 32 bits that depend on this virtual host and the purpose alone (FNV-1a).
sub host_number {
  my $hash = 0x811c9dc5;
  for my $byte (unpack 'C*', ($ENV{HONEYD_IP_DST} || '127.0.0.1') . '/' . $_[0]) {
    $hash = (($hash ^ $byte) * 0x01000193) & 0xffffffff;
  }
  # FNV's low bits vary little between neighbours; fold the high ones in
  return ($hash ^ ($hash >> 15)) & 0xffffffff;
}

# pick PURPOSE, CHOICES...: one of them, the same each time for the same host.
sub pick {
  my ($purpose, @choices) = @_;
  return $choices[host_number($purpose) % @choices];
}

# host_name PREFIX: a short name that goes with the address.
sub host_name {
  my ($prefix) = @_;
  my @part = ($ENV{HONEYD_IP_DST} || '127.0.0.1') =~ /(\d+)/g;
  return sprintf '%s%02d%02d', $prefix, ($part[2] || 0), ($part[3] || 0);
}

sub visitor { return $ENV{HONEYD_IP_SRC} || '127.0.0.1' }

sub random_bytes {
  my ($count) = @_;
  if (open my $source, '<:raw', '/dev/urandom') {
    my $bytes;
    return $bytes if sysread($source, $bytes, $count) == $count;
  }
  return join '', map { chr int rand 256 } 1 .. $count;
}

# english_date FORMAT [TIME]: UTC, with English names whatever the locale of the daemon.
sub english_date {
  my ($format, $time) = @_;
  my @utc = gmtime(defined $time ? $time : time);
  my $day = (qw(Sun Mon Tue Wed Thu Fri Sat))[$utc[6]];
  my $month = (qw(Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec))[$utc[4]];
  $format =~ s/%a/$day/g;
  $format =~ s/%b/$month/g;
  return strftime $format, @utc;
}

1;
