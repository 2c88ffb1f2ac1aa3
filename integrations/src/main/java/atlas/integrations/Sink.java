package atlas.integrations;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Where a download goes, and how much of it may. */
final class Sink {
  /** Our side could not take the bytes, which says nothing about theirs. */
  static final class Full extends RuntimeException {
    Full() {
      super(null, null, false, false);
    }
  }

  private static final int BUFFER = 64 * 1024;

  private final OutputStream out;
  private final long maxBytes;
  private long taken;

  Sink(OutputStream out, long maxBytes) {
    this.out = out;
    this.maxBytes = maxBytes;
  }

  /** Whether something is in it already, so that another try would double it. */
  boolean isTouched() {
    return taken > 0;
  }

  /** Takes everything in, or as much as may be; false when there is more. */
  boolean take(InputStream in) throws IOException {
    byte[] buffer = new byte[BUFFER];
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      if (taken + n > maxBytes) return false;
      taken += n;
      write(buffer, n);
    }
    return true;
  }

  private void write(byte[] buffer, int length) {
    try {
      out.write(buffer, 0, length);
    } catch (IOException e) {
      throw new Full();
    }
  }
}
