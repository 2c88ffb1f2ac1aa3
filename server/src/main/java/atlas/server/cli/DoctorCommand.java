package atlas.server.cli;

import atlas.core.Backups;
import atlas.core.Outside;
import atlas.core.Status;
import atlas.core.meaning.Meaning;
import atlas.core.progress.Earning;
import atlas.integrations.Cancellation;
import atlas.integrations.RemoteFailure;
import atlas.integrations.embedding.Embedder;
import atlas.integrations.flownexus.FlowNexus;
import atlas.integrations.gitlab.GitLab;
import atlas.integrations.gitlab.GitLabList;
import atlas.integrations.gitlab.GitLabUser;
import atlas.integrations.jira.Deployment;
import atlas.integrations.jira.Jira;
import atlas.integrations.jira.Jql;
import atlas.integrations.jira.Keeping;
import atlas.integrations.jira.Myself;
import atlas.model.Caller;
import atlas.model.Refusal;
import atlas.server.Version;
import atlas.server.Wiring;
import atlas.server.config.Config;
import atlas.server.config.EmbeddingSettings;
import atlas.server.config.FlowNexusSettings;
import atlas.storage.PostgresUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** What is configured, reachable and wrong, and how to mend it. */
@Command(name = "doctor", description = "Say what is configured, reachable and wrong.")
final class DoctorCommand extends AtlasCommand implements Callable<Integer> {
  private static final Duration MODEL_PATIENCE = Duration.ofSeconds(20);

  private boolean healthy = true;

  DoctorCommand(Map<String, String> environment) {
    super(environment);
  }

  @Override
  public Integer call() {
    Config config = config();
    good("atlas", Version.text() + " on Java " + Runtime.version());
    home(config.home());
    Earning.problems(config.home()).forEach(problem -> bad("data", problem));
    try (Wiring wiring = new Wiring(config)) {
      Status status = wiring.services().status();
      String kind = config.databaseUrl() == null ? "embedded" : "your own";
      Status.DatabaseState database = status.databaseState(kind);
      if (database.problem() == null) {
        good("database", kind + " PostgreSQL, schema version " + database.schemaVersion());
        log(wiring);
        backup(wiring.backups().state(), config);
        user(wiring, config);
        meaning(wiring, config);
      } else {
        bad("database", database.problem());
        tried(config.databaseUrl());
      }
      neural(config.flowNexus());
      good(
          "tools", wiring.offered().size() + " offered" + (config.readOnly() ? ", read-only" : ""));
    }
    return healthy ? 0 : Cli.FAILED;
  }

  /** Asks for one prediction, since nothing else shows whether the key and the model are right. */
  private void neural(@Nullable FlowNexusSettings settings) {
    if (settings == null) {
      say("off", "neural", "Set FLOW_NEXUS_API_KEY to have Flow-Nexus predict scenarios too.");
      return;
    }
    var features =
        new FlowNexus.Features("Does the model answer?", "", List.of(), "Task", "medium");
    try {
      int count =
          settings
              .open()
              .predict(new FlowNexus.Question(features, List.of(), 1), Cancellation.never())
              .size();
      good("neural", "Flow-Nexus answers as " + settings.model() + (count == 0 ? ", empty" : ""));
    } catch (RemoteFailure failure) {
      bad("neural", failure.sentence());
    }
  }

  private void log(Wiring wiring) {
    long outside = wiring.months().outside();
    if (outside == 0) return;
    bad(
        "log",
        outside
            + " events came when there was no month for them. None is lost: run this with"
            + " ATLAS_DATABASE_OWNER_URL, which puts them into their months.");
  }

  private void backup(Backups.State state, Config config) {
    Path folder = config.backup().folder();
    String last = state.last() == null ? "none yet" : "the last of " + state.last();
    if (state.problem() != null) {
      bad("backup", state.problem());
    } else if (!state.status().equals("daily")) {
      say("off", "backup", "Nothing is backed up by itself; run atlas backup (" + last + ").");
    } else if (Files.exists(folder) && !(Files.isDirectory(folder) && Files.isWritable(folder))) {
      bad("backup", folder + " can't be written; set ATLAS_BACKUP_DIR to a folder that can.");
    } else {
      good("backup", "daily, to " + folder + "; " + last);
    }
  }

  /** Where it was looked for, which no client is ever told. */
  private void tried(@Nullable PostgresUrl url) {
    if (url == null) return;
    String place = url.jdbc().substring("jdbc:postgresql:".length()).replaceFirst("[?].*", "");
    say("", "", "Tried " + place + " as " + url.user() + ".");
  }

  private void user(Wiring wiring, Config config) {
    Caller caller;
    try {
      caller = wiring.localCaller();
    } catch (Refusal problem) {
      bad("user", problem.sentence());
      return;
    }
    good("user", caller.actor());
    accounts(wiring, config, caller);
    gitLabs(wiring, config, caller);
    webhooks(wiring);
  }

  private void accounts(Wiring wiring, Config config, Caller local) {
    List<UUID> users = wiring.accounts().users();
    if (!users.contains(local.userId())) {
      say(
          "off",
          "jira",
          "Set JIRA_HOST, JIRA_EMAIL and JIRA_API_TOKEN, or JIRA_PAT for Data Center, to use"
              + " yours.");
    }
    for (UUID user : users) {
      boolean own = config.jira() != null && user.equals(local.userId());
      Caller owner = Caller.of(user, "doctor");
      String name = wiring.users().name(owner).orElse("unknown");
      try {
        Optional<Jql> history = wiring.accounts().history(user);
        Jira jira = wiring.accounts().jira(user).orElse(null);
        if (jira == null) continue;
        Runnable sameSite = () -> wiring.services().sync().checkSite(owner, jira);
        boolean mine = user.equals(local.userId());
        ZoneId days = mine ? wiring.services().profiles().of(local).days().zone() : null;
        if (account(jira, name, own, days, sameSite)) queries(jira, history, name, own);
      } catch (Refusal problem) {
        bad("jira", name + ": " + problem.sentence());
      }
    }
  }

  /** The host is told to whoever configured it, at their own terminal, and to nobody else. */
  private boolean account(
      Jira jira, String name, boolean own, @Nullable ZoneId days, Runnable sameSite) {
    String host = jira.browse("").getHost();
    try {
      Myself me = jira.myself(Cancellation.never());
      boolean cloud = jira.deployment(Cancellation.never()) == Deployment.CLOUD;
      String kind = cloud ? "Jira Cloud" : "Jira Data Center";
      String by = !cloud ? "a PAT" : jira.scoped() ? "a scoped API token" : "an API token";
      String zone = me.timeZone() == null ? "an unknown time zone" : me.timeZone().getId();
      sameSite.run();
      good("jira", name + " is " + Outside.line(me.displayName()) + " at " + kind);
      say("", "", host + ", by " + by + ", in " + zone);
      if (me.timeZone() != null && !me.timeZone().equals(days) && ZoneId.of("UTC").equals(days)) {
        say("", "", "Your days are in UTC; run: atlas call update_preferences time_zone=" + zone);
      }
      return true;
    } catch (RemoteFailure failure) {
      bad("jira", name + ": " + failure.sentence());
      say("", "", "Asked " + host + (own ? ", as the environment says." : "."));
      String command = Keeping.command(name);
      boolean said = failure.sentence().contains(command);
      if (!own && !said) say("", "", "It is in a file; replace it with: " + command);
      return false;
    }
  }

  private void gitLabs(Wiring wiring, Config config, Caller local) {
    List<UUID> users = wiring.gitLabAccounts().users();
    if (!users.contains(local.userId())) {
      say("off", "gitlab", "Set GITLAB_TOKEN, and GITLAB_URL for your own, to use yours.");
    }
    for (UUID user : users) {
      boolean own = config.gitLab() != null && user.equals(local.userId());
      String name = wiring.users().name(Caller.of(user, "doctor")).orElse("unknown");
      try {
        wiring.gitLabAccounts().gitLab(user).ifPresent(gitLab -> gitLab(gitLab, name, own));
      } catch (Refusal problem) {
        bad("gitlab", name + ": " + problem.sentence());
      }
    }
  }

  /** Asks for a list as well: a token may know whose it is and see nothing else. */
  private void gitLab(GitLab gitLab, String name, boolean own) {
    String host = gitLab.address().getHost();
    try {
      GitLabUser me = gitLab.me(Cancellation.never());
      var unused = gitLab.page(GitLabList.mergesBy(me, null), null, Cancellation.never());
      good("gitlab", name + " is " + Outside.line(me.name()) + " at GitLab");
      say("", "", host + ", as " + Outside.line(me.username()));
    } catch (RemoteFailure failure) {
      bad("gitlab", name + ": " + failure.sentence());
      say("", "", "Asked " + host + (own ? ", as the environment says." : "."));
    }
  }

  /** Tries what a copy asks for: Jira may know no such project or field. */
  private void queries(Jira jira, Optional<Jql> history, String name, boolean own) {
    String scope = own ? "JIRA_PROJECTS" : "--projects";
    String more = own ? "JIRA_HISTORY_PROJECTS or _JQL" : "--history-projects or --history-jql";
    if (asked(jira, Jql.assignedToMe(), name, scope)) {
      history.ifPresent(jql -> asked(jira, jql, name, more));
    }
  }

  private boolean asked(Jira jira, Jql jql, String name, String setting) {
    try {
      var unused = jira.search(jql.byKey(), null, 1, true, Cancellation.never());
      return true;
    } catch (RemoteFailure failure) {
      bad("jira", name + ": " + failure.sentence());
      say("", "", "Asked as " + setting + " says.");
      return false;
    }
  }

  /** Has the model read a word, which is the only way to know. */
  private void meaning(Wiring wiring, Config config) {
    Meaning meaning = wiring.meaning();
    if (!meaning.on()) {
      say("off", "meaning", "Issues are found by words alone, as ATLAS_EMBEDDING says.");
      return;
    }
    EmbeddingSettings.Endpoint endpoint = config.embedding().endpoint();
    if (meaning.of(List.of("atlas"), MODEL_PATIENCE).isPresent()) {
      Embedder embedder = meaning.embedder();
      String where = endpoint == null ? "in this process" : "behind ATLAS_EMBEDDING_URL";
      good("meaning", embedder.model() + ", " + embedder.dimension() + " numbers, " + where);
    } else {
      bad("meaning", String.valueOf(meaning.problem()));
      if (endpoint != null) say("", "", "Asked " + endpoint.url().getHost() + ".");
    }
  }

  private void webhooks(Wiring wiring) {
    for (String name : wiring.webhookSecrets().names()) {
      try {
        boolean known =
            wiring
                .webhookSecrets()
                .owner(name)
                .flatMap(id -> wiring.users().name(Caller.of(id, "doctor")))
                .isPresent();
        if (known) good("webhook", "/webhooks/jira/" + name);
        else
          bad("webhook", name + " is nobody's; run: atlas account webhook " + name + " --remove");
      } catch (Refusal problem) {
        bad("webhook", name + ": " + problem.sentence());
      }
    }
  }

  private void home(Path home) {
    try {
      Files.createDirectories(home);
      Files.delete(Files.createTempFile(home, "doctor", ".tmp"));
      good("home", home + "; the logs are in " + home.resolve("log"));
    } catch (IOException e) {
      bad("home", home + " can't be written; set ATLAS_HOME to a folder that can.");
    }
  }

  private void good(String what, String text) {
    say("ok", what, text);
  }

  private void bad(String what, String text) {
    healthy = false;
    say("WRONG", what, text);
  }

  private void say(String state, String what, String text) {
    out().printf("%-6s %-9s %s%n", state, what, text);
  }
}
