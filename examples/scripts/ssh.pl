#!/usr/bin/perl
# An SSH server as far as the first key exchange: ssh.pl debian|ubuntu|freebsd|cisco|dropbear
#
# It greets, sends its algorithms (RFC 4253 §7.1) and reads those of the visitor, which name the
# software behind the scan. It has no host key, so it ends when the visitor starts the exchange.
use strict;
use warnings;
use File::Basename;
use lib dirname(__FILE__);
use Session;

my %greeting = (
  debian => [
    'SSH-2.0-OpenSSH_8.4p1 Debian-5+deb11u3', 'SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3',
    'SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u2',
  ],
  ubuntu => ['SSH-2.0-OpenSSH_8.2p1 Ubuntu-4ubuntu0.11', 'SSH-2.0-OpenSSH_8.9p1 Ubuntu-3ubuntu0.10'],
  freebsd  => ['SSH-2.0-OpenSSH_9.6 FreeBSD-20240701', 'SSH-2.0-OpenSSH_9.3 FreeBSD-20230719'],
  cisco    => ['SSH-2.0-Cisco-1.25'],
  dropbear => ['SSH-2.0-dropbear_2019.78', 'SSH-2.0-dropbear_2020.81'],
);
my %offer = (
  cisco => [
    'diffie-hellman-group14-sha1', 'ssh-rsa',
    'aes128-ctr,aes192-ctr,aes256-ctr,aes128-cbc,3des-cbc', 'hmac-sha1,hmac-sha1-96', 'none',
  ],
  dropbear => [
    'curve25519-sha256,curve25519-sha256@libssh.org,ecdh-sha2-nistp521,ecdh-sha2-nistp384,'
      . 'ecdh-sha2-nistp256,diffie-hellman-group14-sha256,diffie-hellman-group14-sha1',
    'ecdsa-sha2-nistp256,ssh-rsa', 'aes128-ctr,aes256-ctr', 'hmac-sha1,hmac-sha2-256', 'none',
  ],
  openssh => [
    'curve25519-sha256,curve25519-sha256@libssh.org,ecdh-sha2-nistp256,ecdh-sha2-nistp384,'
      . 'ecdh-sha2-nistp521,diffie-hellman-group-exchange-sha256,diffie-hellman-group16-sha512,'
      . 'diffie-hellman-group18-sha512,diffie-hellman-group14-sha256',
    'rsa-sha2-512,rsa-sha2-256,ecdsa-sha2-nistp256,ssh-ed25519',
    'chacha20-poly1305@openssh.com,aes128-ctr,aes192-ctr,aes256-ctr,'
      . 'aes128-gcm@openssh.com,aes256-gcm@openssh.com',
    'umac-64-etm@openssh.com,umac-128-etm@openssh.com,hmac-sha2-256-etm@openssh.com,'
      . 'hmac-sha2-512-etm@openssh.com,hmac-sha1-etm@openssh.com,umac-64@openssh.com,'
      . 'umac-128@openssh.com,hmac-sha2-256,hmac-sha2-512,hmac-sha1',
    'none,zlib@openssh.com',
  ],
);
my $kind = $ARGV[0] || 'debian';
$kind = 'debian' unless $greeting{$kind};
my ($kex, $key, $cipher, $mac, $compression) = @{$offer{$kind} || $offer{openssh}};

sub packet {
  my ($payload) = @_;
  my $padding = 8 - (length($payload) + 5) % 8;
  $padding += 8 if $padding < 4;
  return pack('NC', length($payload) + $padding + 1, $padding) . $payload . random_bytes($padding);
}

send_line(pick("ssh-$kind", @{$greeting{$kind}}));
my $client = read_line();
exit 0 unless defined $client;
note("client $client");
if ($client !~ /^SSH-(?:2\.0|1\.99)-/) {
  send_line('Invalid SSH identification string.') if $kind ne 'cisco';
  exit 0;
}
my @lists = ($kex, $key, $cipher, $cipher, $mac, $mac, $compression, $compression, '', '');
send_bytes(packet(chr(20) . random_bytes(16) . join('', map { pack 'N/a*', $_ } @lists) . "\0" x 5));

while (1) {
  my $head = read_bytes(4);
  last if length $head < 4;
  my $length = unpack 'N', $head;
  if ($length < 5 || $length > 35000) {
    note("packet of impossible length $length");
    last;
  }
  my $body = read_bytes($length);
  last if length $body < $length;
  my $type = ord substr $body, 1, 1;
  if ($type == 20 && $length > 22) {
    my @offered = unpack '(N/a*)6', substr $body, 18;
    note("offers key exchange $offered[0]") if @offered;
    note("offers host keys $offered[1]") if @offered > 1;
    note("offers ciphers $offered[2]") if @offered > 2;
  } elsif ($type == 1) {
    note('disconnects');
    last;
  } elsif ($type >= 30 && $type <= 49) {
    note("starts the key exchange (message $type)");
    last;
  } else {
    note("message $type of $length bytes");
  }
}
