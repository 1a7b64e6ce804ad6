package honeyd.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.GroupLayout;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.PaddingLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every offset and size of [NetStructs] against C's.
class LayoutTest {
  private static final String INCLUDES =
      """
      #define _GNU_SOURCE
      #include <stddef.h>
      #include <stdio.h>
      #include <poll.h>
      #include <spawn.h>
      #include <signal.h>
      #include <sys/epoll.h>
      #include <sys/resource.h>
      #include <sys/socket.h>
      #include <net/if.h>
      #include <netinet/in.h>
      #include <linux/if_packet.h>
      #include <linux/filter.h>
      #include <linux/rtnetlink.h>
      #include <linux/capability.h>
      #include <linux/seccomp.h>
      #include <grp.h>
      #include <pwd.h>
      #include <time.h>
      """;

  @TempDir private Path directory;

  @Test
  void layouts_equalTheCheckedInTable() throws IOException {
    assertThat(ourLines()).isEqualTo(tableOf(System.getProperty("os.arch")));
  }

  @Test
  void layouts_equalTheCompilers() throws Exception {
    assumeThat(Files.isExecutable(Path.of("/usr/bin/gcc")))
        .as("no C compiler here; the checked-in table is compared instead")
        .isTrue();
    Path source = Files.writeString(directory.resolve("layout.c"), program());
    Path binary = directory.resolve("layout");
    run("/usr/bin/gcc", "-o", binary.toString(), source.toString());
    assertThat(ourLines()).isEqualTo(run(binary.toString()));
  }

  private static List<String> ourLines() {
    List<String> lines = new ArrayList<>();
    for (GroupLayout struct : NetStructs.ALL) {
      String name = struct.name().orElseThrow();
      lines.add(name + " " + struct.byteSize());
      for (String field : fields(struct, "")) {
        lines.add(name + "." + field + " " + NetStructs.offset(struct, field.split("\\.")));
      }
    }
    lines.add("posix_spawnattr_t " + Processes.POSIX_SPAWNATTR_T_BYTES);
    lines.add("posix_spawn_file_actions_t " + Processes.POSIX_SPAWN_FILE_ACTIONS_T_BYTES);
    lines.add("sigset_t " + Processes.SIGSET_T_BYTES);
    return lines;
  }

  private static List<String> fields(GroupLayout struct, String prefix) {
    List<String> names = new ArrayList<>();
    for (MemoryLayout member : struct.memberLayouts()) {
      if (member instanceof PaddingLayout) {
        continue;
      }
      String name = prefix + member.name().orElseThrow();
      names.add(name);
      if (member instanceof GroupLayout inner) {
        names.addAll(fields(inner, name + "."));
      }
    }
    return names;
  }

  private static String program() {
    StringBuilder c = new StringBuilder(INCLUDES).append("int main(void) {\n");
    for (GroupLayout struct : NetStructs.ALL) {
      String name = struct.name().orElseThrow();
      c.append("printf(\"%s %%zu\\n\", sizeof(struct %s));\n".formatted(name, name));
      for (String field : fields(struct, "")) {
        c.append(
            "printf(\"%s.%s %%zu\\n\", offsetof(struct %s, %s));\n"
                .formatted(name, field, name, inC(name, field)));
      }
    }
    for (String type : List.of("posix_spawnattr_t", "posix_spawn_file_actions_t", "sigset_t")) {
      c.append("printf(\"%s %%zu\\n\", sizeof(%s));\n".formatted(type, type));
    }
    return c.append("return 0;\n}\n").toString();
  }

  /// The C spelling where ours leaves a union out.
  private static String inC(String struct, String field) {
    return struct.equals("tpacket_block_desc") && field.startsWith("hdr.")
        ? "hdr.bh1." + field.substring(4)
        : field;
  }

  private List<String> tableOf(String arch) throws IOException {
    String name = "/honeyd/sys/layouts-" + (arch.equals("amd64") ? "x86_64" : arch) + ".txt";
    try (InputStream in = LayoutTest.class.getResourceAsStream(name)) {
      assertThat(in).as("table %s", name).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  private static List<String> run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    List<String> lines =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .toList();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as("%s: %s", String.join(" ", command), lines).isZero();
    return lines;
  }
}
