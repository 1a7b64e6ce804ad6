#!/usr/bin/perl
# An SNMP agent (UDP): snmp.pl linux|cisco|printer|switch|windows|ups
#
# Answers GetRequest and GetNextRequest of versions 1 and 2c for the system group, under the community
# "public" only; any other community is noted and gets silence, as RFC 1157 §4.1 asks.
use strict;
use warnings;
use File::Basename;
use lib dirname(__FILE__);
use Session;

my $kind = $ARGV[0] || 'linux';
my $name = host_name($kind eq 'printer' ? 'prn' : $kind eq 'switch' ? 'sw' : $kind eq 'cisco' ? 'rtr' : 'srv');
my %about = (
  linux => ["Linux $name 5.10.0-28-amd64 #1 SMP Debian 5.10.209-2 x86_64", '8072.3.2.10', 72],
  windows => ['Hardware: Intel64 Family 6 Model 79 - Software: Windows Version 6.3 (Build 9600 Multiprocessor Free)', '311.1.1.3.1.2', 76],
  cisco => ['Cisco IOS Software, 2800 Software (C2800NM-ADVENTERPRISEK9-M), Version 15.1(4)M12a', '9.1.576', 78],
  switch => ['ProCurve J9145A Switch 2910al-24G, revision W.14.38', '11.2.3.7.11.84', 74],
  printer => ['HP ETHERNET MULTI-ENVIRONMENT,ROM R.22.01,JETDIRECT,JD95,EEPROM R.25.09', '11.2.3.9.1', 64],
  ups => ['APC Web/SNMP Management Card (MB:v4.0.1 PF:v6.5.6)', '318.1.3.27', 72],
);
my ($description, $enterprise, $services) = @{$about{$kind} || $about{linux}};

sub length_of { my ($n) = @_; return $n < 128 ? chr $n : $n < 256 ? pack('CC', 0x81, $n) : pack('Cn', 0x82, $n) }
sub tlv { my ($tag, $value) = @_; return chr($tag) . length_of(length $value) . $value }
sub integer { my ($tag, $n) = @_; my $v = pack 'N', $n; $v =~ s/^\0(?=[\0-\x7f])// for 1 .. 3; $v = "\0$v" if $v =~ /^[\x80-\xff]/; return tlv($tag, $v) }

# take \$BYTES: the next element as (tag, value), or nothing if the bytes are no BER.
sub take {
  my ($bytes) = @_;
  return unless length $$bytes >= 2;
  my ($tag, $length) = unpack 'CC', $$bytes;
  my $at = 2;
  if ($length & 0x80) {
    my $more = $length & 0x7f;
    return if $more < 1 || $more > 2 || length $$bytes < 2 + $more;
    $length = unpack 'n', substr "\0" . substr($$bytes, 2, $more), -2;
    $at += $more;
  }
  return if length $$bytes < $at + $length;
  my $value = substr $$bytes, $at, $length;
  $$bytes = substr $$bytes, $at + $length;
  return ($tag, $value);
}

sub oid { my ($first, $second, @rest) = split /\./, $_[0]; return tlv(6, chr($first * 40 + $second) . pack 'w*', @rest) }

my $system = '1.3.6.1.2.1.1';
# hundredths of a second since a start that lies up to 200 days back
my $uptime = (time + host_number('boot')) % (200 * 86400) * 100 + host_number('boot-hundredth') % 100;
my @objects = map { [substr(oid("$system.$_->[0].0"), 2), $_->[1]] } (
  [1, sub { tlv(4, $description) }], [2, sub { oid("1.3.6.1.4.1.$enterprise") }],
  [3, sub { integer(0x43, $uptime) }], [4, sub { tlv(4, '') }],
  [5, sub { tlv(4, $name) }], [6, sub { tlv(4, '') }], [7, sub { integer(2, $services) }]);

# answer_to REQUEST: the response message, or undef for silence.
sub answer_to {
  my ($request) = @_;
  my ($tag, $message) = take(\$request) or return;
  return unless $tag == 0x30;
  my ($version_tag, $version) = take(\$message) or return;
  my ($community_tag, $community) = take(\$message) or return;
  my ($pdu_tag, $pdu) = take(\$message) or return;
  return unless $version_tag == 2 && $community_tag == 4 && ($version eq "\0" || $version eq "\1");
  note(sprintf 'version %s community %s request %02x', $version eq "\0" ? '1' : '2c', $community, $pdu_tag);
  return unless $community eq 'public' && ($pdu_tag == 0xa0 || $pdu_tag == 0xa1);
  my ($id_tag, $id) = take(\$pdu) or return;
  take(\$pdu) or return;
  take(\$pdu) or return;
  my ($list_tag, $list) = take(\$pdu) or return;
  return unless $list_tag == 0x30;
  my ($bindings, $error, $index, $number) = ('', 0, 0, 0);
  my $original = $list;
  while (length $list && $number < 32) {
    my ($one_tag, $one) = take(\$list) or return;
    my ($oid_tag, $wanted) = take(\$one) or return;
    return unless $one_tag == 0x30 && $oid_tag == 6;
    $number++;
    my ($found) = grep { $pdu_tag == 0xa0 ? $_->[0] eq $wanted : $_->[0] gt $wanted } @objects;
    if ($found) { $bindings .= tlv(0x30, tlv(6, $found->[0]) . $found->[1]->()) }
    elsif ($version eq "\0") { ($error, $index, $bindings) = (2, $number, $original); last }
    else { $bindings .= tlv(0x30, tlv(6, $wanted) . tlv($pdu_tag == 0xa0 ? 0x80 : 0x82, '')) }
  }
  return tlv(0x30, tlv(2, $version) . tlv(4, $community)
    . tlv(0xa2, tlv(2, $id) . integer(2, $error) . integer(2, $index) . tlv(0x30, $bindings)));
}

at_idle(60);
while (defined(my $request = read_some())) {
  my $response = answer_to($request);
  send_bytes($response) if defined $response;
}
