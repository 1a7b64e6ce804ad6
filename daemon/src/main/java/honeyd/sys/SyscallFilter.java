package honeyd.sys;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Refuses the system calls that neither this program nor an honest service script needs, and that
/// broken-in code would try first: looking into other processes, loading code into the kernel,
/// mounts and namespaces, keys, clocks, and parts of the kernel known for their holes.
///
/// ```
///   another machine's call, or x32's ─► "no such call"
///   a call of the list ─► "not permitted"      clone3 ─► "no such call": its flags lie in memory,
///   clone with CLONE_NEWUSER ─► the same        which no filter sees; the C library takes clone
///   everything else ─► goes on
/// ```
///
/// It is a list of what is refused, not of what is allowed: it narrows what can be reached, and
/// seals nothing. The kernel looks at it once for each number and remembers what always goes on
/// (since Linux 5.11), so the length of the list costs a call nothing; what having a filter costs
/// is in decision 0015.
///
/// Sources: seccomp(2), linux/seccomp.h, linux/audit.h.
public final class SyscallFilter {
  private static final int LDW_ABS = 0x20;
  private static final int JEQ = 0x15;
  private static final int JGE = 0x35;
  private static final int JSET = 0x45;
  private static final int RET = 0x06;

  private static final int ALLOW = 0x7fff_0000;
  private static final int REFUSE = 0x0005_0000;
  static final int ENOSYS = 38;

  private static final int AUDIT_ARCH_X86_64 = 0xc000_003e;
  private static final int AUDIT_ARCH_AARCH64 = 0xc000_00b7;
  private static final int X32_BIT = 0x4000_0000;
  private static final int CLONE_NEWUSER = 0x1000_0000;

  /// Numbers that the filter needs for something else than refusing the call.
  private static final Set<SystemCall> NOT_REFUSED =
      EnumSet.of(
          SystemCall.CLONE,
          SystemCall.CLONE3,
          SystemCall.SETRESUID,
          SystemCall.SETRESGID,
          SystemCall.SETGROUPS,
          SystemCall.SECCOMP);

  private record Instruction(int code, int jumpTrue, int jumpFalse, int k) {}

  private SyscallFilter() {}

  /// Puts the filter before all threads of this process, with no-new-privileges, for good.
  ///
  /// @return 0, or `-errno`: the kernel may lack filters
  public static int install(CallState state) {
    int result = Credentials.threadNoNewPrivileges(state);
    if (result < 0) {
      return result;
    }
    try (Arena arena = Arena.ofConfined()) {
      int installed = Credentials.filterAllThreads(state, program(arena));
      return installed > 0 ? -Errno.ESRCH : installed;
    }
  }

  static Set<SystemCall> refused() {
    Set<SystemCall> out = EnumSet.complementOf(EnumSet.copyOf(NOT_REFUSED));
    out.removeIf(call -> call.number() == SystemCall.ABSENT);
    return out;
  }

  private static List<Instruction> instructions() {
    int nr = (int) NetStructs.offset(NetStructs.SECCOMP_DATA, "nr");
    int arch = (int) NetStructs.offset(NetStructs.SECCOMP_DATA, "arch");
    // Little-endian: the lower half of the first argument comes first.
    int flags = (int) NetStructs.offset(NetStructs.SECCOMP_DATA, "args");
    Instruction refuse = new Instruction(RET, 0, 0, REFUSE | Errno.EPERM);
    Instruction unknown = new Instruction(RET, 0, 0, REFUSE | ENOSYS);
    List<Instruction> out = new ArrayList<>();
    out.add(new Instruction(LDW_ABS, 0, 0, arch));
    int ours = SystemCall.isX86() ? AUDIT_ARCH_X86_64 : AUDIT_ARCH_AARCH64;
    out.add(new Instruction(JEQ, 1, 0, ours));
    out.add(unknown);
    out.add(new Instruction(LDW_ABS, 0, 0, nr));
    if (SystemCall.isX86()) {
      out.add(new Instruction(JGE, 0, 1, X32_BIT));
      out.add(unknown);
    }
    for (SystemCall call : refused()) {
      out.add(new Instruction(JEQ, 0, 1, call.number()));
      out.add(refuse);
    }
    out.add(new Instruction(JEQ, 0, 1, SystemCall.CLONE3.number()));
    out.add(unknown);
    out.add(new Instruction(JEQ, 0, 3, SystemCall.CLONE.number()));
    out.add(new Instruction(LDW_ABS, 0, 0, flags));
    out.add(new Instruction(JSET, 0, 1, CLONE_NEWUSER));
    out.add(refuse);
    out.add(new Instruction(RET, 0, 0, ALLOW));
    return out;
  }

  private static MemorySegment program(Arena arena) {
    List<Instruction> all = instructions();
    MemorySegment code = arena.allocate(NetStructs.SOCK_FILTER, all.size());
    long bytes = NetStructs.SOCK_FILTER.byteSize();
    for (int i = 0; i < all.size(); i++) {
      Instruction each = all.get(i);
      MemorySegment at = code.asSlice(i * bytes, bytes);
      at.set(ValueLayout.JAVA_SHORT, 0, (short) each.code());
      at.set(ValueLayout.JAVA_BYTE, 2, (byte) each.jumpTrue());
      at.set(ValueLayout.JAVA_BYTE, 3, (byte) each.jumpFalse());
      at.set(ValueLayout.JAVA_INT, 4, each.k());
    }
    MemorySegment program = arena.allocate(NetStructs.SOCK_FPROG);
    program.set(ValueLayout.JAVA_SHORT, 0, (short) all.size());
    program.set(ValueLayout.ADDRESS, NetStructs.offset(NetStructs.SOCK_FPROG, "filter"), code);
    return program;
  }
}
