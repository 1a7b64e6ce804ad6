package honeyd.link;

/// What happens to a link besides frames; called by the thread that polls the link, rarely.
public interface LinkEvents {
  /// The interface was taken down or removed. The link stays open and waits for it.
  void onDown(String interfaceName);

  /// The interface is back and the link works again.
  void onUp(String interfaceName);

  /// Hears nothing.
  LinkEvents NONE =
      new LinkEvents() {
        @Override
        public void onDown(String interfaceName) {}

        @Override
        public void onUp(String interfaceName) {}
      };
}
