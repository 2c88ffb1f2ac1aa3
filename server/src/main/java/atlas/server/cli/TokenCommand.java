package atlas.server.cli;

import atlas.model.ApiToken;
import atlas.model.Refusal;
import atlas.model.Scope;
import atlas.server.Wiring;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Bearer tokens for atlas serve. */
@Command(name = "token", description = "Make, list and end bearer tokens for atlas serve.")
final class TokenCommand extends Group {
  private static final Pattern LIFETIME = Pattern.compile("(\\d{1,4})([hdw])");

  TokenCommand(Map<String, String> environment) {
    super(
        Map.of(
            "create", new Create(environment),
            "list", new Listing(environment),
            "revoke", new Revoke(environment)));
  }

  /** Makes one, and prints it alone; this is the only time that it is seen. */
  @Command(name = "create", description = "Make a token for the user; prints it, once.")
  static final class Create extends AtlasCommand implements Callable<Integer> {
    @Option(names = "--scope", defaultValue = "read,write", description = "read, write or both.")
    String scope = "";

    @Option(names = "--expires", defaultValue = "90d", description = "In 12h, 90d or 8w.")
    String expires = "";

    @Option(names = "--label", defaultValue = "token", description = "To know it by.")
    String label = "";

    Create(Map<String, String> environment) {
      super(environment);
    }

    @Override
    public Integer call() {
      Set<Scope> scopes = scopes(scope);
      Duration lifetime = lifetime(expires);
      try (Wiring wiring = wiring()) {
        var caller = wiring.users().require(config().user());
        out().println(wiring.tokens().issue(caller, label, scopes, lifetime));
        return 0;
      }
    }
  }

  /** Lists a user's. */
  @Command(name = "list", description = "List the user's tokens.")
  static final class Listing extends AtlasCommand implements Callable<Integer> {
    Listing(Map<String, String> environment) {
      super(environment);
    }

    @Override
    public Integer call() {
      try (Wiring wiring = wiring()) {
        var caller = wiring.users().require(config().user());
        for (ApiToken token : wiring.tokens().list(caller)) {
          out()
              .printf(
                  "%s  %-20s %-11s %s%n",
                  token.id(),
                  token.label(),
                  String.join(",", token.scopes()),
                  token.revokedAt() == null
                      ? "until " + token.expiresAt()
                      : "revoked " + token.revokedAt());
        }
        return 0;
      }
    }
  }

  /** Ends one. */
  @Command(name = "revoke", description = "End a token at once.")
  static final class Revoke extends AtlasCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "ID", description = "From atlas token list.")
    UUID id = new UUID(0, 0);

    Revoke(Map<String, String> environment) {
      super(environment);
    }

    @Override
    public Integer call() {
      try (Wiring wiring = wiring()) {
        wiring.tokens().revoke(wiring.users().require(config().user()), id);
        out().println("revoked " + id);
        return 0;
      }
    }
  }

  private static Set<Scope> scopes(String words) {
    var scopes = EnumSet.noneOf(Scope.class);
    for (String word : words.split(",")) {
      switch (word.strip().toLowerCase(Locale.ROOT)) {
        case "read" -> scopes.add(Scope.READ);
        case "write" -> scopes.add(Scope.WRITE);
        default -> throw Refusal.invalid("A scope is read or write, or both: read,write.");
      }
    }
    return scopes;
  }

  private static Duration lifetime(String text) {
    Matcher matcher = LIFETIME.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (!matcher.matches()) throw Refusal.invalid("--expires is like 12h, 90d or 8w.");
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "h" -> Duration.ofHours(number);
      case "w" -> Duration.ofDays(7 * number);
      default -> Duration.ofDays(number);
    };
  }
}
