#!/usr/bin/perl
# A remote desktop port as far as the choice of security: rdp.pl (MS-RDPBCGR §2.2.1)
use strict;
use warnings;
use File::Basename;
use lib dirname(__FILE__);
use Session;

at_idle(30);
my $head = read_bytes(4);
exit 0 if length $head < 4;
my ($version, undef, $length) = unpack 'CCn', $head;
if ($version != 3 || $length < 7 || $length > 4096) { note("no RDP: $head"); exit 0 }
my $request = read_bytes($length - 4);
note("connection request, $1") if $request =~ /(Cookie: [^\r\n]*)/;
my $wanted = $request =~ /\x01.\x08\0(....)\z/s ? unpack('V', $1) : undef;
note(defined $wanted ? "asks for security protocols $wanted" : 'asks for standard security');
# network level authentication is required here: TLS with CredSSP, or nothing
my $reply = defined $wanted && $wanted & 2 ? pack('CCvV', 2, 0x1f, 8, 2) : pack('CCvV', 3, 0, 8, 5);
send_bytes(pack('CCn', 3, 0, 11 + length $reply), pack('CCnnC', 6 + length $reply, 0xd0, 0, 0x1234, 0), $reply);
note('starts TLS') if defined read_some();
