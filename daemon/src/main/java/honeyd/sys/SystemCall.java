package honeyd.sys;

/// Numbers of system calls that have no wrapper in the C library which would do, or that a
/// [SyscallFilter] knows.
///
/// From asm/unistd_64.h and, for aarch64, asm-generic/unistd.h; a test compares both with the
/// compiler's headers. [#ABSENT] where a machine has no such call.
enum SystemCall {
  PTRACE(101, 117),
  PROCESS_VM_READV(310, 270),
  PROCESS_VM_WRITEV(311, 271),
  PIDFD_GETFD(438, 438),
  KCMP(312, 272),
  KEXEC_LOAD(246, 104),
  KEXEC_FILE_LOAD(320, 294),
  INIT_MODULE(175, 105),
  FINIT_MODULE(313, 273),
  DELETE_MODULE(176, 106),
  MOUNT(165, 40),
  UMOUNT2(166, 39),
  PIVOT_ROOT(155, 41),
  CHROOT(161, 51),
  MOVE_MOUNT(429, 429),
  OPEN_TREE(428, 428),
  FSOPEN(430, 430),
  FSCONFIG(431, 431),
  FSMOUNT(432, 432),
  FSPICK(433, 433),
  MOUNT_SETATTR(442, 442),
  OPEN_BY_HANDLE_AT(304, 265),
  FANOTIFY_INIT(300, 262),
  QUOTACTL(179, 60),
  QUOTACTL_FD(443, 443),
  SWAPON(167, 224),
  SWAPOFF(168, 225),
  ACCT(163, 89),
  REBOOT(169, 142),
  BPF(321, 280),
  PERF_EVENT_OPEN(298, 241),
  USERFAULTFD(323, 282),
  KEYCTL(250, 219),
  ADD_KEY(248, 217),
  REQUEST_KEY(249, 218),
  SETTIMEOFDAY(164, 170),
  CLOCK_SETTIME(227, 112),
  SETHOSTNAME(170, 161),
  SETDOMAINNAME(171, 162),
  SYSLOG(103, 116),
  VHANGUP(153, 58),
  IOPL(172, SystemCall.ABSENT),
  IOPERM(173, SystemCall.ABSENT),
  MODIFY_LDT(154, SystemCall.ABSENT),
  SETNS(308, 268),
  UNSHARE(272, 97),
  IO_URING_SETUP(425, 425),
  IO_URING_ENTER(426, 426),
  IO_URING_REGISTER(427, 427),
  CLONE(56, 220),
  CLONE3(435, 435),
  SETRESUID(117, 147),
  SETRESGID(119, 149),
  SETGROUPS(116, 159),
  SECCOMP(317, 277);

  /// The number of a call that a machine does not have.
  static final int ABSENT = -1;

  private static final boolean X86_64 = System.getProperty("os.arch").equals("amd64");

  private final int x86;
  private final int aarch64;

  SystemCall(int x86, int aarch64) {
    this.x86 = x86;
    this.aarch64 = aarch64;
  }

  /// The number on this machine.
  int number() {
    return X86_64 ? x86 : aarch64;
  }

  int onX86() {
    return x86;
  }

  int onAarch64() {
    return aarch64;
  }

  static boolean isX86() {
    return X86_64;
  }
}
