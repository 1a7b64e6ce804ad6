/*
 * The configuration language. This file is its definition; docs/config.md explains what each
 * statement means and gives an example of it.
 *
 * A statement is one line ('\' at the end of a line continues it). Blanks separate words, '#'
 * begins a comment, "..." is text without escapes and ends on its own line. Words are
 * case-sensitive.
 *
 * The parser is asked for one line at a time, so a mistake costs its own line and no other. Every
 * decision is made by one or two tokens: a wrong token is reported where it stands, and no input
 * makes parsing slower than its length.
 */
grammar Honeyd;

line
    : statement? (NEWLINE | EOF)
    ;

statement
    : create
    | dynamic
    | delete
    | add
    | set
    | broadcast
    | bind
    | dhcp
    | clone
    | annotate
    | route
    | option
    | include
    | list
    | debug
    | randomipv6
    | randomexclude
    ;

// Templates

create
    : CREATE name
    ;

dynamic
    : DYNAMIC name
    ;

clone
    : CLONE name template
    ;

delete
    : DELETE template (transport PORT ports)?
    ;

add
    : ADD template (service | subsystem | member)
    ;

service
    : transport PORT ports action
    ;

subsystem
    : SUBSYSTEM STRING SHARED? RESTART?
    ;

member
    : USE template IF condition
    | OTHERWISE USE template
    ;

set
    : SET template setting
    ;

setting
    : DEFAULT protocol ACTION action                        # setDefault
    | PERSONALITY personality                               # setPersonality
    | ETHERNET text                                         # setEthernet
    | UPTIME NUMBER                                         # setUptime
    | DROPRATE (IN | SYN) percent                           # setDropRate
    | MAXFDS NUMBER                                         # setMaxFds
    | UID NUMBER (GID NUMBER)?                              # setUser
    | SPOOF (FROM from=host (TO to=host)? | TO to=host)     # setSpoof
    | service                                               # setService
    ;

annotate
    : ANNOTATE (STRING | CPE) (VARIANT NUMBER)? (NO? FINSCAN | FRAGMENT (DROP | OLD | NEW))
    ;

// Without quotes, a name is everything up to the end of the line, a comment or "variant N".
personality
    : (STRING | CPE) (VARIANT NUMBER)?
    | ~(NEWLINE | STRING | CPE | UNCLOSED) ~(NEWLINE | UNCLOSED)*
    ;

// What a port does

action
    : TARPIT? answer
    | FILTERED
    | BLOCK
    | CLOSED
    | RESET
    ;

answer
    : OPEN                      # answerOpen
    | INTERNAL STRING           # answerInternal
    | PROXY proxyTarget         # answerProxy
    | (STRING | WORD | PATH)    # answerScript
    ;

proxyTarget
    : (STRING | ADDRESS | name | LBRACKET ADDRESS RBRACKET) COLON proxyPort
    ;

proxyPort
    : NUMBER
    | WORD
    ;

// Addresses

bind
    : BIND condition? hosts (template | TO interfaceName)
    ;

dhcp
    : DHCP template ON interfaceName (ETHERNET text)?
    ;

broadcast
    : BROADCAST template SRCPORT NUMBER DSTPORT NUMBER TIME NUMBER action
    ;

randomipv6
    : RANDOMIPV6 decimal template NUMBER
    ;

randomexclude
    : RANDOMEXCLUDE hosts
    ;

condition
    : SOURCE OS EQUALS (STRING | WORD)              # sourceOs
    | SOURCE IP EQUALS hosts                        # sourceAddress
    | TIME BETWEEN timeOfDay DASH timeOfDay         # timeBetween
    | protocol                                      # ofProtocol
    | OTHERWISE                                     # otherwise
    ;

timeOfDay
    : CLOCK (AM | PM)?
    | ADDRESS
    | STRING
    ;

// The network between the hosts

route
    : ROUTE (ENTRY host (NETWORK_WORD network)? | host hop)
    ;

hop
    : LINK network                                                              # linkHop
    | UNREACH network                                                           # unreachHop
    | ADD NET network (TUNNEL tunnel | gateway=host lineProperty*)              # nextHop
    ;

tunnel
    : source=host destination=host (NO CHECKSUM)?
    ;

// Of the line between two routers, in any order, each at most once.
lineProperty
    : LATENCY duration
    | JITTER duration
    | LOSS percent
    | DUPLICATE percent
    | REORDER percent
    | BANDWIDTH decimal (KBPS | MBPS | GBPS)?
    | DROP BETWEEN duration DASH duration
    | MTU NUMBER
    ;

// Everything else

option
    : OPTION name name text
    ;

include
    : INCLUDE text
    ;

list
    : LIST (TEMPLATE | SUBSYSTEM) text?
    ;

debug
    : DEBUG (FD | TRACE) NUMBER
    ;

// Parts

// A template by name, or a bound address, which is a template of its own.
template
    : name
    | host
    ;

// One address, or a host name in quotes.
host
    : ADDRESS
    | STRING
    ;

// One address or many: 10.0.0.1, 10.0.0.0/16, 10.0.0.5-10.0.0.90, "a.example".
hosts
    : ADDRESS (DASH ADDRESS)?
    | NETWORK
    | RANGE
    | STRING
    ;

network
    : NETWORK
    | ADDRESS
    ;

interfaceName
    : name
    | STRING
    ;

transport
    : TCP
    | UDP
    ;

protocol
    : TCP
    | UDP
    | ICMP
    ;

ports
    : portItem (COMMA portItem)*
    ;

portItem
    : NUMBER (DASH NUMBER)?
    | SPAN
    ;

percent
    : decimal PERCENT?
    ;

decimal
    : NUMBER
    | DECIMAL
    ;

// Only 0 needs no unit.
duration
    : DURATION
    | decimal (MS | US | S)?
    ;

// Quoted text, or everything up to the end of the line or a comment.
text
    : STRING
    | ~(NEWLINE | STRING | UNCLOSED) ~(NEWLINE | UNCLOSED)*
    ;

// Words of the language may be names: their places never overlap.
name
    : WORD
    | CREATE | DYNAMIC | CLONE | DELETE | ADD | SET | ANNOTATE | BIND | DHCP | BROADCAST | ROUTE
    | OPTION | INCLUDE | LIST | DEBUG | RANDOMIPV6 | RANDOMEXCLUDE
    | PORT | SUBSYSTEM | SHARED | RESTART | USE | IF | OTHERWISE | DEFAULT | ACTION | PERSONALITY
    | VARIANT | ETHERNET | UPTIME | DROPRATE | IN | SYN | MAXFDS | UID | GID | SPOOF | FROM | TO | NO
    | FINSCAN | FRAGMENT | DROP | OLD | NEW | TARPIT | FILTERED | BLOCK | CLOSED | RESET | OPEN
    | INTERNAL | PROXY | ON | SRCPORT | DSTPORT | TIME | SOURCE | OS | IP | BETWEEN | AM | PM
    | ENTRY | NETWORK_WORD | LINK | UNREACH | NET | TUNNEL | CHECKSUM | LATENCY | JITTER | LOSS
    | DUPLICATE | REORDER | BANDWIDTH | MTU | KBPS | MBPS | GBPS | TEMPLATE | FD | TRACE | TCP
    | UDP | ICMP | MS | US | S
    ;

// Words

CREATE        : 'create' ;
DYNAMIC       : 'dynamic' ;
CLONE         : 'clone' ;
DELETE        : 'delete' ;
ADD           : 'add' ;
SET           : 'set' ;
ANNOTATE      : 'annotate' ;
BIND          : 'bind' ;
DHCP          : 'dhcp' ;
BROADCAST     : 'broadcast' ;
ROUTE         : 'route' ;
OPTION        : 'option' ;
INCLUDE       : 'include' ;
LIST          : 'list' ;
DEBUG         : 'debug' ;
RANDOMIPV6    : 'randomipv6' ;
RANDOMEXCLUDE : 'randomexclude' ;

PORT          : 'port' ;
SUBSYSTEM     : 'subsystem' ;
SHARED        : 'shared' ;
RESTART       : 'restart' ;
USE           : 'use' ;
IF            : 'if' ;
OTHERWISE     : 'otherwise' ;
DEFAULT       : 'default' ;
ACTION        : 'action' ;
PERSONALITY   : 'personality' ;
VARIANT       : 'variant' ;
ETHERNET      : 'ethernet' ;
UPTIME        : 'uptime' ;
DROPRATE      : 'droprate' ;
IN            : 'in' ;
SYN           : 'syn' ;
MAXFDS        : 'maxfds' ;
UID           : 'uid' ;
GID           : 'gid' ;
SPOOF         : 'spoof' ;
FROM          : 'from' ;
TO            : 'to' ;
NO            : 'no' ;
FINSCAN       : 'finscan' ;
FRAGMENT      : 'fragment' ;
DROP          : 'drop' ;
OLD           : 'old' ;
NEW           : 'new' ;
TARPIT        : 'tarpit' ;
FILTERED      : 'filtered' ;
BLOCK         : 'block' ;
CLOSED        : 'closed' ;
RESET         : 'reset' ;
OPEN          : 'open' ;
INTERNAL      : 'internal' ;
PROXY         : 'proxy' ;
ON            : 'on' ;
SRCPORT       : 'srcport' ;
DSTPORT       : 'dstport' ;
TIME          : 'time' ;
SOURCE        : 'source' ;
OS            : 'os' ;
IP            : 'ip' ;
BETWEEN       : 'between' ;
AM            : 'am' ;
PM            : 'pm' ;
ENTRY         : 'entry' ;
NETWORK_WORD  : 'network' ;
LINK          : 'link' ;
UNREACH       : 'unreach' ;
NET           : 'net' ;
TUNNEL        : 'tunnel' ;
CHECKSUM      : 'checksum' ;
LATENCY       : 'latency' ;
JITTER        : 'jitter' ;
LOSS          : 'loss' ;
DUPLICATE     : 'duplicate' ;
REORDER       : 'reorder' ;
BANDWIDTH     : 'bandwidth' ;
MTU           : 'mtu' ;
KBPS          : 'Kbps' ;
MBPS          : 'Mbps' ;
GBPS          : 'Gbps' ;
TEMPLATE      : 'template' ;
FD            : 'fd' ;
TRACE         : 'trace' ;
TCP           : 'tcp' ;
UDP           : 'udp' ;
ICMP          : 'icmp' ;
MS            : 'ms' ;
US            : 'us' ;
S             : 's' ;

EQUALS        : '=' ;
COMMA         : ',' ;
COLON         : ':' ;
DASH          : '-' ;
PERCENT       : '%' ;
LBRACKET      : '[' ;
RBRACKET      : ']' ;

// Numbers and what is made of them

NUMBER        : DIGITS ;
DECIMAL       : DIGITS? '.' DIGITS ;
SPAN          : DIGITS '-' DIGITS ;
DURATION      : (DIGITS | DIGITS? '.' DIGITS) ('ms' | 'us' | 's') ;
CLOCK         : DIGITS ':' DIGITS ('am' | 'pm')? ;

ADDRESS       : IPV4 | IPV6 ;
NETWORK       : (IPV4 | IPV6) '/' DIGITS ;
RANGE         : (IPV4 | IPV6) '-' (IPV4 | IPV6) ;

STRING        : '"' ~["\n]* '"' ;
UNCLOSED      : '"' ~["\n]* ;

// The two forms of a CPE.
CPE           : 'cpe:' ('/' | '2.3:') ~[ \t\r\n\f"#]* ;

WORD          : [$A-Za-z_] WORD_CHAR* ;
PATH          : [./*~] WORD_CHAR* ;

CONTINUED     : '\\' [ \t\r]* '\n' -> skip ;
NEWLINE       : '\n' ;
COMMENT       : '#' ~[\n]* -> skip ;
BLANK         : [ \t\r\f]+ -> skip ;
OTHER         : . ;

fragment DIGITS    : [0-9]+ ;
fragment HEX       : [0-9a-fA-F] ;
fragment IPV4      : DIGITS '.' DIGITS '.' DIGITS '.' DIGITS ;
// Only the rough shape: at least two colons. Reading the address finds the rest.
fragment IPV6      : HEX* ':' HEX* ':' [0-9a-fA-F:.]* ;
fragment WORD_CHAR : [.()/A-Za-z_0-9*-] ;
