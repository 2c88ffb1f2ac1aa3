package atlas.core.memory;

import atlas.core.Outside;
import atlas.model.Caller;
import atlas.model.Json;
import atlas.model.MemoryEvent;
import atlas.model.Project;
import atlas.model.Refusal;
import atlas.storage.Database;
import atlas.storage.ProjectTable;
import atlas.storage.Tx;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Pieces of work: what tasks, checkpoints and decisions belong to, and which rules hold there. */
public final class Projects {
  /** What stands for every project where several can be shown. */
  public static final String ALL = "*";

  private static final int LONGEST = 100;
  private static final int MOST_RULES = 50;
  private static final int LONGEST_RULES = 8 * 1024;
  private static final int NAMED = 10;
  private static final String EVIDENCE = "require_evidence_for_done";
  private static final String ACTIVE = "max_active_tasks";
  private static final String LEASE = "lease_minutes";

  /**
   * What a project is to be.
   *
   * @param rules those to set; null takes one back, and what isn't named stays
   */
  public record Save(
      @Nullable String name, @Nullable String description, @Nullable Map<String, Object> rules) {}

  /** A project as it is now, with all of its rules. */
  public record Saved(String project, Map<String, @Nullable Object> rules, List<String> effects) {}

  private final Database database;
  private final String byDefault;

  /**
   * @param byDefault the project when none is named: the agent's working directory's name
   */
  public Projects(Database database, String byDefault) {
    this.database = database;
    this.byDefault = byDefault;
  }

  /** Makes a project or changes the one of that name. */
  public Saved save(Caller caller, Save save) {
    return database.write(
        caller,
        Saved.class,
        tx -> {
          Project found = ensure(tx, save.name());
          boolean made = found.createdAt().equals(tx.at());
          Project before = tx.projects().lock(found.id()).orElseThrow();
          Project after = changed(before, save);
          var effects = new ArrayList<String>();
          String name = Outside.line(after.name());
          if (made) effects.add("Project " + name + " created");
          if (!after.equals(before)) {
            tx.projects().update(after);
            tx.append(new MemoryEvent.ProjectChanged(after));
            if (!made) effects.add("Project " + name + " changed");
          }
          return new Saved(name, rules(after), effects);
        });
  }

  /** The id of the project of that name or id. */
  public UUID id(Caller caller, String named) {
    return database.read(caller, tx -> require(tx, named).id());
  }

  /** Names that begin so, those that were worked on last first. */
  public List<String> names(Caller caller, String prefix, int limit) {
    return database.read(caller, tx -> tx.projects().names(prefix, limit));
  }

  /** Every rule of a project: those that are enforced, which come first, and the others. */
  static Map<String, @Nullable Object> rules(Project project) {
    var rules = new LinkedHashMap<String, @Nullable Object>();
    rules.put(EVIDENCE, project.requireEvidenceForDone());
    Integer most = project.maxActiveTasks();
    if (most != null) rules.put(ACTIVE, most);
    rules.put(LEASE, project.leaseMinutes());
    project
        .rules()
        .forEachEntry(
            (name, value) -> rules.put(name, Json.MAPPER.treeToValue(value, Object.class)));
    return Outside.data(rules, Outside::text);
  }

  private static Project changed(Project before, Save save) {
    var others = (ObjectNode) before.rules().deepCopy();
    boolean evidence = before.requireEvidenceForDone();
    Integer most = before.maxActiveTasks();
    int lease = before.leaseMinutes();
    Map<String, Object> given = save.rules() == null ? Map.of() : save.rules();
    for (var rule : given.entrySet()) {
      JsonNode value = Json.MAPPER.valueToTree(rule.getValue());
      switch (rule.getKey()) {
        case EVIDENCE -> evidence = flag(value);
        case ACTIVE -> most = value.isNull() ? null : number(ACTIVE, value, 1000);
        case LEASE -> lease = value.isNull() ? Project.LEASE_MINUTES : number(LEASE, value, 1440);
        default -> {
          if (value.isNull()) others.remove(rule.getKey());
          else others.set(rule.getKey(), value);
        }
      }
    }
    if (others.size() > MOST_RULES || others.toString().length() > LONGEST_RULES) {
      throw Refusal.invalid("A project has at most 50 rules, of 8 KB together; take some back.");
    }
    return new Project(
        before.id(),
        before.name(),
        save.description() == null ? before.description() : save.description(),
        evidence,
        most,
        lease,
        others,
        before.createdAt());
  }

  private static boolean flag(JsonNode value) {
    if (value.isNull()) return false;
    if (value.isBoolean()) return value.booleanValue();
    throw Refusal.invalid(EVIDENCE + " is true or false.");
  }

  private static int number(String rule, JsonNode value, int most) {
    if (value.isIntegralNumber() && value.canConvertToInt()) {
      int number = value.intValue();
      if (number >= 1 && number <= most) return number;
    }
    throw Refusal.invalid(rule + " is a whole number from 1 to " + most + ".");
  }

  /** The project of that name or id, made on first use; the default one when none is named. */
  Project ensure(Tx tx, @Nullable String named) {
    String name = name(named);
    var found = named(tx, name);
    if (found.isPresent()) return found.get();
    Project project = Project.plain(tx.newId(), name, tx.at());
    if (tx.projects().insert(project) == 0) return tx.projects().find(name).orElseThrow();
    tx.append(new MemoryEvent.ProjectCreated(project));
    return project;
  }

  /** The project of that name or id, the default one when none is named; a read makes none. */
  Project require(Tx tx, @Nullable String named) {
    String name = name(named);
    return require(tx, named, List.of());
  }

  /**
   * The same where a project of Jira would do.
   *
   * @param jira the keys of those that there are
   */
  Project require(Tx tx, @Nullable String named, List<String> jira) {
    String name = name(named);
    return named(tx, name).orElseThrow(() -> missing(tx, name, jira));
  }

  /** The id of that project, or null for all of them. */
  @Nullable UUID requireOrAll(Tx tx, @Nullable String named) {
    return ALL.equals(named) ? null : require(tx, named).id();
  }

  private static Optional<Project> named(Tx tx, String name) {
    var found = tx.projects().find(name);
    if (found.isPresent()) return found;
    try {
      return tx.projects().byId(UUID.fromString(name));
    } catch (IllegalArgumentException noId) {
      return Optional.empty();
    }
  }

  private static Refusal missing(Tx tx, String name, List<String> jira) {
    List<String> there =
        Stream.concat(
                tx.projects().lines(NAMED).stream().map(ProjectTable.Line::name), jira.stream())
            .map(Outside::line)
            .toList();
    String others =
        there.isEmpty()
            ? "There are none yet; the first thing that you save makes it."
            : "There are: " + String.join(", ", there) + ".";
    return Refusal.notFound("There is no project " + name + " of yours. " + others);
  }

  private String name(@Nullable String named) {
    String name = named == null || named.isBlank() ? byDefault : named.strip();
    if (name.equals(ALL)) throw Refusal.invalid("* stands for all projects; name one.");
    if (name.length() > LONGEST)
      throw Refusal.invalid("A project's name has at most 100 characters.");
    return name;
  }
}
