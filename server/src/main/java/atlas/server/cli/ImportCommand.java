package atlas.server.cli;

import atlas.core.memory.Imports;
import atlas.model.Call;
import atlas.model.Caller;
import atlas.model.Refusal;
import atlas.server.Wiring;
import atlas.storage.LogArchive;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes over what another program has written down. */
@Command(
    name = "import",
    description = {
      "Add what a file says, JSON, an object a line, compressed with gzip or not: agent sessions as"
          + " checkpoints, tickets, tasks, decisions. README lists their fields.",
      "A file is added whole or, where a line is bad, not at all. What is there already stays as it"
          + " is: the same file again adds nothing."
    })
final class ImportCommand extends AtlasCommand implements Callable<Integer> {
  private static final int SHOWN = 50;
  private static final Comparator<String> BY_NUMBER =
      Comparator.comparingInt(id -> Integer.parseInt(id.substring(2)));
  private static final long MOST_CHARACTERS = 256L * 1024 * 1024;

  // Not required by the parser, which would ask for it before the command behind this one, too.
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "FILE",
      description = "The file; - is standard input.")
  String file = "";

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      description =
          "What all lines are: agent_sessions, tickets, tasks, decisions or evidence. Without it each line"
              + " says so in its field kind.")
  Imports.@Nullable Kind kind;

  @Option(names = "--dry-run", description = "Find out what would be added, and add nothing.")
  boolean dryRun;

  ImportCommand(Map<String, String> environment) {
    super(environment);
  }

  /** The command with the one behind it. */
  static CommandLine line(Map<String, String> environment) {
    return new CommandLine(new ImportCommand(environment))
        .addSubcommand("scenarios", new ImportScenariosCommand(environment))
        .addSubcommand("events", new Events(environment));
  }

  @Override
  public Integer call() {
    if (file.isEmpty()) {
      throw new CommandLine.ParameterException(
          spec.commandLine(),
          "Say which FILE, scenarios and their file, or events and the months.");
    }
    List<String> lines = lines(file);
    try (Wiring wiring = wiring();
        var progress = ProgressLine.ofSteps(err())) {
      Caller caller = wiring.localCaller().in(new Call(null, progress));
      var report = wiring.imports().run(caller, new Imports.File(kind, dryRun, lines));
      progress.close();
      if (!report.bad().isEmpty()) {
        print(report.bad(), "line %d %s");
        err().printf("Nothing was added: %d of the lines are bad.%n", report.bad().size());
        return Cli.FAILED;
      }
      out()
          .printf(
              "%s %s; %d there already.%n",
              dryRun ? "would add" : "added", named(report.added()), report.there().size());
      for (Imports.Line line : report.there().subList(0, Math.min(SHOWN, report.there().size()))) {
        out().printf("  line %d: %s%n", line.number(), line.what());
      }
      if (report.there().size() > SHOWN) {
        out().println("  and " + (report.there().size() - SHOWN) + " more");
      }
      return 0;
    }
  }

  private void print(List<Imports.Line> lines, String format) {
    for (Imports.Line line : lines.subList(0, Math.min(SHOWN, lines.size()))) {
      err().printf(format + "%n", line.number(), line.what());
    }
    if (lines.size() > SHOWN) err().println("and " + (lines.size() - SHOWN) + " more");
  }

  /** T-1 to T-9, C-4, 20 tickets: short ids are given one after the other. */
  private static String named(List<String> added) {
    var parts = new ArrayList<String>();
    for (String letter : List.of("T-", "D-", "C-")) {
      List<String> ids =
          added.stream().filter(id -> id.matches(letter + "\\d+")).sorted(BY_NUMBER).toList();
      if (ids.isEmpty()) continue;
      String last = ids.get(ids.size() - 1);
      parts.add(ids.size() == 1 ? last : ids.get(0) + " to " + last);
    }
    long tickets = added.stream().filter(id -> !id.matches("[TDC]-\\d+")).count();
    if (tickets > 0) parts.add(tickets + (tickets == 1 ? " ticket" : " tickets"));
    return parts.isEmpty() ? "nothing" : String.join(", ", parts);
  }

  static List<String> lines(String file) {
    try (InputStream in = file.equals("-") ? System.in : Files.newInputStream(Path.of(file));
        var plain = plain(new BufferedInputStream(in));
        // Bytes that are no text are refused, and not replaced by other signs.
        var reader =
            new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8.newDecoder()))) {
      var lines = new ArrayList<String>();
      long characters = 0;
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        characters += line.length();
        if (characters > MOST_CHARACTERS) throw Refusal.invalid("The file is too large; split it.");
        lines.add(lines.isEmpty() && line.startsWith("\uFEFF") ? line.substring(1) : line);
      }
      return lines;
    } catch (CharacterCodingException e) {
      throw Refusal.invalid("The file is not UTF-8.");
    } catch (IOException e) {
      throw Refusal.invalid("The file can't be read: " + file);
    }
  }

  private static InputStream plain(BufferedInputStream in) throws IOException {
    in.mark(2);
    boolean zipped = in.read() == 0x1f && in.read() == 0x8b;
    in.reset();
    return zipped ? new GZIPInputStream(in) : in;
  }

  /** Brings months of the log back. */
  @Command(
      name = "events",
      description = {
        "Bring months of the event log back that atlas export events took out.",
        "Takes the owner's login."
      })
  static final class Events extends AtlasCommand implements Callable<Integer> {
    @Parameters(
        arity = "1..*",
        paramLabel = "FILE",
        description = "Files like events-2026-01.jsonl.gz, or a folder of them.")
    List<Path> files = List.of();

    Events(Map<String, String> environment) {
      super(environment);
    }

    @Override
    public Integer call() {
      List<Path> months = new ArrayList<>();
      for (Path file : files) months.addAll(months(file));
      try (Wiring wiring = wiring();
          var progress = ProgressLine.ofSteps(err())) {
        LogArchive archive = wiring.archive();
        for (Path month : months) {
          LogArchive.Exported back = archive.bringBack(month, progress);
          progress.close();
          out()
              .printf(
                  "brought back %s: %d events%s%n",
                  back.month(), back.events(), back.kept() ? ", from the table that was kept" : "");
          out().flush();
        }
        return 0;
      }
    }

    private static List<Path> months(Path file) {
      if (!Files.isDirectory(file)) return List.of(file);
      try (Stream<Path> inside = Files.list(file)) {
        List<Path> months =
            inside
                .filter(f -> String.valueOf(f.getFileName()).matches("events-.*\\.jsonl\\.gz"))
                .sorted()
                .toList();
        if (months.isEmpty()) throw Refusal.invalid("There is no month of events in " + file + ".");
        return months;
      } catch (IOException e) {
        throw Refusal.invalid("The folder can't be read: " + file);
      }
    }
  }
}
