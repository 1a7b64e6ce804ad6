#!/usr/bin/perl
# A telephone exchange that connects nobody (UDP): sip.pl (RFC 3261 without dialogues)
use strict;
use warnings;
use File::Basename;
use lib dirname(__FILE__);
use Session;

my $agent = pick('sip', 'Asterisk PBX 16.28.0', 'Asterisk PBX 18.12.1', 'FPBX-16.0.33(18.12.1)');
my %reason = (200 => 'OK', 400 => 'Bad Request', 401 => 'Unauthorized', 405 => 'Method Not Allowed', 481 => 'Call/Transaction Does Not Exist');
at_idle(60);
while (defined(my $request = read_some())) {
  my ($head) = split /\r?\n\r?\n/, $request, 2;
  next unless defined $head;
  my ($first, @lines) = split /\r?\n/, $head;
  next unless defined $first && $first =~ /^([A-Z]{3,10}) (\S+) SIP\/2\.0$/;
  my ($method, $target) = ($1, $2);
  note("$method $target");
  my (%field, @via);
  for my $line (@lines) {
    next unless $line =~ /^([A-Za-z-]+|[vftmi])\s*:\s*(.*)$/;
    my ($key, $value) = (lc $1, $2);
    $key = {v => 'via', f => 'from', t => 'to', i => 'call-id', m => 'contact'}->{$key} || $key;
    if ($key eq 'via') { push @via, $value } else { $field{$key} = $value }
    note("$key: $value") if $key eq 'user-agent' || $key eq 'authorization' || $key eq 'from';
  }
  next if $method eq 'ACK';
  my $whole = @via && !grep { !defined $field{$_} } qw(from to call-id cseq);
  my $code = !$whole ? 400 : $method eq 'OPTIONS' ? 200 : $method =~ /^(?:REGISTER|INVITE|SUBSCRIBE)$/ ? 401
    : $method =~ /^(?:BYE|CANCEL)$/ ? 481 : 405;
  next unless @via;
  $via[0] .= ';received=' . visitor() unless $via[0] =~ /;received=/;
  my @reply = ("SIP/2.0 $code $reason{$code}", map("Via: $_", @via));
  my $to = defined $field{to} ? $field{to} : '<sip:unknown>';
  $to .= ';tag=as' . unpack 'H8', random_bytes(4) unless $to =~ /;tag=/;
  push @reply, "From: $field{from}" if defined $field{from};
  push @reply, "To: $to";
  push @reply, "Call-ID: $field{'call-id'}" if defined $field{'call-id'};
  push @reply, "CSeq: $field{cseq}" if defined $field{cseq};
  push @reply, "Server: $agent", 'Allow: INVITE, ACK, CANCEL, OPTIONS, BYE, REFER, SUBSCRIBE, NOTIFY, INFO';
  push @reply, 'WWW-Authenticate: Digest algorithm=MD5, realm="asterisk", nonce="' . unpack('H8', random_bytes(4)) . '"' if $code == 401;
  send_bytes(join("\r\n", @reply, 'Content-Length: 0', '', ''));
}
