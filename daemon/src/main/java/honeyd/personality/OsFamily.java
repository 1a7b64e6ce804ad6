package honeyd.personality;

/// Families of systems whose stacks behave alike beyond what a fingerprint records.
public enum OsFamily {
  LINUX,
  WINDOWS,
  BSD,
  MACOS,
  SOLARIS,
  CISCO,
  EMBEDDED,
  /// Nothing is known; the stack behaves like a plain RFC-abiding host.
  GENERIC
}
