package atlas.server.cli;

import atlas.core.insight.Audience;
import atlas.core.insight.Pack;
import atlas.core.insight.PackHtml;
import atlas.core.insight.PackMarkdown;
import atlas.model.Refusal;
import atlas.server.Wiring;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A review pack, printed or in files. */
@Command(
    name = "review",
    description = {
      "Write down what was done in a period, each line with its evidence.",
      "Example: atlas review --from 2026-01-01 --to 2026-03-31 --out review.md --out review.html"
    })
final class ReviewCommand extends AtlasCommand implements Callable<Integer> {
  @Option(
      names = "--from",
      paramLabel = "DAY",
      description = "The first day, 2026-01-01; default 90 days before the last.")
  @Nullable String from;

  @Option(names = "--to", paramLabel = "DAY", description = "The last day; default today.")
  @Nullable String to;

  @Option(
      names = "--audience",
      paramLabel = "WHO",
      description = "self (default), or manager: insights only that you validated.")
  Audience audience = Audience.self;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description =
          "A file, also more than one: .md is Markdown, .html a page to print with plots; without"
              + " it Markdown is printed here.")
  List<Path> files = List.of();

  ReviewCommand(Map<String, String> environment) {
    super(environment);
  }

  @Override
  public Integer call() {
    LocalDate first = day("--from", from);
    LocalDate last = day("--to", to);
    files.forEach(ReviewCommand::kind);
    try (Wiring wiring = wiring()) {
      var caller = wiring.users().require(config().user());
      Pack pack = wiring.services().packs().make(caller, first, last, audience);
      if (files.isEmpty()) out().print(PackMarkdown.page(pack));
      for (Path file : files) {
        write(file, kind(file).equals("html") ? PackHtml.page(pack) : PackMarkdown.page(pack));
        out()
            .printf(
                "wrote %s: %s to %s, %d pieces of evidence%n",
                file, pack.from(), pack.to(), pack.evidence().size());
      }
      out().flush();
      return 0;
    }
  }

  private static String kind(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    if (name.endsWith(".html") || name.endsWith(".htm")) return "html";
    if (name.endsWith(".md")) return "md";
    throw Refusal.invalid("--out is a file that ends in .md or .html.");
  }
}
