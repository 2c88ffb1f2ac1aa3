package atlas.integrations.embedding;

import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;

/**
 * Files out of jars, laid down once. The library would unpack 28 MB into the temporary folder at
 * each start and leave them there whenever a process is killed.
 */
final class Unpacked {
  private static final String LIBRARY_FOLDER = "onnxruntime.native.path";

  // What the runtime (1.29.0) has room for, less a little; on Linux it reads its own command line.
  private static final int LONGEST_COMMAND_LINE = 4_000;
  private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");

  private Unpacked() {}

  /** A resource of the class path, which must be there. */
  static InputStream open(String resource) throws IOException {
    InputStream stream = Unpacked.class.getClassLoader().getResourceAsStream(resource);
    if (stream == null) throw new IOException(resource + " is not on the class path");
    return stream;
  }

  /**
   * Lays down the native libraries of this machine and tells the runtime where they are, unless
   * somebody already has. On a machine for which there are none the runtime says so itself.
   */
  static void nativeLibraries(Path folder) throws IOException {
    if (Files.isReadable(COMMAND_LINE)
        && Files.readAllBytes(COMMAND_LINE).length > LONGEST_COMMAND_LINE) {
      // It would end the process.
      throw new IOException("the command line of this process is too long for onnxruntime");
    }
    if (System.getProperty(LIBRARY_FOLDER) != null) return;
    // Another version's libraries lie beside these.
    Package runtime = OrtSession.class.getPackage();
    Path libraries = folder.resolve("onnxruntime-" + runtime.getImplementationVersion());
    for (String name : List.of("onnxruntime", "onnxruntime4j_jni")) {
      String file = System.mapLibraryName(name);
      String resource = "ai/onnxruntime/native/" + platform() + "/" + file;
      if (Unpacked.class.getClassLoader().getResource(resource) == null) return;
      file(resource, libraries.resolve(file));
    }
    System.setProperty(LIBRARY_FOLDER, libraries.toAbsolutePath().toString());
  }

  private static String platform() {
    String name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String system = name.startsWith("windows") ? "win" : name.startsWith("mac") ? "osx" : "linux";
    String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    boolean arm = arch.startsWith("aarch64") || arch.startsWith("arm64");
    return system + "-" + (arm ? "aarch64" : "x64");
  }

  /** The resource as a file: whole or not at all, whoever else lays it down at the same time. */
  static Path file(String resource, Path file) throws IOException {
    if (Files.exists(file)) return file;
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null) throw new IOException("No folder for " + file);
    Files.createDirectories(folder);
    Path fresh = Files.createTempFile(folder, "fresh-", ".part");
    try (InputStream stream = open(resource)) {
      Files.copy(stream, fresh, StandardCopyOption.REPLACE_EXISTING);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      // On Windows a file that another process has loaded can't be replaced, and needn't be.
      if (!Files.exists(file)) throw e;
    } finally {
      Files.deleteIfExists(fresh);
    }
    return file;
  }
}
