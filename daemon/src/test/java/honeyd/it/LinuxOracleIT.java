package honeyd.it;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.personality.NmapOsDb;
import honeyd.testkit.oracle.LinuxOracle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/// Our Linux sends what the kernel of this machine sends, but for what docs/testing.md lists.
@Timeout(120)
class LinuxOracleIT {
  private static final Path PAGE = Path.of("..", "docs", "testing.md");

  private static LinuxOracle oracle;

  @BeforeAll
  static void consult() throws Exception {
    oracle = LinuxOracle.consult(NmapOsDb.empty().fallback(), PAGE);
  }

  @TestFactory
  Stream<DynamicTest> linux_answersAsTheKernel() throws Exception {
    String kernel = Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip();
    return oracle.unlisted().entrySet().stream()
        .map(e ->
            DynamicTest.dynamicTest(
                e.getKey(),
                () ->
                    assertThat(e.getValue())
                        .as("differences from Linux %s that docs/testing.md does not list", kernel)
                        .isEmpty()));
  }
}
