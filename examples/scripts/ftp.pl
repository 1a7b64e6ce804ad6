#!/usr/bin/perl
# An FTP server that lets nobody in: ftp.pl vsftpd|proftpd|windows|jetdirect|freebsd
use strict;
use warnings;
use File::Basename;
use lib dirname(__FILE__);
use Session;

my $kind = $ARGV[0] || 'vsftpd';
my $name = host_name('srv');
my %greeting = (
  vsftpd => pick('ftp', '(vsFTPd 3.0.3)', '(vsFTPd 3.0.5)'),
  proftpd => "ProFTPD Server ($name) [" . ($ENV{HONEYD_IP_DST} || "127.0.0.1") . "]",
  windows => 'Microsoft FTP Service',
  jetdirect => 'JD FTP Server Ready.',
  freebsd => "$name FTP server (Version 6.00LS) ready.",
);
$kind = 'vsftpd' unless $greeting{$kind};
my $windows = $kind eq 'windows';
my %system = (windows => '215 Windows_NT', freebsd => '215 UNIX Type: L8 Version: BSD-199506');
my $login_first = $kind eq 'vsftpd' ? '530 Please login with USER and PASS.'
  : $windows ? '530 Please login with USER and PASS.' : '530 Please login with USER and PASS';

at_idle(300);
send_line("220 $greeting{$kind}");
my ($user, $failures) = (undef, 0);
while (defined(my $line = read_line())) {
  my ($verb, $rest) = $line =~ /^\s*(\S*)\s*(.*)$/;
  $verb = uc $verb;
  if ($verb eq 'USER') {
    $user = $rest;
    note("user $user");
    if ($kind eq 'vsftpd') { send_line('331 Please specify the password.') }
    elsif ($windows) { send_line('331 Password required') }
    else { send_line("331 Password required for $user" . ($kind eq 'freebsd' ? '.' : '')) }
  } elsif ($verb eq 'PASS') {
    if (!defined $user) { send_line('503 Login with USER first.'); next }
    note("password $rest for user $user");
    sleep 1 + host_number('ftp-delay') % 2;
    send_line($windows ? '530 User cannot log in.' : '530 Login incorrect.');
    $user = undef;
    last if ++$failures == 3 && !$windows;
  } elsif ($verb eq 'QUIT') {
    send_line($windows || $kind eq 'vsftpd' ? '221 Goodbye.' : '221 Goodbye');
    last;
  } elsif ($verb eq 'FEAT') {
    if ($kind eq 'freebsd' || $kind eq 'jetdirect') { send_line('500 FEAT: command not understood.'); next }
    send_line("211-$_") for $windows ? 'Extended features supported:' : 'Features:';
    send_line(" $_") for $windows ? ('LANG EN*', 'UTF8', 'MDTM', 'SIZE', 'HOST')
      : ('EPRT', 'EPSV', 'MDTM', 'PASV', 'REST STREAM', 'SIZE', 'TVFS', 'UTF8');
    send_line($windows ? '211 END' : '211 End');
  } elsif ($verb eq 'SYST' && $kind ne 'vsftpd') {
    send_line($system{$kind} || '215 UNIX Type: L8');
  } elsif ($verb eq 'NOOP' && $kind ne 'vsftpd') {
    send_line($windows ? '200 noop command successful.' : '200 NOOP command successful');
  } elsif ($verb eq 'AUTH' && $kind ne 'vsftpd') {
    note("asks for AUTH $rest");
    send_line($windows ? '534 Local policy on server does not allow TLS secure connections.'
      : "500 $verb not understood");
  } elsif ($verb =~ /^(?:CWD|CDUP|LIST|NLST|MLSD|PWD|PASV|EPSV|PORT|EPRT|RETR|STOR|DELE|MKD|RMD|SIZE|MDTM|TYPE|MODE|STRU|REST|STAT|HELP|SITE|SYST|NOOP|AUTH|OPTS|ABOR)$/) {
    note("command $line before login");
    send_line($login_first);
  } else {
    note("unknown command $line");
    if ($kind eq 'vsftpd') { send_line($login_first) }
    elsif ($windows) { send_line('500 Command not understood.') }
    else { send_line("500 $verb not understood") }
  }
}
