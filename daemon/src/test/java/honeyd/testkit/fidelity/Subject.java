package honeyd.testkit.fidelity;

/// One host to be recognised.
///
/// @param address of the host
/// @param name the personality it is configured with
/// @param variant which entry of that name, from 1; 0 leaves the choice to the daemon
public record Subject(String address, String name, int variant) {
  @Override
  public String toString() {
    return variant == 0 ? name : name + " variant " + variant;
  }
}
