package atlas.server.cli;

import atlas.model.Caller;
import atlas.server.Wiring;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The people whose memory this is. */
@Command(name = "user", description = "Add people.")
final class UserCommand extends Group {
  UserCommand(Map<String, String> environment) {
    super(Map.of("add", new Add(environment)));
  }

  /** Adds one. */
  @Command(name = "add", description = "Add a user; harmless if there is one of that name.")
  static final class Add extends AtlasCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "NAME", description = "Letters, digits, . _ - and @.")
    String name = "";

    Add(Map<String, String> environment) {
      super(environment);
    }

    @Override
    public Integer call() {
      try (Wiring wiring = wiring()) {
        Caller user = wiring.users().ensure(name);
        out().println(user.actor());
        return 0;
      }
    }
  }
}
