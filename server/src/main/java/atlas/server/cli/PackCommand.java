package atlas.server.cli;

import atlas.core.Outside;
import atlas.core.access.SharedPacks;
import atlas.core.insight.PackMarkdown;
import atlas.model.Caller;
import atlas.model.Refusal;
import atlas.model.SharedPack;
import atlas.server.Wiring;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Review packs that are given to a manager to read. */
@Command(name = "pack", description = "Give a manager a review pack to read, and take it back.")
final class PackCommand extends Group {
  PackCommand(Map<String, String> environment) {
    super(
        Map.of(
            "share", new Share(environment),
            "list", new Listing(environment),
            "show", new Show(environment),
            "withdraw", new Withdraw(environment)));
  }

  /** Gives one out. */
  @Command(
      name = "share",
      description = {
        "Give a manager a file to read, as it is now: the pack that you have looked at.",
        "It is all that they see of you; they have said role=manager with update_preferences."
      })
  static final class Share extends AtlasCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "FILE", description = "The pack, in Markdown.")
    Path file = Path.of("");

    @Option(names = "--with", required = true, paramLabel = "NAME", description = "The manager.")
    String reader = "";

    @Option(
        names = "--title",
        paramLabel = "TITLE",
        description = "What it is called; its first line without it.")
    @Nullable String title;

    Share(Map<String, String> environment) {
      super(environment);
    }

    @Override
    public Integer call() {
      String content = content();
      String called = title == null ? firstLine(content) : title;
      try (Wiring wiring = wiring()) {
        Caller caller = wiring.localCaller();
        SharedPack pack = wiring.sharedPacks().share(caller, called, content, reader);
        out().printf("shared with %s: %s  %s%n", reader, pack.id(), pack.title());
        return 0;
      }
    }

    private String content() {
      try {
        if (Files.size(file) <= 4L * SharedPacks.LONGEST) {
          String content = Files.readString(file);
          if (PackMarkdown.is(content)) return content;
          throw Refusal.invalid("That is no review pack; atlas review --out pack.md writes one.");
        }
        throw Refusal.invalid("That is no review pack, it is too long: " + file);
      } catch (CharacterCodingException e) {
        throw Refusal.invalid("The file is not UTF-8.");
      } catch (IOException e) {
        throw Refusal.invalid("The file can't be read: " + file);
      }
    }

    private static String firstLine(String content) {
      String line =
          content
              .lines()
              .map(text -> text.replaceFirst("^#+", "").strip())
              .filter(text -> !text.isEmpty())
              .findFirst()
              .orElse("");
      return line.length() <= 200 ? line : line.substring(0, 200);
    }
  }

  /** Lists them. */
  @Command(name = "list", description = "List the packs that you gave, and that you were given.")
  static final class Listing extends AtlasCommand implements Callable<Integer> {
    Listing(Map<String, String> environment) {
      super(environment);
    }

    @Override
    public Integer call() {
      try (Wiring wiring = wiring()) {
        Caller caller = wiring.localCaller();
        SharedPacks.Listed listed = wiring.sharedPacks().list(caller);
        if (listed.packs().isEmpty()) out().println("none");
        for (SharedPack pack : listed.packs()) {
          boolean given = pack.userId().equals(caller.userId());
          out()
              .printf(
                  "%s  %s  %-4s %s: %s%n",
                  pack.id(),
                  pack.sharedAt().toString().substring(0, 10),
                  given ? "to" : "from",
                  given ? pack.readerName() : pack.ownerName(),
                  Outside.line(pack.title()));
        }
        if (listed.omitted() > 0) out().printf("and %d older ones%n", listed.omitted());
        return 0;
      }
    }
  }

  /** Shows one. */
  @Command(name = "show", description = "Show a pack that you gave or were given.")
  static final class Show extends AtlasCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "ID", description = "As atlas pack list has it.")
    UUID id = new UUID(0, 0);

    Show(Map<String, String> environment) {
      super(environment);
    }

    @Override
    public Integer call() {
      try (Wiring wiring = wiring()) {
        SharedPack pack = wiring.sharedPacks().read(wiring.localCaller(), id);
        out().println(Outside.text(Objects.requireNonNull(pack.content())));
        return 0;
      }
    }
  }

  /** Takes one back. */
  @Command(name = "withdraw", description = "Take a pack back that you gave; nobody has it then.")
  static final class Withdraw extends AtlasCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "ID", description = "As atlas pack list has it.")
    UUID id = new UUID(0, 0);

    Withdraw(Map<String, String> environment) {
      super(environment);
    }

    @Override
    public Integer call() {
      try (Wiring wiring = wiring()) {
        SharedPack pack = wiring.sharedPacks().withdraw(wiring.localCaller(), id);
        out().printf("taken back from %s: %s%n", pack.readerName(), pack.title());
        return 0;
      }
    }
  }
}
