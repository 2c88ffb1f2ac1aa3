package atlas.core.memory;

import atlas.model.Event;
import atlas.model.Project;
import atlas.model.Refusal;
import atlas.storage.Tx;
import org.jspecify.annotations.Nullable;

/** Which piece of work a checkpoint or decision belongs to. */
public final class Projects {
  private static final int LONGEST = 100;

  private final String byDefault;

  /**
   * @param byDefault the project when none is named: the agent's working directory's name
   */
  public Projects(String byDefault) {
    this.byDefault = byDefault;
  }

  /** The project of that name, made on first use; the default one when none is named. */
  Project ensure(Tx tx, @Nullable String named) {
    String name = name(named);
    var found = tx.projects().find(name);
    if (found.isPresent()) return found.get();
    var project = new Project(tx.newId(), name, null);
    if (tx.projects().insert(project.id(), name) == 0) {
      return tx.projects().find(name).orElseThrow();
    }
    tx.append(new Event.ProjectCreated(project));
    return project;
  }

  /** The project of that name; a read makes none. */
  Project require(Tx tx, String named) {
    String name = name(named);
    return tx.projects()
        .find(name)
        .orElseThrow(() -> Refusal.notFound("There is no project " + name + " of yours."));
  }

  private String name(@Nullable String named) {
    String name = named == null || named.isBlank() ? byDefault : named.strip();
    if (name.length() > LONGEST)
      throw Refusal.invalid("A project's name has at most 100 characters.");
    return name;
  }
}
