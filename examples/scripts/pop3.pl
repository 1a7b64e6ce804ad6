#!/usr/bin/perl
# A POP3 server that lets nobody in: pop3.pl
use strict;
use warnings;
use File::Basename;
use lib dirname(__FILE__);
use Session;

at_idle(180);
send_line('+OK Dovecot ready.');
my $user;
while (defined(my $line = read_line())) {
  my ($verb, $rest) = $line =~ /^(\S*)\s*(.*)$/;
  $verb = uc $verb;
  if ($verb eq 'CAPA') {
    send_line($_) for '+OK', 'CAPA', 'TOP', 'UIDL', 'RESP-CODES', 'PIPELINING', 'AUTH-RESP-CODE', 'USER', 'SASL PLAIN', '.';
  } elsif ($verb eq 'USER') {
    $user = $rest;
    note("user $user");
    send_line('+OK');
  } elsif ($verb eq 'PASS') {
    if (!defined $user) { send_line('-ERR No username given.'); next }
    note("password $rest for user $user");
    sleep 2;
    send_line('-ERR [AUTH] Authentication failed.');
    $user = undef;
  } elsif ($verb eq 'AUTH') {
    note("auth $rest");
    send_line('-ERR [AUTH] Authentication failed.');
  } elsif ($verb eq 'QUIT') { send_line('+OK Logging out'); last }
  else {
    note("unknown command $line");
    send_line('-ERR Unknown command.');
  }
}
