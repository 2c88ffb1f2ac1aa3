package atlas.server.cli;

import atlas.model.Counted;
import atlas.model.Refusal;
import atlas.server.Wiring;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What a neural backend may learn from. */
@Command(name = "train", description = "Give a neural backend what it may learn from.")
final class TrainCommand extends Group {
  TrainCommand(Map<String, String> environment) {
    super(Map.of("export", new Export(environment)));
  }

  /** Writes it out. */
  @Command(
      name = "export",
      description = {
        "Write what was tried on which ticket, and what came of it, as lines of JSON: the ticket's"
            + " features, the scenario and the outcome.",
        "Predictions that were rejected are among them, as not tried."
      })
  static final class Export extends AtlasCommand implements Callable<Integer> {
    @Option(
        names = "--out",
        paramLabel = "FILE",
        description = "Where to; standard output without it.")
    @Nullable Path file;

    Export(Map<String, String> environment) {
      super(environment);
    }

    @Override
    public Integer call() {
      try (Wiring wiring = wiring()) {
        var caller = wiring.users().require(config().user());
        if (file == null) {
          int unused = wiring.training().export(caller, out()::println);
          out().flush();
          return 0;
        }
        try (var writer = new PrintWriter(Files.newBufferedWriter(file, StandardCharsets.UTF_8))) {
          int rows = wiring.training().export(caller, line -> writer.print(line + "\n"));
          if (writer.checkError()) throw new IOException("The disk is full");
          out().println("exported " + Counted.of(rows, "scenario") + " to " + file);
        } catch (IOException e) {
          throw Refusal.invalid("The file can't be written: " + file);
        }
        return 0;
      }
    }
  }
}
