package honeyd.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonLinesTest {
  @Test
  void allKindsOfValues_onOneLine() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("text", "a \"b\"\n\u0001c");
    fields.put("number", 7);
    fields.put("long", 1L << 40);
    fields.put("yes", true);
    fields.put("list", List.of("x", Map.of("deep", List.of())));
    assertThat(new JsonLines().of(fields))
        .isEqualTo(
            """
            {"text":"a \\"b\\"\\n\\u0001c","number":7,"long":1099511627776,"yes":true,\
            "list":["x",{"deep":[]}]}\
            """);
  }
}
