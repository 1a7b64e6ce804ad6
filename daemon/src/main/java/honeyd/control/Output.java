package honeyd.control;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// Writes answers to a client in the form it asked for. One thread.
final class Output {
  private static final int FLUSH_CHARS = 1 << 15;

  private final WritableByteChannel channel;
  private final JsonLines json = new JsonLines();
  private final StringBuilder pending = new StringBuilder();
  private Form form = Form.PLAIN;

  Output(WritableByteChannel channel) {
    this.channel = channel;
  }

  Form form() {
    return form;
  }

  void form(Form next) {
    form = next;
  }

  /// Writes text as it is.
  void raw(String text) throws IOException {
    pending.append(text);
    if (pending.length() >= FLUSH_CHARS) {
      flush();
    }
  }

  /// Writes the whole answer to a line.
  ///
  /// @param number the line's, from 1 in this session
  /// @param line as the client sent it
  void answer(Reply reply, long number, String line) throws IOException {
    switch (form) {
      case PLAIN -> {
        for (String each : reply.text()) {
          raw(each + "\n");
        }
        for (String each : reply.complaints()) {
          raw(each + "\n");
        }
      }
      case FRAMES -> {
        for (String each : reply.text()) {
          raw(" " + each.replace("\n", "\n ") + "\n");
        }
        for (String each : reply.complaints()) {
          raw("!" + each.replace("\n", "\n!") + "\n");
        }
        raw(reply.ok() ? ".ok\n" : ".failed\n");
      }
      case JSON -> {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("line", number);
        all.put("ok", reply.ok());
        all.put("command", line);
        all.putAll(reply.fields());
        raw(json.of(all) + "\n");
      }
    }
  }

  /// Writes a part of an answer that goes on, at once.
  void part(String text, Map<String, Object> fields) throws IOException {
    switch (form) {
      case PLAIN -> raw(text + "\n");
      case FRAMES -> raw(" " + text + "\n");
      case JSON -> raw(json.of(fields) + "\n");
    }
  }

  void flush() throws IOException {
    ByteBuffer bytes = StandardCharsets.UTF_8.encode(pending.toString());
    pending.setLength(0);
    while (bytes.hasRemaining()) {
      int _ = channel.write(bytes);
    }
  }
}
