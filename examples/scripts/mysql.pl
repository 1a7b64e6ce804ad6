#!/usr/bin/perl
# A MySQL server that lets nobody in: mysql.pl
#
# Protocol 10 greeting with a salt of its own each time; the login packet is read, its user noted, and
# refused with error 1045.
use strict;
use warnings;
use File::Basename;
use lib dirname(__FILE__);
use Session;

my $version = pick('mysql', '5.7.42-log', '8.0.36', '5.5.5-10.5.23-MariaDB-0+deb11u1', '5.5.5-10.11.6-MariaDB-0+deb12u1');
my $plugin = $version =~ /^8/ ? 'caching_sha2_password' : 'mysql_native_password';
my @salt = map { my $s = $_; $s =~ s/[\0\$]/a/g; $s & ("\x7f" x length $s) } random_bytes(8), random_bytes(12);
s/\0/b/g for @salt;
my $thread = 10 + host_number('mysql') % 5000 + int((time % 864000) / 7);

sub packet { my ($sequence, $body) = @_; return substr(pack('V', length $body), 0, 3) . chr($sequence) . $body }

at_idle(10);
send_bytes(packet(0, pack('C Z* V a8 x v C v v C x10 a12 x Z*', 10, $version, $thread, $salt[0],
  0xffff, 33, 2, 0xc1ff, 21, $salt[1], $plugin)));
my $head = read_bytes(4);
exit 0 if length $head < 4;
my $length = unpack('V', substr($head, 0, 3) . "\0");
my $body = read_bytes($length < 4096 ? $length : 4096);
if (length $body < 32) {
  send_bytes(packet(ord(substr $head, 3, 1) + 1, pack('C v a6 a*', 255, 1043, '#08S01', 'Bad handshake')));
  exit 0;
}
my $can = unpack 'V', $body;
if ($can & 0x800 && length $body == 32) { note('asks for TLS'); exit 0 }
my ($user) = unpack 'Z*', substr $body, 32;
my $password = length(substr $body, 33 + length $user) > 1 && ord(substr $body, 33 + length $user, 1) > 0 ? 'YES' : 'NO';
note("user $user password $password");
send_bytes(packet(ord(substr $head, 3, 1) + 1, pack('C v a6 a*', 255, 1045, '#28000',
  sprintf "Access denied for user '%s'\@'%s' (using password: %s)", substr($user, 0, 80), visitor(), $password)));
