package atlas.server.stdio;

import io.modelcontextprotocol.spec.McpSchema.ErrorCodes;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse.JSONRPCError;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Cuts the input into lines and never holds more of one than the limit. */
final class FrameReader {
  /** A line that has something in it. */
  sealed interface Frame {
    /** A line of good UTF-8. */
    record Text(String text) implements Frame {}

    /** A line that can't be read, and what to answer. */
    record Unreadable(JSONRPCError error) implements Frame {}
  }

  private static final int KEPT_BYTES = 1 << 20;
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final InputStream in;
  private final int maxLineBytes;
  private final byte[] buffer = new byte[1 << 16];
  private int next;
  private int filled;
  private ByteArrayOutputStream line = new ByteArrayOutputStream();

  FrameReader(InputStream in, int maxLineBytes) {
    this.in = in;
    this.maxLineBytes = maxLineBytes;
  }

  /** The next line that is not blank; null when the input has ended. */
  @Nullable Frame next() throws IOException {
    while (true) {
      boolean tooLong = false;
      boolean lineEnded = false;
      while (!lineEnded && (next < filled || fill())) {
        int start = next;
        while (next < filled && buffer[next] != '\n') next++;
        lineEnded = next < filled;
        tooLong |= line.size() + (next - start) > maxLineBytes;
        // The rest of a line that is too long is read and dropped.
        if (!tooLong) line.write(buffer, start, next - start);
        if (lineEnded) next++;
      }
      Frame frame = tooLong ? tooLong() : decoded();
      if (line.size() > KEPT_BYTES) line = new ByteArrayOutputStream();
      line.reset();
      if (frame != null) return frame;
      if (!lineEnded) return null;
    }
  }

  private boolean fill() throws IOException {
    next = 0;
    filled = Math.max(0, in.read(buffer));
    return filled > 0;
  }

  private @Nullable Frame decoded() {
    String text;
    try {
      text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(line.toByteArray()))
              .toString();
    } catch (CharacterCodingException notUtf8) {
      return new Frame.Unreadable(
          new JSONRPCError(ErrorCodes.PARSE_ERROR, "The line is not valid UTF-8."));
    }
    if (!text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK) text = text.substring(1);
    return text.isBlank() ? null : new Frame.Text(text);
  }

  private Frame tooLong() {
    return new Frame.Unreadable(
        new JSONRPCError(
            ErrorCodes.INVALID_REQUEST,
            "The line is longer than "
                + maxLineBytes
                + " bytes, the most that this server reads; send less at a time."));
  }
}
