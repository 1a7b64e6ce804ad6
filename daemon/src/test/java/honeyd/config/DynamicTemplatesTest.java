package honeyd.config;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.model.Condition;
import honeyd.model.DynamicTemplate;
import honeyd.model.Honeynet;
import honeyd.net.IpAddress;
import honeyd.net.IpRange;
import honeyd.net.RangeMap;
import honeyd.net.Transport;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class DynamicTemplatesTest {
  private static final String TEMPLATES = "create a\ncreate b\ncreate c\n";

  private static DynamicTemplate at(Honeynet net, String address) {
    return Objects.requireNonNull(net.choices().find(IpAddress.parse(address)));
  }

  private static List<String> names(DynamicTemplate dynamic) {
    return dynamic.members().stream().map(m -> m.template().name()).toList();
  }

  @Test
  void otherwise_isAskedLastWhereverItStands() {
    Honeynet net =
        Configs.honeynet(
            TEMPLATES
                + """
                dynamic d
                add d otherwise use a
                add d use b if tcp
                add d use c if source ip = 192.0.2.0/24
                bind 10.0.0.1 d
                """);
    DynamicTemplate dynamic = at(net, "10.0.0.1");
    assertThat(names(dynamic)).containsExactly("b", "c", "a");
    assertThat(dynamic.members().getFirst().condition())
        .isEqualTo(new Condition.OfProtocol(Transport.TCP));
    assertThat(dynamic.representative().name()).isEqualTo("a");
    assertThat(net.find(0, IpAddress.parse("10.0.0.1").lo())).isSameAs(dynamic.representative());
  }

  @Test
  void linesForOneAddress_addUp() {
    Honeynet net =
        Configs.honeynet(
            TEMPLATES
                + """
                bind source ip = 192.0.2.0/24 10.0.0.1 a
                bind udp 10.0.0.1 b
                bind 10.0.0.2 a
                bind otherwise 10.0.0.1 c
                """);
    assertThat(names(at(net, "10.0.0.1"))).containsExactly("a", "b", "c");
    assertThat(net.dynamicTemplates()).containsOnlyKeys("10.0.0.1");
    assertThat(net.choices().size()).isOne();
  }

  @Test
  void plainBinding_takesAddressesOut() {
    Honeynet net =
        Configs.honeynet(
            TEMPLATES
                + """
                bind tcp 10.0.0.0/24 a
                bind 10.0.0.7 b
                bind udp 10.0.0.9 c
                """);
    assertThat(net.choices().entries())
        .extracting(RangeMap.Entry::range)
        .containsExactly(
            IpRange.parse("10.0.0.0-10.0.0.6"),
            IpRange.parse("10.0.0.8"),
            IpRange.parse("10.0.0.9"),
            IpRange.parse("10.0.0.10-10.0.0.255"));
    assertThat(names(at(net, "10.0.0.8"))).containsExactly("a");
    assertThat(names(at(net, "10.0.0.9"))).containsExactly("c");
    assertThat(at(net, "10.0.0.8").hosts()).hasSize(3);
  }

  @Test
  void members_areAsTheirTemplatesAreAtTheEnd() {
    Honeynet net =
        Configs.honeynet(
            TEMPLATES
                + """
                dynamic d
                add d use a if tcp
                add d otherwise use b
                bind 10.0.0.1 d
                set a uptime 5
                set b uptime 7
                """);
    DynamicTemplate dynamic = at(net, "10.0.0.1");
    assertThat(dynamic.members())
        .extracting(m -> m.template().uptimeSeconds())
        .containsExactly(5L, 7L);
    assertThat(Objects.requireNonNull(net.find(0, IpAddress.parse("10.0.0.1").lo())))
        .isSameAs(dynamic.representative());
  }

  @Test
  void cloneOfDynamic_isDynamic() {
    Honeynet net =
        Configs.honeynet(
            TEMPLATES
                + """
                dynamic d
                add d use a if tcp
                clone e d
                add e use b if udp
                bind 10.0.0.1 d
                bind 10.0.0.2 e
                bind 10.0.0.3 10.0.0.2
                """);
    assertThat(names(at(net, "10.0.0.1"))).containsExactly("a");
    assertThat(names(at(net, "10.0.0.2"))).containsExactly("a", "b");
    assertThat(at(net, "10.0.0.3")).isSameAs(at(net, "10.0.0.2"));
  }

  @Test
  void deletion_isOfTheNameAndOfTheAddress() {
    Honeynet net =
        Configs.honeynet(
            TEMPLATES
                + """
                dynamic d
                add d use a if tcp
                bind 10.0.0.1 d
                bind 10.0.0.2 d
                delete 10.0.0.2
                delete d
                """);
    assertThat(names(at(net, "10.0.0.1"))).containsExactly("a");
    assertThat(net.find(0, IpAddress.parse("10.0.0.2").lo())).isNull();
    assertThat(net.choices().find(IpAddress.parse("10.0.0.2"))).isNull();
  }

  @Test
  void dynamicDefault_standsInForWhatIsNotBound() {
    Honeynet net =
        Configs.honeynet(
            TEMPLATES + "dynamic default\nadd default use a if tcp\nadd default otherwise use b\n");
    assertThat(names(Objects.requireNonNull(net.defaultChoice()))).containsExactly("a", "b");
    assertThat(Objects.requireNonNull(net.find(0, 1)).name()).isEqualTo("b");
    assertThat(Configs.honeynet("create default\n").defaultChoice()).isNull();
  }
}
