package atlas.server.conformance;

import io.modelcontextprotocol.spec.McpSchema.AudioContent;
import io.modelcontextprotocol.spec.McpSchema.EmbeddedResource;
import io.modelcontextprotocol.spec.McpSchema.ImageContent;
import io.modelcontextprotocol.spec.McpSchema.TextResourceContents;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The smallest contents of each kind. */
final class Samples {
  /** One red pixel. */
  static final String PNG =
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5Er"
          + "kJggg==";

  private static final int WAV_HEADER_BYTES = 44;

  private Samples() {}

  static ImageContent image() {
    return ImageContent.builder(PNG, "image/png").build();
  }

  /** A sound file without a sound. */
  static AudioContent audio() {
    ByteBuffer wav = ByteBuffer.allocate(WAV_HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    wav.put(ascii("RIFF")).putInt(WAV_HEADER_BYTES - 8).put(ascii("WAVEfmt ")).putInt(16);
    wav.putShort((short) 1).putShort((short) 1).putInt(8_000).putInt(8_000);
    wav.putShort((short) 1).putShort((short) 8).put(ascii("data")).putInt(0);
    return AudioContent.builder(Base64.getEncoder().encodeToString(wav.array()), "audio/wav")
        .build();
  }

  static EmbeddedResource embedded(String uri, String mimeType, String text) {
    return EmbeddedResource.builder(
            TextResourceContents.builder(uri, text).mimeType(mimeType).build())
        .build();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
