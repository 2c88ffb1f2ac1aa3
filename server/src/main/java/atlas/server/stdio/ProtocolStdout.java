package atlas.server.stdio;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;

/** Standard output, which belongs to the protocol alone. */
public final class ProtocolStdout {
  private ProtocolStdout() {}

  /**
   * The real standard output; from now on what anything else prints there goes to standard error.
   * Call it first of all, before a library can keep the old one.
   */
  public static OutputStream take() {
    System.setOut(System.err);
    return new FileOutputStream(FileDescriptor.out);
  }
}
