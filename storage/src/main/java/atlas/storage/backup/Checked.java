package atlas.storage.backup;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.LongConsumer;

/** Counts what goes through it, and makes its SHA-256. */
final class Checked extends FilterOutputStream {
  private static final int OFTEN = 1 << 20;

  private final MessageDigest digest = sha256();
  private final LongConsumer told;
  private long bytes;
  private long lines;
  private long next = OFTEN;

  /**
   * @param told how many lines there were, about once for each MB
   */
  Checked(OutputStream to, LongConsumer told) {
    super(to);
    this.told = told;
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }

  static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] buffer, int from, int length) throws IOException {
    out.write(buffer, from, length);
    digest.update(buffer, from, length);
    bytes += length;
    for (int i = from; i < from + length; i++) {
      if (buffer[i] == '\n') lines++;
    }
    if (bytes < next) return;
    next = bytes + OFTEN;
    told.accept(lines);
  }

  long bytes() {
    return bytes;
  }

  String sha256Hex() {
    return hex(digest);
  }
}
