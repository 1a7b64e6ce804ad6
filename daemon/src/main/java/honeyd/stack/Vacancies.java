package honeyd.stack;

/// Which addresses on the wire are nobody's, so that virtual hosts may have them. For all threads;
/// asked for each ARP request and packet, so an answer allocates nothing and does not wait.
public interface Vacancies {
  /// Every address, whoever else may have it: the network is ours alone.
  Vacancies ALL =
      new Vacancies() {
        @Override
        public boolean mayAnswer(long lo) {
          return true;
        }

        @Override
        public boolean isOwned(long lo) {
          return false;
        }

        @Override
        public boolean looksAfter(long lo) {
          return false;
        }
      };

  /// Whether ARP for an IPv4 address may be answered: it is not looked after, or nobody has it.
  boolean mayAnswer(long lo);

  /// Whether a real machine has the address: nothing to it is ours.
  boolean isOwned(long lo);

  /// Whether the address is one of those that are only answered for while nobody has them. Then a
  /// host without a MAC of its own is answered for with the interface's.
  boolean looksAfter(long lo);
}
