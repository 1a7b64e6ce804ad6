#!/usr/bin/perl
# A mail server that relays for nobody: smtp.pl postfix|exim|exchange
use strict;
use warnings;
use File::Basename;
use lib dirname(__FILE__);
use Session;

my $kind = $ARGV[0] || 'postfix';
my $name = host_name('mail') . '.example.net';
my @letters = ('0' .. '9', 'A' .. 'F');

sub queue_id { return join '', map { $letters[ord($_) % 16] } split //, random_bytes(10) }

at_idle(300);
send_line($kind eq 'exim' ? "220 $name ESMTP Exim 4.96 " . english_date('%a, %d %b %Y %H:%M:%S +0000')
  : $kind eq 'exchange' ? "220 $name Microsoft ESMTP MAIL Service ready at " . english_date('%a, %d %b %Y %H:%M:%S +0000')
  : "220 $name ESMTP Postfix");
my ($hello, $from, $errors) = (0, undef, 0);
while (defined(my $line = read_line())) {
  my ($verb, $rest) = $line =~ /^(\S*)\s*(.*)$/;
  $verb = uc $verb;
  note($line);
  if ($verb eq 'HELO') {
    if ($rest eq '') { send_line('501 Syntax: HELO hostname'); next }
    $hello = 1;
    send_line("250 $name");
  } elsif ($verb eq 'EHLO') {
    if ($rest eq '') { send_line('501 Syntax: EHLO hostname'); next }
    $hello = 1;
    my @can = $kind eq 'exchange' ? ('SIZE 37748736', 'PIPELINING', 'DSN', 'ENHANCEDSTATUSCODES', '8BITMIME', 'CHUNKING')
      : ('PIPELINING', 'SIZE 10240000', 'VRFY', 'ETRN', 'ENHANCEDSTATUSCODES', '8BITMIME', 'DSN');
    send_line("250-$name");
    send_line('250' . ($_ < $#can ? '-' : ' ') . $can[$_]) for 0 .. $#can;
  } elsif ($verb eq 'MAIL') {
    if (!$hello) { send_line('503 5.5.1 Error: send HELO/EHLO first') }
    elsif (defined $from) { send_line('503 5.5.1 Error: nested MAIL command') }
    elsif ($rest =~ /^FROM:\s*<?([^>\s]*)>?/i) { $from = $1; send_line('250 2.1.0 Ok') }
    else { send_line('501 5.5.4 Syntax: MAIL FROM:<address>') }
  } elsif ($verb eq 'RCPT') {
    if (!defined $from) { send_line('503 5.5.1 Error: need MAIL command') }
    elsif ($rest =~ /^TO:\s*<?([^>\s]+)>?/i) { send_line("454 4.7.1 <$1>: Relay access denied") }
    else { send_line('501 5.5.4 Syntax: RCPT TO:<address>') }
  } elsif ($verb eq 'DATA') {
    send_line(defined $from ? '554 5.5.1 Error: no valid recipients' : '503 5.5.1 Error: need RCPT command');
  } elsif ($verb eq 'RSET') { $from = undef; send_line('250 2.0.0 Ok') }
  elsif ($verb eq 'NOOP') { send_line('250 2.0.0 Ok') }
  elsif ($verb eq 'VRFY') { send_line($rest eq '' ? '501 5.5.4 Syntax: VRFY address' : "252 2.0.0 $rest") }
  elsif ($verb eq 'ETRN') { send_line('458 4.0.0 Unable to queue messages: ' . queue_id()) }
  elsif ($verb eq 'AUTH' || $verb eq 'STARTTLS') { send_line('502 5.5.1 Error: command not implemented') }
  elsif ($verb eq 'QUIT') { send_line('221 2.0.0 Bye'); last }
  elsif ($verb =~ /^(?:GET|POST|CONNECT|HEAD)$/) {
    send_line("221 2.7.0 Error: I can break rules, too. Goodbye.");
    last;
  } else {
    send_line('502 5.5.2 Error: command not recognized');
    if (++$errors == 20) { send_line("421 4.7.0 $name Error: too many errors"); last }
  }
}
