package atlas.server.cli;

import atlas.core.access.DataExport;
import atlas.core.planner.ICalendar;
import atlas.model.Call;
import atlas.model.Caller;
import atlas.model.Refusal;
import atlas.server.Wiring;
import atlas.storage.LogArchive;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** All that is a user's, in files. */
@Command(
    name = "export",
    description = {
      "Write all that is a user's into a new folder: a file of JSON lines for each table, what was"
          + " removed included, and their files.",
      "Secrets are not in it: hashes of tokens, accounts, webhooks; nor are months of the log that"
          + " atlas export events took out, which are named."
    })
final class ExportCommand extends AtlasCommand implements Callable<Integer> {
  @Option(
      names = "--dir",
      paramLabel = "FOLDER",
      description =
          "A folder that does not exist yet; a new one under exports in the home" + " without it.")
  @Nullable Path folder;

  ExportCommand(Map<String, String> environment) {
    super(environment);
  }

  /** The command with the one behind it. */
  static CommandLine line(Map<String, String> environment) {
    return new CommandLine(new ExportCommand(environment))
        .addSubcommand("events", new Events(environment))
        .addSubcommand("calendar", new Calendar(environment));
  }

  @Override
  public Integer call() {
    try (Wiring wiring = wiring();
        var progress = ProgressLine.on(err())) {
      Caller user = wiring.users().require(config().user()).in(new Call(null, progress));
      DataExport export = wiring.services().dataExport();
      DataExport.Made made =
          folder == null ? export.writeNew(user) : export.write(user, folder.toAbsolutePath());
      progress.close();
      out()
          .printf(
              "Wrote %,d rows and %d files of %s to %s%n",
              made.manifest().total(), made.manifest().files().size(), user.actor(), made.folder());
      made.manifest().lacks().forEach(out()::println);
      return 0;
    }
  }

  /** The calendar, for another program. */
  @Command(
      name = "calendar",
      description = {
        "Write a user's calendar as iCalendar: what they put there, testing sessions, deadlines of"
            + " Jira, personal tasks that are due.",
        "Each entry keeps its UID, so that a calendar that reads the file again changes it.",
        "Example: atlas export calendar --out atlas.ics"
      })
  static final class Calendar extends AtlasCommand implements Callable<Integer> {
    @Option(
        names = "--from",
        paramLabel = "DAY",
        description = "The first day, 2026-01-31; all there is without it.")
    @Nullable String from;

    @Option(
        names = "--out",
        paramLabel = "FILE",
        description = "A file, which only you may read; printed here without it.")
    @Nullable Path file;

    Calendar(Map<String, String> environment) {
      super(environment);
    }

    @Override
    public Integer call() {
      LocalDate first = day("--from", from);
      try (Wiring wiring = wiring()) {
        Caller user = wiring.users().require(config().user());
        ICalendar calendar = wiring.services().personal().agenda().calendar(user, first);
        if (file == null) {
          out().print(calendar.text());
        } else {
          write(file, calendar.text());
          out().printf("wrote %s: %,d entries%n", file, calendar.entries().size());
        }
        out().flush();
        if (calendar.omitted() > 0) {
          err()
              .printf(
                  "%,d earlier entries are left out; --from asks for fewer%n", calendar.omitted());
          err().flush();
        }
        return 0;
      }
    }
  }

  /** Takes old months of the log out. */
  @Command(
      name = "events",
      description = {
        "Write whole months of the event log to files, everybody's, and take them out of the"
            + " database once the file is on the disk and has been read again.",
        "A month is a file events-2026-01.jsonl.gz, an event a line, and a manifest beside it."
            + " atlas import events brings it back; until then atlas rebuild refuses.",
        "Takes the owner's login."
      })
  static final class Events extends AtlasCommand implements Callable<Integer> {
    @Option(
        names = "--before",
        required = true,
        paramLabel = "MONTH",
        description = "Months that lie wholly before it: 2026-01, or a day as 2026-01-31.")
    String before = "";

    @Option(
        names = "--dir",
        paramLabel = "FOLDER",
        description = "Where the files go; events in the home without it.")
    @Nullable Path folder;

    @Option(
        names = "--keep",
        description = "Leave the month's table in the database, outside of the log.")
    boolean keep;

    @Option(names = "--dry-run", description = "Only say which months it would be.")
    boolean dryRun;

    Events(Map<String, String> environment) {
      super(environment);
    }

    @Override
    public Integer call() {
      YearMonth end = month(before);
      Path into = folder == null ? config().home().resolve("events") : folder.toAbsolutePath();
      try (Wiring wiring = wiring();
          var progress = ProgressLine.ofSteps(err())) {
        LogArchive archive = wiring.archive();
        List<YearMonth> months = archive.months(end);
        if (months.isEmpty()) out().println("There is no month of the log before " + end + ".");
        for (YearMonth month : months) {
          if (dryRun) {
            out().println("would export " + month);
            continue;
          }
          LogArchive.Exported done = archive.export(month, into, keep, progress);
          progress.close();
          out()
              .printf(
                  "exported %s: %d events in %s%s%n",
                  month, done.events(), done.file(), keep ? "; its table is kept" : "");
          out().flush();
        }
        return 0;
      }
    }

    private static YearMonth month(String text) {
      try {
        return text.length() > 7
            ? YearMonth.from(LocalDate.parse(text.strip()))
            : YearMonth.parse(text.strip());
      } catch (DateTimeException notOne) {
        throw Refusal.invalid("--before is a month or a day: 2026-01, 2026-01-31.");
      }
    }
  }
}
