package honeyd.testkit.fidelity;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/// Reads what `nmap -O -oX -` wrote.
final class NmapXml {
  /// What it says of one host.
  ///
  /// @param matches names in nmap's order with their accuracies in percent
  /// @param print the observed fingerprint by test, then attribute; empty when nmap gave none
  /// @param ports port to state
  /// @param distance in hops, 0 when nmap gave none
  /// @param hops of its traceroute that answered, in order
  record Seen(
      String address,
      List<Map.Entry<String, Integer>> matches,
      Map<String, Map<String, String>> print,
      Map<String, String> ports,
      int distance,
      List<String> hops) {}

  private NmapXml() {}

  static List<Seen> read(String xml) {
    XMLInputFactory factory = XMLInputFactory.newFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    List<Seen> hosts = new ArrayList<>();
    try {
      XMLStreamReader in = factory.createXMLStreamReader(new StringReader(xml));
      while (in.hasNext()) {
        if (in.next() == XMLStreamConstants.START_ELEMENT && in.getLocalName().equals("host")) {
          hosts.add(host(in));
        }
      }
    } catch (XMLStreamException e) {
      throw new AssertionError("nmap's XML: " + e.getMessage() + "\n" + xml, e);
    }
    return hosts;
  }

  private static Seen host(XMLStreamReader in) throws XMLStreamException {
    String address = "";
    String port = "";
    List<Map.Entry<String, Integer>> matches = new ArrayList<>();
    Map<String, Map<String, String>> print = new TreeMap<>();
    Map<String, String> ports = new TreeMap<>();
    int distance = 0;
    List<String> hops = new ArrayList<>();
    while (true) {
      int event = in.next();
      if (event == XMLStreamConstants.END_ELEMENT && in.getLocalName().equals("host")) {
        return new Seen(address, matches, print, ports, distance, hops);
      }
      if (event != XMLStreamConstants.START_ELEMENT) {
        continue;
      }
      switch (in.getLocalName()) {
        case "address" -> address = attribute(in, "addr");
        case "port" -> port = attribute(in, "portid");
        case "state" -> ports.put(port, attribute(in, "state"));
        case "osmatch" ->
            matches.add(
                Map.entry(attribute(in, "name"), Integer.parseInt(attribute(in, "accuracy"))));
        case "osfingerprint" -> fingerprint(attribute(in, "fingerprint"), print);
        case "distance" -> distance = Integer.parseInt(attribute(in, "value"));
        case "hop" -> hops.add(attribute(in, "ipaddr"));
        default -> {}
      }
    }
  }

  private static String attribute(XMLStreamReader in, String name) {
    String value = in.getAttributeValue(null, name);
    return value == null ? "" : value;
  }

  /// Lines like `OS:SEQ(SP=105%GCD=1…)`, of which the prefix and the breaks are only layout.
  static void fingerprint(String text, Map<String, Map<String, String>> print) {
    String joined = text.replaceAll("\\s*\nOS:", "").replaceFirst("^\\s*OS:", "").replace("\n", "");
    for (String test : joined.split("\\)", -1)) {
      int open = test.indexOf('(');
      if (open < 0) {
        continue;
      }
      Map<String, String> attributes = new TreeMap<>();
      for (String pair : test.substring(open + 1).split("%", -1)) {
        int equals = pair.indexOf('=');
        if (equals > 0) {
          attributes.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
      }
      // A later try of the same scan replaces nothing: nmap judged by the first that it shows.
      print.putIfAbsent(test.substring(0, open).strip(), attributes);
    }
  }
}
