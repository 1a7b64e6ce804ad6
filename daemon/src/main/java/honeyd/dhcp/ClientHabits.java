package honeyd.dhcp;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a DHCP client writes its messages: all that a server or a listener can compare. Immutable.
///
/// @param ttl time to live of what is broadcast
/// @param tos type of service octet of what is broadcast
/// @param df whether what is broadcast has Don't Fragment
/// @param ownTtl time to live of what is sent to one server by a host that has its address
/// @param ownDf whether that has Don't Fragment
/// @param counts whether identifications count; zero otherwise, in what is broadcast
/// @param wantsBroadcast whether answers are asked for as broadcasts until there is an address
/// @param tellsSeconds whether `secs` counts
/// @param leastBytes to which shorter messages are filled with zeroes
/// @param discover options of a DISCOVER, in their order
/// @param request of a REQUEST that takes an offer
/// @param renew of a REQUEST that renews
/// @param leave of a RELEASE; a DECLINE has the address that is meant behind the server
/// @param parameters value of option 55
/// @param vendorClass value of option 60, or null
/// @param maxMessageBytes value of option 57
/// @param leaseSeconds value of option 51
/// @param clientId form of option 61
/// @param names what hosts call themselves
record ClientHabits(
    int ttl,
    int tos,
    boolean df,
    int ownTtl,
    boolean ownDf,
    boolean counts,
    boolean wantsBroadcast,
    boolean tellsSeconds,
    int leastBytes,
    List<Integer> discover,
    List<Integer> request,
    List<Integer> renew,
    List<Integer> leave,
    List<Integer> parameters,
    @Nullable String vendorClass,
    int maxMessageBytes,
    int leaseSeconds,
    ClientId clientId,
    Names names) {

  /// Forms of the client identifier.
  enum ClientId {
    /// Hardware type and address (RFC 2132 §9.14).
    MAC,
    /// `cisco-0011.2233.4455-Gi0/0` behind a zero.
    CISCO,
    /// IAID and DUID-EN of systemd's number (RFC 4361).
    DUID
  }

  /// What a freshly installed system calls itself.
  enum Names {
    NONE,
    /// `DESKTOP-` and seven letters or digits.
    DESKTOP,
    /// `WIN-` and eleven letters or digits.
    WIN,
    /// A place in a row of machines.
    ROW,
    /// A kind of Apple's.
    APPLE,
    /// `NPI` and half the MAC.
    JETDIRECT,
    /// `Router`, as before anybody names it.
    ROUTER
  }

  ClientHabits {
    discover = List.copyOf(discover);
    request = List.copyOf(request);
    renew = List.copyOf(renew);
    leave = List.copyOf(leave);
    parameters = List.copyOf(parameters);
  }
}
