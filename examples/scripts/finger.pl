#!/usr/bin/perl
# RFC 1288 finger, on which nobody is known: finger.pl
use strict;
use warnings;
use File::Basename;
use lib dirname(__FILE__);
use Session;

at_idle(30);
my $line = read_line();
exit 0 unless defined $line;
note("query $line");
$line =~ s/^\s*(?:\/W\s*)?//;
if ($line eq '') { send_line('No one logged on.') }
elsif ($line =~ /@/) { send_line('Finger forwarding service denied.') }
else { $line =~ s/[^\x20-\x7e]//g; send_line('Login name: ' . substr($line, 0, 32) . '          In real life: ???') }
