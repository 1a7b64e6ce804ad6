package honeyd.personality;

/// What a host's key is asked for; each number once, so that choices are independent.
final class Purpose {
  static final int VARIANT = 1;
  static final int UPTIME = 2;
  static final int TTL = 3;
  static final int OPTIONS = 4;
  static final int WINDOW = 5;
  static final int DF = 6;
  static final int FLAGS = 7;
  static final int SEQ = 8;
  static final int ACK = 9;
  static final int QUIRKS = 10;
  static final int IP_ID_CLASS = 11;
  static final int IP_ID_START = 12;
  static final int ISN = 15;
  static final int TIMESTAMPS = 16;
  static final int UNREACHABLE = 17;
  static final int ECHO = 18;
  static final int ISN_STEPS = 19;
  static final int CLIENT = 20;
  static final int PERSONALITY = 21;
  static final int TIME_OF_DAY = 30;
  static final int VENDOR = 31;

  private Purpose() {}
}
