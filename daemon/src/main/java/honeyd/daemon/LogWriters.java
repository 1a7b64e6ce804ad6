package honeyd.daemon;

import honeyd.base.Counters;
import honeyd.report.EventQueue;
import honeyd.report.EventWriter;
import honeyd.report.LogOpener;
import honeyd.report.PacketLogWriter;
import honeyd.report.ProtocolNames;
import honeyd.report.ServiceLogWriter;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/// The log files that the options name.
final class LogWriters {
  private static final Path PROTOCOLS = Path.of("/etc/protocols");

  private LogWriters() {}

  /// Writers for `-l` and `-s`, not opened yet.
  static List<EventWriter> files(
      HoneydOptions options, LogOpener opener, EventQueue complaints, Counters counters) {
    ZoneId zone = ZoneId.systemDefault();
    ProtocolNames protocols = ProtocolNames.read(PROTOCOLS);
    List<EventWriter> out = new ArrayList<>();
    Path packetLog = options.packetLog;
    if (packetLog != null) {
      out.add(new PacketLogWriter(packetLog, opener, zone, protocols, complaints::offer, counters));
    }
    Path serviceLog = options.serviceLog;
    if (serviceLog != null) {
      out.add(
          new ServiceLogWriter(serviceLog, opener, zone, protocols, complaints::offer, counters));
    }
    return out;
  }
}
