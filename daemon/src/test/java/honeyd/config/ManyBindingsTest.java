package honeyd.config;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.model.Honeynet;
import honeyd.model.Template;
import honeyd.net.IpAddress;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ManyBindingsTest {
  @Test
  void separateBindings_shareTheirTemplates() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 1_000; i++) {
      text.append("create t").append(i).append("\nset t").append(i).append(" uptime ").append(i);
      text.append('\n');
    }
    for (int i = 0; i < 65_536; i++) {
      text.append("bind 10.1.").append(i >> 8).append('.').append(i & 255);
      text.append(" t").append(i % 1_000).append('\n');
    }
    Honeynet net = Configs.honeynet(text.toString());
    assertThat(net.bindings().size()).isEqualTo(65_536);
    Set<Template> distinct = Collections.newSetFromMap(new IdentityHashMap<>());
    for (int i = 0; i < 65_536; i++) {
      long lo = IpAddress.v4Lo(0x0a010000 | i);
      Template template = Objects.requireNonNull(net.find(0, lo));
      assertThat(template.uptimeSeconds()).isEqualTo(i % 1_000);
      distinct.add(template);
    }
    assertThat(distinct).hasSize(1_000);
  }
}
