#!/usr/bin/perl
# A login prompt that lets nobody in: telnet.pl linux|solaris|cisco|switch|embedded
#
# It speaks the option negotiation of RFC 854 and RFC 1143 as far as a login needs: it offers to echo
# and to suppress go-ahead, refuses everything else, and does not echo passwords.
use strict;
use warnings;
use File::Basename;
use lib dirname(__FILE__);
use Session;

my $kind = $ARGV[0] || 'linux';
my $name = host_name($kind eq 'cisco' ? 'rtr' : $kind eq 'switch' ? 'sw' : 'srv');
my ($IAC, $DONT, $DO, $WONT, $WILL, $SB, $SE) = map { chr } 255, 254, 253, 252, 251, 250, 240;
my ($ECHO, $SGA) = (chr 1, chr 3);
my %answered;
my $pending = '';

# next_byte: the next byte of text; negotiation is answered on the way. undef at the end.
sub next_byte {
  while (1) {
    my $byte = read_bytes(1);
    return undef if $byte eq '';
    return $byte if $byte ne $IAC;
    my $verb = read_bytes(1);
    return undef if $verb eq '';
    return $IAC if $verb eq $IAC;
    if ($verb eq $SB) {
      my $previous = '';
      for (1 .. 512) {
        my $inside = read_bytes(1);
        return undef if $inside eq '';
        last if $previous eq $IAC && $inside eq $SE;
        $previous = $inside;
      }
    } elsif ($verb eq $DO || $verb eq $WILL) {
      my $option = read_bytes(1);
      my $wanted = $verb eq $DO && ($option eq $ECHO || $option eq $SGA) || $verb eq $WILL && $option eq $SGA;
      next if $answered{"$verb$option"}++ || $wanted;
      send_bytes($IAC, $verb eq $DO ? $WONT : $DONT, $option);
    } elsif ($verb eq $DONT || $verb eq $WONT) {
      read_bytes(1);
    }
  }
}

# ask PROMPT, ECHOED: what the visitor types until the end of the line, at most 256 characters.
sub ask {
  my ($prompt, $echoed) = @_;
  send_bytes($prompt);
  my $text = '';
  while (1) {
    my $byte = $pending ne '' ? substr($pending, 0, 1, '') : next_byte();
    return undef unless defined $byte;
    if ($byte eq "\n") { last }
    elsif ($byte eq "\r") {
      my $after = next_byte();
      $pending = $after if defined $after && $after ne "\n" && $after ne "\0";
      last;
    } elsif ($byte eq "\x7f" || $byte eq "\x08") {
      if (length $text) { chop $text; send_bytes("\x08 \x08") if $echoed }
    } elsif ($byte eq "\x04" && $text eq '') { return undef }
    elsif (length $text < 256 && ord($byte) >= 32) {
      $text .= $byte;
      send_bytes($byte) if $echoed;
    }
  }
  send_bytes("\r\n");
  return $text;
}

at_idle($kind eq 'cisco' || $kind eq 'switch' ? 30 : 60);
send_bytes($IAC, $WILL, $ECHO, $IAC, $WILL, $SGA);
if ($kind eq 'cisco' || $kind eq 'switch') {
  send_bytes("\r\n\r\nUser Access Verification\r\n\r\n");
  for (1 .. 3) {
    my $user = ask('Username: ', 1);
    last unless defined $user;
    my $password = ask('Password: ', 0);
    last unless defined $password;
    note("login $user password $password");
    send_bytes("% Login invalid\r\n\r\n");
  }
} else {
  my %banner = (
    linux => "Debian GNU/Linux " . pick('release', '10', '11', '12') . "\r\n",
    solaris => "\r\n\r\nSunOS 5.8\r\n\r\n",
    embedded => "\r\n",
  );
  send_bytes(defined $banner{$kind} ? $banner{$kind} : $banner{linux});
  my $prompt = $kind eq 'linux' ? "$name login: " : 'login: ';
  for (1 .. ($kind eq 'linux' ? 5 : 3)) {
    my $user = ask($prompt, 1);
    last unless defined $user;
    next if $user eq '';
    my $password = ask('Password: ', 0);
    last unless defined $password;
    note("login $user password $password");
    sleep 2;
    send_bytes(($kind eq 'linux' ? "\r\n" : '') . "Login incorrect\r\n");
  }
}
