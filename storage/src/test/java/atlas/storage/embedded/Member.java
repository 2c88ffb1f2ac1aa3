package atlas.storage.embedded;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A process that joins a home, says on which port, and leaves at the end of its input. */
final class Member {
  private Member() {}

  public static void main(String[] arguments) throws IOException {
    var out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (var postgres = EmbeddedPostgres.join(Path.of(arguments[0]), Path.of(arguments[1]))) {
      out.println(postgres.port());
      while (in.readLine() != null) {
        postgres.ensureRunning();
        out.println(postgres.port());
      }
    }
  }
}
