/// Owns: the machine: worker loop, ingress and egress, hosts, ARP, reassembly, ICMP, UDP and TCP.
///
/// May import: link, flow, event, model, personality, wire, net, base.
///
/// Threading: everything in it belongs to one worker.
///
/// Start reading at: [Worker].
@NullMarked
package honeyd.stack;

import org.jspecify.annotations.NullMarked;
