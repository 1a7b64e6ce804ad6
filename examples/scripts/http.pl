#!/usr/bin/perl
# A small web server: http.pl apache|nginx|iis|printer|camera|router|switch
#
# HTTP/1.1 (RFC 9110, RFC 9112) with one page and a few files that go with it: GET, HEAD, OPTIONS,
# 404, 405, 400 for what is no HTTP, persistent connections and pipelining. A request body is read
# and its size noted. Nothing in a path is looked up in the file system.
use strict;
use warnings;
use File::Basename;
use lib dirname(__FILE__);
use Session;

my $kind = $ARGV[0] || 'apache';
my %server = (
  apache => pick('http', 'Apache/2.4.56 (Debian)', 'Apache/2.4.57 (Debian)', 'Apache/2.4.61 (Debian)'),
  nginx => pick('http', 'nginx/1.18.0', 'nginx/1.22.1', 'nginx'),
  iis => pick('http', 'Microsoft-IIS/8.5', 'Microsoft-IIS/10.0'),
  printer => 'Virata-EmWeb/R6_2_1',
  camera => 'Boa/0.94.13',
  router => 'cisco-IOS',
  switch => 'eHTTP v2.0',
);
$kind = 'apache' unless $server{$kind};
my $server = $server{$kind};
my $name = host_name('www');
my %title = (apache => "$name", nginx => 'Welcome to nginx!', iis => 'IIS Windows Server',
  printer => 'HP LaserJet', camera => 'Network Camera', router => 'Device Manager', switch => 'Switch');
# set up some time from 2023 on, the same each time for one host
my $installed = 1672531200 + host_number('installed') % 900 * 86400 + host_number('second') % 86400;
my $modified = english_date('%a, %d %b %Y %H:%M:%S GMT', $installed);
my $page = "<!DOCTYPE html>\n<html>\n<head><title>$title{$kind}</title></head>\n<body>\n"
  . "<h1>$title{$kind}</h1>\n"
  . ($kind eq 'printer' ? '<p>Device status: Ready</p><p>Serial: ' . sprintf('CN%08X', host_number('serial')) . "</p>\n"
    : $kind eq 'camera' ? "<p><a href=\"/view.html\">Live view</a></p>\n" : "<p>It works.</p>\n")
  . "</body>\n</html>\n";
my $etag = sprintf '"%x-%x"', length $page, $installed;
my $locked = $kind eq 'router' || $kind eq 'switch';
my %realm = (router => 'level_15_access', switch => 'switch');
my %known = map { $_ => 1 } qw(GET HEAD POST OPTIONS PUT DELETE TRACE CONNECT PATCH PROPFIND);
my %reason = (200 => 'OK', 304 => 'Not Modified', 400 => 'Bad Request', 401 => 'Unauthorized',
  403 => 'Forbidden', 404 => 'Not Found', 405 => 'Method Not Allowed', 408 => 'Request Timeout',
  413 => 'Payload Too Large', 414 => 'URI Too Long', 501 => 'Not Implemented',
  505 => 'HTTP Version Not Supported');

sub error_page {
  my ($code) = @_;
  return "<html>\n<head><title>$code $reason{$code}</title></head>\n<body>\n<h1>$reason{$code}</h1>\n</body>\n</html>\n";
}

# answer CODE, BODY, KEEP, HEAD_ONLY, MORE...: one response; MORE are further header lines.
sub answer {
  my ($code, $body, $keep, $head_only, @more) = @_;
  my @lines = ("HTTP/1.1 $code $reason{$code}", 'Date: ' . english_date('%a, %d %b %Y %H:%M:%S GMT'),
    "Server: $server", @more);
  push @lines, 'Content-Length: ' . length $body if $code != 304;
  push @lines, 'Content-Type: text/html' if length $body;
  push @lines, 'Connection: ' . ($keep ? 'keep-alive' : 'close');
  send_bytes(join("\r\n", @lines, '', $head_only ? '' : $body));
}

at_idle($kind eq 'nginx' ? 65 : 20);
for my $served (1 .. 100) {
  my $request = read_line();
  $request = read_line() if defined $request && $request eq '';    # RFC 9112 §2.2
  last unless defined $request && $request ne '';
  note($request);
  my ($method, $target, $version) = $request =~ /^(\S+) (\S+) (HTTP\/\d\.\d)$/;
  if (!defined $version) {
    answer(400, error_page(400), 0, 0);
    last;
  }
  my (%header, $lines, $broken);
  while (defined(my $line = read_line())) {
    last if $line eq '';
    if (++$lines > 100) { $broken = 1; last }
    if ($line =~ /^([!#\$%&'*+.^_`|~0-9A-Za-z-]+):\s*(.*?)\s*$/) { $header{lc $1} = $2 } else { $broken = 1 }
  }
  for my $field ('host', 'user-agent', 'authorization', 'content-type') {
    note("$field: $header{$field}") if defined $header{$field};
  }
  if ($broken || $version eq 'HTTP/1.1' && !defined $header{host}) {
    answer(400, error_page(400), 0, $method eq 'HEAD');
    last;
  }
  if ($version ne 'HTTP/1.1' && $version ne 'HTTP/1.0') {
    answer(505, error_page(505), 0, 0);
    last;
  }
  my $wish = lc($header{connection} || '');
  my $keep = $served < 100 && ($version eq 'HTTP/1.1' ? $wish !~ /close/ : $wish =~ /keep-alive/);
  if (defined $header{'transfer-encoding'}) {
    answer(501, error_page(501), 0, 0);
    last;
  }
  if (defined(my $length = $header{'content-length'})) {
    if ($length !~ /^\d{1,10}$/) { answer(400, error_page(400), 0, 0); last }
    if ($length > 1_000_000) { answer(413, error_page(413), 0, 0); last }
    my $body = read_bytes($length);
    note(sprintf 'body of %d bytes: %s', length $body, shown($body)) if length $body;
    last if length $body < $length;
  }
  my $head = $method eq 'HEAD';
  my ($path) = $target =~ m{^(?:https?://[^/]*)?(/[^?#]*|\*)};
  if (!$known{$method}) { answer(501, error_page(501), $keep, 0) }
  elsif (!defined $path) { answer(400, error_page(400), $keep, $head) }
  elsif (length $target > 2048) { answer(414, error_page(414), 0, $head); last }
  elsif ($locked) {
    answer(401, error_page(401), $keep, $head, "WWW-Authenticate: Basic realm=\"$realm{$kind}\"");
  } elsif ($method eq 'OPTIONS') { answer(200, '', $keep, 0, 'Allow: GET,POST,OPTIONS,HEAD') }
  elsif (!$head && $method ne 'GET' && $method ne 'POST') {
    answer(405, error_page(405), $keep, 0, 'Allow: GET,POST,OPTIONS,HEAD');
  } elsif ($path eq '/' || $path eq '/index.html') {
    if (($header{'if-none-match'} || '') eq $etag) { answer(304, '', $keep, 1, "ETag: $etag") }
    else { answer(200, $page, $keep, $head, "Last-Modified: $modified", "ETag: $etag", 'Accept-Ranges: bytes') }
  } elsif ($path =~ m{^/(?:server-status|cgi-bin/?|icons/\.)$} && $kind eq 'apache') {
    answer(403, error_page(403), $keep, $head);
  } else { answer(404, error_page(404), $keep, $head) }
  last unless $keep;
}
