package honeyd.personality;

/// What a segment that belongs to no connection met.
public enum PortState {
  OPEN,
  CLOSED
}
