package atlas.core.evidence;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a file is, by its bytes: a name may say anything. */
final class FileType {
  static final String TEXT = "text/plain";

  private static final String UNKNOWN = "application/octet-stream";

  /** What a file begins with, in hexadecimal digits. */
  private static final List<Map.Entry<String, String>> BEGINNINGS =
      List.of(
          Map.entry("89504e470d0a1a0a", "image/png"),
          Map.entry("ffd8ff", "image/jpeg"),
          Map.entry("474946383761", "image/gif"),
          Map.entry("474946383961", "image/gif"),
          Map.entry("255044462d", "application/pdf"),
          Map.entry("504b0304", "application/zip"),
          Map.entry("1f8b", "application/gzip"),
          Map.entry("d0cf11e0a1b11ae1", "application/x-ole-storage"));

  private static final byte[] RIFF = {'R', 'I', 'F', 'F'};
  private static final byte[] WEBP = {'W', 'E', 'B', 'P'};
  private static final int LONGEST = 16;

  private FileType() {}

  /** Its media type. Pages and drawings with scripts in them are text, and nothing else. */
  static String of(byte[] bytes) {
    String begins = HexFormat.of().formatHex(bytes, 0, Math.min(LONGEST, bytes.length));
    for (var beginning : BEGINNINGS) {
      if (begins.startsWith(beginning.getKey())) return beginning.getValue();
    }
    if (has(bytes, 0, RIFF) && has(bytes, 8, WEBP)) return "image/webp";
    return text(bytes) == null ? UNKNOWN : TEXT;
  }

  /** What is in it where that is text. */
  static @Nullable String text(byte[] bytes) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.indexOf('\0') < 0 ? text : null;
    } catch (CharacterCodingException other) {
      return null;
    }
  }

  private static boolean has(byte[] bytes, int at, byte[] wanted) {
    if (bytes.length < at + wanted.length) return false;
    for (int i = 0; i < wanted.length; i++) {
      if (bytes[at + i] != wanted[i]) return false;
    }
    return true;
  }
}
