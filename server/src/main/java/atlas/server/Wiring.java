package atlas.server;

import atlas.core.Status;
import atlas.core.access.Tokens;
import atlas.core.access.Users;
import atlas.core.memory.Checkpoints;
import atlas.core.memory.Decisions;
import atlas.core.memory.Projects;
import atlas.core.memory.Timeline;
import atlas.core.prediction.Predictions;
import atlas.core.prediction.SimilarTickets;
import atlas.core.prediction.Templates;
import atlas.core.testing.Sessions;
import atlas.core.tickets.Tickets;
import atlas.integrations.jira.Jira;
import atlas.model.Caller;
import atlas.server.config.Config;
import atlas.storage.Connector;
import atlas.storage.Database;
import atlas.storage.Opening;
import atlas.tools.Calls;
import atlas.tools.Catalog;
import atlas.tools.Services;
import atlas.tools.Tool;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Puts the parts together: database, areas, tools. Opens nothing by itself. */
public final class Wiring implements AutoCloseable {
  // Whoever proves who they are over HTTP must not wait behind slow tool calls.
  private static final int SPARE_CONNECTIONS = 2;

  private final Config config;
  private final @Nullable EmbeddedLogins embedded;
  private final Opening opening;
  private final Calls calls;
  private final Users users;
  private final Tokens tokens;
  private final Services services;
  private final List<Tool<?, ?>> catalog;
  private final List<Tool<?, ?>> offered;
  private volatile @Nullable Caller local;

  public Wiring(Config config) {
    this.config = config;
    InstantSource clock = InstantSource.system();
    Connector.Logins logins;
    var server = config.databaseUrl();
    if (server == null) {
      embedded = new EmbeddedLogins(config.home());
      logins = embedded;
    } else {
      embedded = null;
      logins = () -> new Connector.Logins.Pair(server, config.databaseOwnerUrl());
    }
    opening = new Opening(new Connector(logins, config.poolSize() + SPARE_CONNECTIONS, clock));
    var database = new Database(opening, clock, new Ids(), config.readOnly());
    calls = new Calls(config.poolSize());
    users = new Users(database);
    tokens =
        new Tokens(
            database,
            () -> {
              byte[] secret = new byte[32];
              new SecureRandom().nextBytes(secret);
              return secret;
            });
    services = services(database, clock);
    catalog = Catalog.tools(services);
    offered = Catalog.select(catalog, config.tools());
  }

  private Services services(Database database, InstantSource clock) {
    Supplier<Optional<Jira>> jira = jira();
    var keys = config.ticketKeys();
    // The configured account is the local user's and nobody else's.
    var tickets =
        new Tickets(
            database,
            userId -> userId.equals(localCaller().userId()) ? jira.get() : Optional.empty(),
            keys,
            clock);
    var projects = new Projects(config.project());
    return new Services(
        tickets,
        new Sessions(database, tickets, keys, List.of(Predictions.settling())),
        new Predictions(
            database, tickets, List.of(new SimilarTickets(), Templates.shipped()), clock),
        new Checkpoints(database, projects),
        new Decisions(database, projects),
        new Timeline(database, projects, keys),
        new Status(database, tickets, this::facts));
  }

  private Supplier<Optional<Jira>> jira() {
    var account = config.jira();
    Optional<Jira> jira = account == null ? Optional.empty() : Optional.of(new Jira(account));
    return () -> jira;
  }

  private Status.Server facts() {
    return new Status.Server(
        Version.text(),
        Runtime.version().toString(),
        config.readOnly(),
        embedded == null ? "your own" : "embedded",
        offered.stream().map(tool -> tool.toolset().name()).distinct().toList(),
        offered.size(),
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

  /** The tools that are offered, in order. */
  public List<Tool<?, ?>> offered() {
    return offered;
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

  public Opening opening() {
    return opening;
  }

  @Override
  public void close() {
    calls.close();
    opening.close();
    if (embedded != null) embedded.close();
  }
}
