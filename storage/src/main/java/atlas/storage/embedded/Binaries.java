package atlas.storage.embedded;

import atlas.model.Refusal;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tukaani.xz.XZInputStream;

/**
 * PostgreSQL's programs, unpacked.
 *
 * @param folder which holds bin, lib and share
 */
record Binaries(Path folder) {
  private static final Logger log = LoggerFactory.getLogger(Binaries.class);

  /** The version that the build puts on the class path. */
  static final String VERSION = "17.11";

  /** The programs in that folder, unpacked from the class path when it isn't there yet. */
  static Binaries in(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) unpack(folder);
    return new Binaries(folder);
  }

  Path initdb() {
    return program("initdb");
  }

  Path pgCtl() {
    return program("pg_ctl");
  }

  Path postgres() {
    return program("postgres");
  }

  private Path program(String name) {
    return folder.resolve("bin").resolve(windows() ? name + ".exe" : name);
  }

  /** Unpacks under another name and renames: the folder is there whole or not at all. */
  private static void unpack(Path folder) throws IOException {
    Path parent = folder.toAbsolutePath().getParent();
    if (parent == null) throw new IOException("Not a folder to unpack to: " + folder);
    Files.createDirectories(parent);
    Folders.setMode(parent, "rwxr-xr-x");
    String prefix = folder.getFileName() + ".new-";
    deleteLeftovers(parent, prefix);
    Path fresh = Files.createTempDirectory(parent, prefix + ProcessHandle.current().pid() + "-");
    try (InputStream archive = Binaries.class.getResourceAsStream("/" + archiveName())) {
      if (archive == null) {
        throw Refusal.unavailable(
            "This build holds no PostgreSQL for this machine ("
                + archiveName()
                + "): build ATLAS on it, or point ATLAS_DATABASE_URL at a PostgreSQL of your own.");
      }
      log.info("Unpacking PostgreSQL {} to {}", VERSION, folder);
      extract(archive, fresh);
      move(fresh, folder);
    } finally {
      Folders.delete(fresh);
    }
  }

  private static void extract(InputStream archive, Path target) throws IOException {
    // Readable for all: as root, PostgreSQL itself may run as nobody.
    Folders.setMode(target, "rwxr-xr-x");
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(archive)))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path path = target.resolve(entry.getName()).normalize();
        if (!path.startsWith(target)) throw new IOException("Outside: " + entry.getName());
        if (entry.isDirectory()) {
          createFolder(path, target);
          continue;
        }
        createFolder(path.resolveSibling(""), target);
        if (entry.isSymbolicLink()) {
          Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else {
          Files.copy(tar, path);
          Folders.setMode(path, (entry.getMode() & 0100) == 0 ? "rw-r--r--" : "rwxr-xr-x");
        }
      }
    }
  }

  private static void createFolder(Path folder, Path target) throws IOException {
    if (Files.isDirectory(folder)) return;
    Path parent = folder.getParent();
    if (parent != null && !folder.equals(target)) createFolder(parent, target);
    Files.createDirectory(folder);
    Folders.setMode(folder, "rwxr-xr-x");
  }

  private static void move(Path fresh, Path folder) throws IOException {
    try {
      Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      // Another process was faster; its folder is as good as ours.
      if (!Files.isDirectory(folder)) throw e;
    }
  }

  /** What a process that was killed while it unpacked has left. */
  private static void deleteLeftovers(Path parent, String prefix) throws IOException {
    for (Path leftover : Folders.startingWith(parent, prefix)) {
      String pid = leftover.getFileName().toString().substring(prefix.length()).split("-", 2)[0];
      boolean atWork =
          pid.matches("\\d{1,18}")
              && ProcessHandle.of(Long.parseLong(pid)).filter(ProcessHandle::isAlive).isPresent();
      if (!atWork) Folders.delete(leftover);
    }
  }

  private static String archiveName() {
    String name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String system = windows() ? "windows" : name.startsWith("mac") ? "darwin" : "linux";
    String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    boolean arm = arch.startsWith("aarch64") || arch.startsWith("arm64");
    // Windows on ARM runs the programs for x86.
    return "postgres-" + system + "-" + (arm && !windows() ? "arm_64" : "x86_64") + ".txz";
  }

  static boolean windows() {
    return System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");
  }
}
