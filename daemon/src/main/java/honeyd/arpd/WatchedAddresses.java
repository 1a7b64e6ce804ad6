package honeyd.arpd;

import honeyd.base.KeyedHash;
import honeyd.stack.Vacancies;
import java.util.Arrays;

/// The addresses that are looked after, and what is known of them on all links together. Any thread
/// may ask and change what is looked after.
public final class WatchedAddresses implements Vacancies {
  private static final int ENTRIES = 1 << 16;

  private volatile ArpArea area;
  private volatile OwnerTable[] tables = {};

  public WatchedAddresses(ArpArea area) {
    this.area = area;
  }

  /// Looks after other addresses from now on.
  public void look(ArpArea other) {
    area = other;
  }

  /// A table for one more link, which its watch fills.
  synchronized OwnerTable join(KeyedHash key) {
    OwnerTable table = new OwnerTable(ENTRIES, key);
    OwnerTable[] more = Arrays.copyOf(tables, tables.length + 1);
    more[tables.length] = table;
    tables = more;
    return table;
  }

  boolean contains(int addressBits) {
    return area.contains(addressBits);
  }

  /// Whether it is worth while to find out about an address.
  boolean mayAsk(int addressBits) {
    ArpArea now = area;
    return now.contains(addressBits) && !now.excludes(addressBits);
  }

  /// An address lives on one link: it is answered for where it is found vacant, unless a machine
  /// has it somewhere else.
  @Override
  public boolean mayAnswer(long lo) {
    int address = (int) lo;
    if (!area.contains(address)) {
      return true;
    }
    boolean isVacant = false;
    for (OwnerTable table : tables) {
      switch (table.stateOf(address)) {
        case OwnerTable.VACANT -> isVacant = true;
        case OwnerTable.OWNED, OwnerTable.CLAIMED -> {
          return false;
        }
        default -> {}
      }
    }
    return isVacant;
  }

  @Override
  public boolean isOwned(long lo) {
    int address = (int) lo;
    if (!area.contains(address)) {
      return false;
    }
    for (OwnerTable table : tables) {
      if (table.stateOf(address) == OwnerTable.OWNED) {
        return true;
      }
    }
    return false;
  }

  @Override
  public boolean looksAfter(long lo) {
    return area.contains((int) lo);
  }
}
