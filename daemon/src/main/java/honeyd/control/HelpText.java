package honeyd.control;

import honeyd.base.NearestNames;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What `help` says. Pure.
final class HelpText {
  /// A command or statement.
  ///
  /// @param usage how it is written
  /// @param summary one line for the list
  /// @param text what it does, with examples
  private record Topic(String usage, String summary, String text) {}

  private static final Map<String, Topic> COMMANDS = new LinkedHashMap<>();
  private static final Map<String, Topic> STATEMENTS = new LinkedHashMap<>();

  static {
    COMMANDS.put(
        "list",
        new Topic(
            "list template [GLOB] | list hosts [GLOB|NET] | list connections [NET]"
                + " | list subsystem [GLOB]",
            "what is configured, and who is connected",
            """
            A pattern has * ? and [a-z]. A single template is shown whole. Hosts are
            shown as the addresses that are bound; connections with both their ends,
            how old they are, how long silent, and their bytes in and out.
              list template
              list template win*
              list hosts 10.1.0.0/16
              list connections 192.0.2.7\
            """));
    COMMANDS.put(
        "show",
        new Topic(
            "show TEMPLATE | show ADDRESS | show ADDRESS:PORT",
            "all about a template, a host or a port",
            """
            A host is shown as it is now: its template, system and hardware address,
            whether anybody talks to it, its ports.
              show windows
              show 10.1.0.12
              show 10.1.0.12:445\
            """));
    COMMANDS.put(
        "delete",
        new Topic(
            "delete TEMPLATE|ADDRESS | delete TEMPLATE tcp|udp port PORTS"
                + " | delete connection all | delete connection ADDRESS|NET"
                + " | delete connection ADDRESS:PORT ADDRESS:PORT",
            "take away a template, a host, a port or a connection",
            """
            Hosts that are bound keep what they have when their template goes. The
            connections of a host that goes end with it. `delete connection` resets
            connections; the visitor's end comes first, as in the list.
              delete windows
              delete 10.1.0.12
              delete windows tcp port 445
              delete connection 192.0.2.7:51515 10.1.0.12:445
              delete connection 192.0.2.0/24\
            """));
    COMMANDS.put(
        "trace",
        new Topic(
            "trace ADDRESS|NET [SECONDS]",
            "show the packets of an address as they come and go",
            """
            Packets to and from virtual hosts or visitors, ARP included, as they are on
            the interfaces: < came in, > went out. Ends after 30 seconds or those given,
            after 10,000 packets, or by an empty line or `stop`. Others are not slowed.
              trace 10.1.0.12
              trace 192.0.2.0/24 5\
            """));
    COMMANDS.put(
        "stats",
        new Topic(
            "stats",
            "time, memory, hosts, connections and counters",
            """
            What each counter means is in docs/operations.md.
              stats\
            """));
    COMMANDS.put(
        "debug",
        new Topic(
            "debug fd N | debug trace N",
            "what a file descriptor is; the next packets of everybody",
            """
            `debug fd N` says what the daemon has open under that number; `debug trace N`
            shows the next N packets of all hosts, for 30 seconds at most.
              debug fd 7
              debug trace 20\
            """));
    COMMANDS.put(
        "help",
        new Topic(
            "help [TOPIC]",
            "this, or more about a command or statement",
            """
            Of a command or statement: how it is written, what it does, examples.
              help
              help trace
              help bind\
            """));
    COMMANDS.put(
        "quit",
        new Topic(
            "quit",
            "leave the console; the daemon goes on",
            """
            Lines that were sent before are done.
              quit\
            """));

    STATEMENTS.put(
        "create",
        new Topic(
            "create NAME",
            "a new template",
            """
            tcp is open, udp closed and icmp open until you say otherwise.
              create windows\
            """));
    STATEMENTS.put(
        "set",
        new Topic(
            "set TEMPLATE SETTING",
            "how a template looks and behaves",
            """
            Settings: personality, ethernet, uptime, default tcp|udp|icmp action,
            droprate in|syn, maxfds, uid, spoof. A bound address may stand for a
            template: it becomes one of its own. Hosts that were bound before keep
            what the template was then.
              set windows personality "Microsoft Windows XP SP2"
              set windows default tcp action closed
              set 10.1.0.12 uptime 86400\
            """));
    STATEMENTS.put(
        "add",
        new Topic(
            "add TEMPLATE tcp|udp port PORTS ACTION",
            "what a port does",
            """
            Actions: open, closed, filtered, "command", proxy HOST:PORT, internal "NAME",
            and tarpit in front of those that answer.
            Members of a dynamic template: add NAME use TEMPLATE if CONDITION.
              add windows tcp port 80 "perl scripts/http.pl"
              add windows tcp port 135-139,445 open
              add windows tcp port 23 proxy 192.0.2.9:23\
            """));
    STATEMENTS.put(
        "bind",
        new Topic(
            "bind ADDRESSES TEMPLATE | bind CONDITION ADDRESSES TEMPLATE | bind ADDRESS to IFACE",
            "hosts come into being",
            """
            Addresses: one, a network, or FIRST-LAST. A later line wins where they
            overlap. Conditions: source ip = NET, source os = "NAME",
            time between A - B, tcp, udp, icmp, otherwise.
              bind 10.1.0.12 windows
              bind 10.1.0.0/16 windows
              bind source ip = 192.0.2.0/24 10.1.0.12 linux\
            """));
    STATEMENTS.put(
        "clone",
        new Topic("clone NAME TEMPLATE", "a copy of a template", "  clone windows2 windows"));
    STATEMENTS.put(
        "dynamic",
        new Topic(
            "dynamic NAME",
            "a template that chooses between others",
            """
            The first member whose condition holds answers, and keeps what began with it.
              dynamic magic
              add magic use windows if source os = "Windows"
              add magic otherwise use linux
              bind 10.1.0.13 magic\
            """));
    STATEMENTS.put(
        "route",
        new Topic(
            "route entry IP [network NET] | route IP link NET | route IP unreach NET"
                + " | route IP add net NET GATEWAY [PROPERTIES]",
            "routers between the hosts",
            """
            Properties of a line: latency, jitter, loss, duplicate, reorder, bandwidth,
            drop between, mtu.
              route entry 10.0.0.1
              route 10.0.0.1 add net 10.2.0.0/16 10.2.0.1 latency 20ms loss 1
              route 10.2.0.1 link 10.2.0.0/16\
            """));
    STATEMENTS.put(
        "annotate",
        new Topic(
            "annotate \"PERSONALITY\" [no] finscan | annotate \"PERSONALITY\" fragment drop|old|new",
            "habits of a personality",
            "  annotate \"Linux 2.4.18\" fragment old"));
    STATEMENTS.put(
        "dhcp",
        new Topic(
            "dhcp TEMPLATE on IFACE [ethernet \"VENDOR|MAC\"]",
            "a host that leases its address",
            "  dhcp windows on eth0"));
    STATEMENTS.put(
        "broadcast",
        new Topic(
            "broadcast TEMPLATE srcport N dstport N time SECONDS ACTION",
            "datagrams sent by the clock",
            "  broadcast windows srcport 138 dstport 138 time 60 \"sh scripts/nbns.sh\""));
    STATEMENTS.put(
        "option",
        new Topic("option PLUGIN NAME VALUE", "a setting of a plug-in", "  option x y 1"));
    STATEMENTS.put(
        "include",
        new Topic("include FILE", "the lines of a file", "  include /etc/honeypot/more.conf"));
  }

  private HelpText() {}

  /// How a command is written.
  static String usage(String command) {
    Topic topic = COMMANDS.get(command);
    return topic == null ? command : topic.usage;
  }

  /// Words that may begin a line beside statements.
  static List<String> commands() {
    return List.copyOf(COMMANDS.keySet());
  }

  /// Words that `help` knows.
  static List<String> topics() {
    List<String> all = new java.util.ArrayList<>(COMMANDS.keySet());
    STATEMENTS.keySet().stream().filter(s -> !all.contains(s)).forEach(all::add);
    return all;
  }

  static Reply reply(String topic) {
    if (topic.isEmpty()) {
      return overview();
    }
    String word = topic.split("\\s", 2)[0];
    Topic found = COMMANDS.get(word);
    found = found == null ? STATEMENTS.get(word) : found;
    if (found == null) {
      List<String> near = NearestNames.ofWord(word, topics(), 3);
      return Reply.failed(
          "no help on \"" + word + "\"" + (near.isEmpty() ? "; see: help" : "; nearest: " + near));
    }
    return new Reply()
        .say(found.usage.replace(" | ", "\n"))
        .say("")
        .say(found.text)
        .put("topic", word)
        .put("usage", found.usage)
        .put("text", found.text);
  }

  private static Reply overview() {
    Reply reply = new Reply().say("Commands:");
    COMMANDS.forEach((name, topic) -> reply.say(row(name, topic)));
    reply.say("Statements, in force at once and until the configuration is read again:");
    STATEMENTS.forEach((name, topic) -> reply.say(row(name, topic)));
    reply
        .say("help NAME says more, with examples. All statements: docs/config.md")
        .put("commands", List.copyOf(COMMANDS.keySet()))
        .put("statements", List.copyOf(STATEMENTS.keySet()));
    return reply;
  }

  private static String row(String name, Topic topic) {
    return String.format(java.util.Locale.ROOT, "  %-10s %s", name, topic.summary);
  }
}
