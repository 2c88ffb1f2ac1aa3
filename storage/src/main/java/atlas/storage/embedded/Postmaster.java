package atlas.storage.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The process of PostgreSQL that serves a data folder, as its postmaster.pid tells.
 *
 * @param process which lives and is a postgres of that very folder
 * @param port that it listens on
 */
record Postmaster(ProcessHandle process, int port) {
  private static final int PORT_LINE = 3;
  private static final Set<String> PROGRAMS = Set.of("postgres", "postgres.exe");

  /** The one that serves the folder; nothing when the file is not there or stale. */
  static Optional<Postmaster> of(Path data) throws IOException {
    List<String> lines = lines(data);
    if (lines.size() <= PORT_LINE) return Optional.empty();
    Optional<Integer> port = number(lines.get(PORT_LINE)).map(Long::intValue);
    Optional<ProcessHandle> process = process(lines);
    if (port.isEmpty() || process.isEmpty() || !serves(process.get(), data)) {
      return Optional.empty();
    }
    return Optional.of(new Postmaster(process.get(), port.get()));
  }

  /**
   * Deletes a pid file that PostgreSQL itself would stumble over: a torn one, and one with the pid
   * of a process that has nothing to do with us, as after a reboot. With a dead pid it copes, and
   * learns from the file which shared memory to look for.
   */
  static boolean discardStale(Path data) throws IOException {
    List<String> lines = lines(data);
    boolean torn = lines.isEmpty() && Files.exists(file(data));
    boolean foreign = process(lines).filter(process -> !serves(process, data)).isPresent();
    return (torn || foreign) && Files.deleteIfExists(file(data));
  }

  static Path file(Path data) {
    return data.resolve("postmaster.pid");
  }

  private static List<String> lines(Path data) throws IOException {
    try {
      return Files.readAllLines(file(data), StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }

  private static Optional<ProcessHandle> process(List<String> lines) {
    if (lines.isEmpty()) return Optional.empty();
    return number(lines.get(0)).flatMap(ProcessHandle::of).filter(ProcessHandle::isAlive);
  }

  private static Optional<Long> number(String line) {
    String digits = line.strip();
    return digits.matches("[0-9]{1,10}") ? Optional.of(Long.valueOf(digits)) : Optional.empty();
  }

  /** Whether the process is {@code postgres -D data}; a zombie isn't. */
  private static boolean serves(ProcessHandle process, Path data) {
    List<String> command = commandLine(process);
    if (command.isEmpty() || !PROGRAMS.contains(name(command.get(0)))) return false;
    // Windows tells the program alone. The password, which is tried next, decides there.
    if (command.size() == 1) return true;
    int option = command.indexOf("-D");
    return option > 0 && option + 1 < command.size() && same(command.get(option + 1), data);
  }

  private static List<String> commandLine(ProcessHandle process) {
    try {
      // As root without CAP_SYS_PTRACE Java doesn't see the program of nobody's process; this does.
      Path file = Path.of("/proc", Long.toString(process.pid()), "cmdline");
      return List.of(Files.readString(file, StandardCharsets.ISO_8859_1).split("\0"));
    } catch (IOException e) {
      List<String> command = new ArrayList<>();
      process.info().command().ifPresent(command::add);
      process.info().arguments().map(List::of).ifPresent(command::addAll);
      return command;
    }
  }

  private static String name(String program) {
    return program.substring(Math.max(program.lastIndexOf('/'), program.lastIndexOf('\\')) + 1);
  }

  private static boolean same(String folder, Path data) {
    try {
      // Not by name: the same folder has several where it is mounted or linked twice.
      return Files.isSameFile(Path.of(folder), data);
    } catch (IOException | InvalidPathException e) {
      return false;
    }
  }
}
