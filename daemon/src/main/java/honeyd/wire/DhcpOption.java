package honeyd.wire;

/// Codes of the DHCP options that are understood or sent (RFC 2132 and those named).
public final class DhcpOption {
  public static final int PAD = 0;
  public static final int SUBNET_MASK = 1;
  public static final int ROUTER = 3;
  public static final int HOST_NAME = 12;
  public static final int REQUESTED_ADDRESS = 50;
  public static final int LEASE_TIME = 51;
  public static final int OVERLOAD = 52;
  public static final int MESSAGE_TYPE = 53;
  public static final int SERVER_ID = 54;
  public static final int PARAMETERS = 55;
  public static final int MAX_MESSAGE_SIZE = 57;
  public static final int RENEWAL_TIME = 58;
  public static final int REBINDING_TIME = 59;
  public static final int VENDOR_CLASS = 60;
  public static final int CLIENT_ID = 61;

  /// RFC 4702.
  public static final int FQDN = 81;

  public static final int END = 255;

  private DhcpOption() {}
}
