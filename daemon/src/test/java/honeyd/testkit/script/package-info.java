/// Packets and packet scripts as text: the notation of [honeyd.wire.PacketPrinter], read back.
///
/// A [PacketSpec] is a pattern of one packet: it is parsed from text, compared with packets that
/// were seen, and made into bytes. A [PacketScript] is a list of steps over time; who runs it owns
/// the machine and the clock.
@NullMarked
package honeyd.testkit.script;

import org.jspecify.annotations.NullMarked;
