package atlas.server;

import atlas.core.Backups;
import atlas.core.Status;
import atlas.core.access.SharedPacks;
import atlas.core.access.Tokens;
import atlas.core.access.Users;
import atlas.core.library.ScenarioImports;
import atlas.core.live.News;
import atlas.core.meaning.Embedding;
import atlas.core.meaning.Meaning;
import atlas.core.memory.Imports;
import atlas.core.memory.LogMonths;
import atlas.core.memory.Projects;
import atlas.core.memory.Rebuild;
import atlas.core.prediction.Library;
import atlas.core.prediction.Panel;
import atlas.core.prediction.Patterns;
import atlas.core.prediction.Training;
import atlas.core.progress.DailyRound;
import atlas.core.progress.Earning;
import atlas.core.progress.Goals;
import atlas.core.tickets.LinkedBugs;
import atlas.core.tickets.NamedBugs;
import atlas.core.tickets.Tickets;
import atlas.core.tickets.Webhooks;
import atlas.core.writing.Delivery;
import atlas.model.Caller;
import atlas.model.Days;
import atlas.model.Refusal;
import atlas.server.accounts.GitLabAccountFiles;
import atlas.server.accounts.JiraAccounts;
import atlas.server.accounts.WebhookSecrets;
import atlas.server.config.Config;
import atlas.storage.Connector;
import atlas.storage.Database;
import atlas.storage.LogArchive;
import atlas.storage.Opening;
import atlas.storage.PostgresUrl;
import atlas.storage.jobs.Duty;
import atlas.storage.jobs.Jobs;
import atlas.tools.Calls;
import atlas.tools.Catalog;
import atlas.tools.PromptKind;
import atlas.tools.ResourceKind;
import atlas.tools.Services;
import atlas.tools.Tool;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Puts the parts together: database, areas, tools. Opens nothing by itself. */
public final class Wiring implements AutoCloseable {
  // Whoever proves who they are over HTTP must not wait behind slow tool calls, and neither must
  // the jobs, nor what is tried at once, nor who looks what happened.
  private static final int SPARE_CONNECTIONS = 3 + Jobs.CONNECTIONS + Courier.THREADS;
  // Of the memory that the JVM may take, libraries get one part in so many.
  private static final int LIBRARIES_PART = 8;

  private final Config config;
  private final @Nullable EmbeddedLogins embedded;
  private final Connector.Logins logins;
  private final InstantSource clock = InstantSource.system();
  private final Opening opening;
  private final Database database;
  private final Meaning meaning;
  private final Calls calls;
  private final Courier courier = new Courier();
  private final Users users;
  private final Tokens tokens;
  private final JiraAccounts accounts;
  private final GitLabAccountFiles gitLabAccounts;
  private final Webhooks webhooks;
  private final Backups backups;
  private final Goals goals;
  private final Panel panel;
  private final Patterns patterns;
  private final Training training;
  private final Services services;
  private final LogMonths months;
  private final News news;
  private final Jobs jobs;
  private final List<Tool<?, ?>> catalog;
  private final List<Tool<?, ?>> offered;
  private volatile @Nullable Caller local;

  public Wiring(Config config) {
    this.config = config;
    var server = config.databaseUrl();
    if (server == null) {
      embedded = new EmbeddedLogins(config.home());
      logins = embedded;
    } else {
      embedded = null;
      logins =
          () ->
              new Connector.Logins.Pair(
                  server, config.databaseOwnerUrl(), config.databaseDirectUrl());
    }
    opening = new Opening(new Connector(logins, config.poolSize() + SPARE_CONNECTIONS, clock));
    database = new Database(opening, clock, new Ids(), config.readOnly());
    meaning =
        config.embedding().on()
            ? Meaning.by(() -> config.embedding().open(config.home()))
            : Meaning.off();
    calls = new Calls(config.poolSize());
    users = new Users(database);
    tokens = new Tokens(database, Areas::secret);
    Supplier<UUID> own = () -> localCaller().userId();
    Predicate<UUID> known = id -> users.name(Caller.of(id, "server")).isPresent();
    accounts = new JiraAccounts(config.home(), config.jira(), own, known);
    gitLabAccounts = new GitLabAccountFiles(config.home(), config.gitLab(), own, known);
    webhooks = new Webhooks(database, accounts, clock);
    var tickets = new Tickets(database, accounts, config.ticketKeys(), clock);
    goals = new Goals(config.home());
    var earning = Earning.in(config.home(), goals);
    var delivery = new Delivery(database, tickets, accounts, earning);
    backups = new Backups(database, clock, plan(config, embedded));
    var library = new Library(database, meaning, Runtime.getRuntime().maxMemory() / LIBRARIES_PART);
    panel = new Panel(database, Sources.predictors(config, database, library), clock);
    patterns = new Patterns(database);
    training = new Training(database, Sources.training(config));
    services =
        new Areas(config, database, clock, meaning, accounts, gitLabAccounts, earning, goals)
            .services(tickets, delivery, courier, panel, patterns, training, backups, this::facts);
    months = new LogMonths(database);
    news = new News(database, new Ids());
    jobs = new Jobs(opening, database, clock, new Ids(), duties(delivery, tickets, earning));
    catalog = Catalog.tools(services);
    offered = Catalog.select(catalog, config.tools());
  }

  private List<Duty> duties(Delivery delivery, Tickets tickets, Earning earning) {
    var duties = new ArrayList<Duty>();
    duties.addAll(services.sources().duties(Duration.ofMinutes(config.syncMinutes())));
    duties.addAll(webhooks.duties());
    duties.addAll(new LinkedBugs(database, tickets, accounts).duties());
    duties.addAll(new NamedBugs(database, tickets, accounts, earning::bugs).duties());
    duties.addAll(services.sessions().duties());
    duties.addAll(services.personal().planner().duties());
    duties.addAll(months.duties());
    duties.add(Duty.once(Delivery.JOB, delivery));
    duties.addAll(backups.duties());
    duties.addAll(new Embedding(database, meaning, clock, calls::lately).duties());
    duties.addAll(training.duties());
    duties.addAll(new DailyRound(database, goals, earning).duties());
    return duties;
  }

  /** Your own PostgreSQL is yours to back up; of ours nobody else would think. */
  private static Backups.Plan plan(Config config, @Nullable EmbeddedLogins embedded) {
    return new Backups.Plan(
        embedded != null && config.backup().daily(),
        config.backup().folder(),
        config.files(),
        () -> Objects.requireNonNull(embedded).owner(),
        Version.text());
  }

  private Status.Server facts() {
    return new Status.Server(
        Version.text(),
        Runtime.version().toString(),
        config.readOnly(),
        embedded == null ? "your own" : "embedded",
        offered.stream().map(tool -> tool.toolset().name()).distinct().toList(),
        offered.size(),
        config.flowNexus() == null ? null : config.flowNexus().model(),
        calls.running(),
        calls.waiting());
  }

  /** The user of this installation, whom stdio and the command line act for; made on first use. */
  public Caller localCaller() {
    Caller known = local;
    if (known == null) {
      known = users.ensure(config.user());
      local = known;
    }
    return known;
  }

  /** When somebody's days begin and end. */
  public Days days(Caller caller) {
    return services.profiles().of(caller).days();
  }

  /** The tools that are offered, in order. */
  public List<Tool<?, ?>> offered() {
    return offered;
  }

  /** What can be read by address, in order. */
  public List<ResourceKind> resources() {
    return Catalog.resources(services, offered);
  }

  /** What a person can have the model do, in order. */
  public List<PromptKind> prompts() {
    return Catalog.prompts(services, offered);
  }

  /** The names of tools that are not offered, and how to have each. */
  public Map<String, String> left() {
    var left = new HashMap<String, String>();
    for (Tool<?, ?> tool : catalog) left.put(tool.name(), Catalog.how(tool, config.tools()));
    for (Tool<?, ?> tool : offered) left.remove(tool.name());
    return left;
  }

  /** What happens to users, for those who want to hear of it. */
  public News news() {
    return news;
  }

  /** Every tool there is. */
  public List<Tool<?, ?>> catalog() {
    return catalog;
  }

  public Services services() {
    return services;
  }

  public Calls calls() {
    return calls;
  }

  public Users users() {
    return users;
  }

  public Tokens tokens() {
    return tokens;
  }

  /** What people gave each other to read. */
  public SharedPacks sharedPacks() {
    return new SharedPacks(database);
  }

  /** Work memory, compared with the log and made again from it. */
  public Rebuild rebuild() {
    return new Rebuild(database);
  }

  /** What other programs have written down, taken over. */
  public Imports imports() {
    return new Imports(database, new Projects(database, config.project()), config.ticketKeys());
  }

  public ScenarioImports scenarioImports() {
    return new ScenarioImports(database, config.ticketKeys());
  }

  /** What was learned of scenarios. */
  public Patterns patterns() {
    return patterns;
  }

  /** What a neural backend may learn from. */
  public Training training() {
    return training;
  }

  /** The months of the log. */
  public LogMonths months() {
    return months;
  }

  /** The log by the owner's login, which alone may take months out of it. */
  public LogArchive archive() {
    // The database is migrated, and a user that is named is known, before anything is taken out.
    Caller unused = localCaller();
    PostgresUrl owner = logins.find().owner();
    if (owner == null) {
      throw Refusal.unavailable(
          "That takes the owner's login: set ATLAS_DATABASE_OWNER_URL for this command.");
    }
    return new LogArchive(owner, clock);
  }

  public Backups backups() {
    return backups;
  }

  /** What texts mean. */
  public Meaning meaning() {
    return meaning;
  }

  /** What is done without being asked; a server starts it. */
  public Jobs jobs() {
    return jobs;
  }

  public JiraAccounts accounts() {
    return accounts;
  }

  public GitLabAccountFiles gitLabAccounts() {
    return gitLabAccounts;
  }

  public Webhooks webhooks() {
    return webhooks;
  }

  public WebhookSecrets webhookSecrets() {
    // Made when asked for: what makes secrets costs a start 40 ms, and only serve needs it.
    return new WebhookSecrets(config.home());
  }

  public Opening opening() {
    return opening;
  }

  @Override
  public void close() {
    jobs.close();
    calls.close();
    courier.close();
    meaning.close();
    panel.close();
    opening.close();
    if (embedded != null) embedded.close();
  }
}
