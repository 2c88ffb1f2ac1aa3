package atlas.server.cli;

import atlas.model.Caller;
import atlas.model.Refusal;
import atlas.server.Wiring;
import atlas.server.accounts.GitLabAccountFiles;
import atlas.server.accounts.JiraAccounts;
import atlas.server.accounts.WebhookSecrets;
import atlas.server.config.ConfigProblem;
import atlas.server.config.GitLabSettings;
import atlas.server.config.JiraSettings;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The accounts at other systems of the people who share a server. */
@Command(
    name = "account",
    description = "Give people their accounts at Jira and GitLab, and webhooks.")
final class AccountCommand extends Group {
  AccountCommand(Map<String, String> environment) {
    super(
        Map.of(
            "add", new Add(environment),
            "list", new Listing(environment),
            "remove", new Remove(environment),
            "webhook", new Webhook(environment)));
  }

  /** The systems that somebody can have an account at. */
  enum Source {
    jira,
    gitlab
  }

  /** Adds one; a server that runs uses it from then on. */
  @Command(
      name = "add",
      description = "Give the user an account; its secret is asked for, or read from stdin.")
  static final class Add extends AtlasCommand implements Callable<Integer> {
    private static final int LONGEST_SECRET = 4096;

    @Parameters(index = "0", paramLabel = "SOURCE", description = "jira or gitlab.")
    Source source = Source.jira;

    @Option(
        names = "--host",
        required = true,
        paramLabel = "ADDRESS",
        description = "As JIRA_HOST or GITLAB_URL.")
    String host = "";

    @Option(
        names = "--email",
        paramLabel = "EMAIL",
        description = "As JIRA_EMAIL; without it the secret is a PAT.")
    @Nullable String email;

    // Never an argument: everybody on the machine may read those.
    @Option(names = "--token-file", paramLabel = "FILE", description = "Where the secret stands.")
    @Nullable Path tokenFile;

    @Option(
        names = "--projects",
        split = ",",
        paramLabel = "KEY",
        description = "As JIRA_PROJECTS.")
    List<String> projects = List.of();

    @Option(
        names = "--history-projects",
        split = ",",
        paramLabel = "KEY",
        description = "As JIRA_HISTORY_PROJECTS.")
    List<String> historyProjects = List.of();

    @Option(names = "--history-jql", paramLabel = "JQL", description = "As JIRA_HISTORY_JQL.")
    @Nullable String historyJql;

    Add(Map<String, String> environment) {
      super(environment);
    }

    @Override
    public Integer call() {
      try (Wiring wiring = wiring()) {
        Caller user = wiring.users().require(config().user());
        if (source == Source.gitlab) return gitLab(wiring, user);
        if (own().map(Own::userName).filter(user.actor()::equals).isPresent()) {
          throw taken(user, "JIRA_HOST and its like name");
        }
        String secret = secret();
        wiring
            .accounts()
            .add(
                user.userId(),
                user.actor(),
                new JiraSettings.Written(
                    host,
                    email,
                    email == null ? null : secret,
                    email == null ? secret : null,
                    projects,
                    historyProjects,
                    historyJql));
        return added(user);
      }
    }

    private int gitLab(Wiring wiring, Caller user) {
      if (email != null
          || historyJql != null
          || !projects.isEmpty()
          || !historyProjects.isEmpty()) {
        throw Refusal.invalid("GitLab takes --host and a token alone; leave the rest out.");
      }
      if (ownGitLab().filter(user.actor()::equals).isPresent()) {
        throw taken(user, "GITLAB_TOKEN names");
      }
      wiring
          .gitLabAccounts()
          .add(user.userId(), user.actor(), new GitLabSettings.Written(host, secret()));
      return added(user);
    }

    private int added(Caller user) {
      out().println("added " + source + " for " + user.actor() + "; atlas doctor checks it");
      return 0;
    }

    private static Refusal taken(Caller user, String named) {
      return Refusal.conflict(
          user.actor()
              + " has the account that "
              + named
              + ", which goes before one in a file. Unset it first, or give this one to somebody"
              + " else with --user.");
    }

    private String secret() {
      Path file = tokenFile;
      try {
        if (file != null) return Files.readString(file).strip();
        Console console = System.console();
        if (console != null) {
          char[] typed = console.readPassword("Token (not shown): ");
          return typed == null ? "" : new String(typed).strip();
        }
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        var line = new char[LONGEST_SECRET];
        int length = Math.max(0, in.read(line));
        return new String(line, 0, length).strip();
      } catch (IOException e) {
        throw new ConfigProblem("The secret can't be read: give a file with --token-file.");
      }
    }
  }

  /** Lists them, without hosts and secrets. */
  @Command(name = "list", description = "List the accounts and webhooks that there are.")
  static final class Listing extends AtlasCommand implements Callable<Integer> {
    Listing(Map<String, String> environment) {
      super(environment);
    }

    @Override
    public Integer call() {
      try (Wiring wiring = wiring()) {
        Optional<Own> own = own();
        own.ifPresent(o -> account(o.userName(), told(o.settings()) + ", from the environment"));
        List<JiraAccounts.Entry> entries = wiring.accounts().list();
        for (JiraAccounts.Entry entry : entries) {
          boolean second = own.map(Own::userName).filter(entry.userName()::equals).isPresent();
          String how = second ? "unused: the environment's goes before it" : told(entry.settings());
          account(entry.userName(), how);
        }
        boolean gitLabs = gitLabs(wiring);
        List<String> webhooks = wiring.webhookSecrets().names();
        for (String name : webhooks) {
          out().printf("%-20s webhook  /webhooks/jira/%s%n", owner(wiring, name), name);
        }
        if (own.isEmpty() && entries.isEmpty() && webhooks.isEmpty() && !gitLabs) {
          out().println("none; set JIRA_HOST and its like for yours, or: atlas account add jira");
        }
        return 0;
      }
    }

    private boolean gitLabs(Wiring wiring) {
      Optional<String> own = ownGitLab();
      own.ifPresent(user -> gitLab(user, "token, from the environment"));
      List<GitLabAccountFiles.Entry> entries = wiring.gitLabAccounts().list();
      for (GitLabAccountFiles.Entry entry : entries) {
        boolean second = own.filter(entry.userName()::equals).isPresent();
        String how = entry.usable() ? "token" : "can't be used; atlas doctor says why";
        gitLab(entry.userName(), second ? "unused: the environment's goes before it" : how);
      }
      return own.isPresent() || !entries.isEmpty();
    }

    private void gitLab(String user, String how) {
      out().printf("%-20s gitlab   %s%n", user, how);
    }

    private void account(String user, String how) {
      out().printf("%-20s jira     %s%n", user, how);
    }

    private static String told(@Nullable JiraSettings settings) {
      if (settings == null) return "can't be used; atlas doctor says why";
      String kind = settings.account().email() == null ? "PAT" : "API token";
      String scope =
          settings.projects().isEmpty() ? "" : ", only " + String.join(",", settings.projects());
      return kind + scope + (settings.history() == null ? "" : ", with history");
    }

    private static String owner(Wiring wiring, String name) {
      try {
        return wiring
            .webhookSecrets()
            .owner(name)
            .flatMap(id -> wiring.users().name(Caller.of(id, "atlas")))
            .orElse("unknown");
      } catch (Refusal unusable) {
        return "unknown";
      }
    }
  }

  /** Takes one away. */
  @Command(name = "remove", description = "Take the user's account away.")
  static final class Remove extends AtlasCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "SOURCE", description = "jira or gitlab.")
    Source source = Source.jira;

    Remove(Map<String, String> environment) {
      super(environment);
    }

    @Override
    public Integer call() {
      try (Wiring wiring = wiring()) {
        Caller user = wiring.users().require(config().user());
        boolean removed =
            source == Source.gitlab
                ? wiring.gitLabAccounts().remove(user.userId())
                : wiring.accounts().remove(user.userId());
        if (!removed) {
          throw Refusal.notFound(
              user.actor()
                  + " has no account of that kind in a file; atlas account list shows"
                  + " whose there are.");
        }
        out().println("removed " + source + " of " + user.actor());
        return 0;
      }
    }
  }

  /** Lets the user's Jira tell by itself what happens there. */
  @Command(
      name = "webhook",
      description = "Take webhooks under a name; prints where they go and their secret, once.")
  static final class Webhook extends AtlasCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "NAME", description = "Small letters, digits, . _ -")
    String name = "";

    @Option(names = "--new-secret", description = "Replace the secret that it has.")
    boolean newSecret;

    @Option(names = "--remove", description = "Take it away, with what came under it.")
    boolean remove;

    Webhook(Map<String, String> environment) {
      super(environment);
    }

    @Override
    public Integer call() {
      WebhookSecrets.checkName(name);
      try (Wiring wiring = wiring()) {
        Caller user = wiring.users().require(config().user());
        Optional<UUID> owner = wiring.webhookSecrets().owner(name);
        if (owner.isPresent() && !owner.get().equals(user.userId())) {
          throw Refusal.conflict("That name is somebody else's; take another.");
        }
        if (remove) return remove(wiring, user);
        if (owner.isPresent() && !newSecret) {
          throw Refusal.conflict(
              "There is a webhook " + name + " already; --new-secret gives it another secret.");
        }
        wiring.webhooks().add(user, name);
        String secret = wiring.webhookSecrets().make(name, user.userId());
        out().println("path    /webhooks/jira/" + name);
        out().println("secret  " + secret);
        return 0;
      }
    }

    private int remove(Wiring wiring, Caller user) {
      boolean there = wiring.webhookSecrets().remove(name);
      if (!wiring.webhooks().remove(user, name) && !there) {
        throw Refusal.notFound("There is no webhook " + name + " of " + user.actor() + ".");
      }
      out().println("removed webhook " + name);
      return 0;
    }
  }
}
