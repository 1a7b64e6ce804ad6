package honeyd.personality;

/// Where an entry of a database lies, and what is known of it without parsing it. Immutable.
///
/// @param name after `Fingerprint`
/// @param from offset of its `Fingerprint` line
/// @param to offset after its last line
/// @param line number of its `Fingerprint` line, from 1
/// @param opensPorts whether a SYN to an open port was answered with a SYN/ACK of its own
/// @param damaged whether its form is broken, so that it cannot be parsed
record OsDbEntry(String name, int from, int to, int line, boolean opensPorts, boolean damaged) {}
