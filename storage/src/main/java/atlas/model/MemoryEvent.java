package atlas.model;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What happened to a project, checkpoint, decision or memory. Who makes or changes one carries the
 * whole of it afterwards, so that the log alone is enough to make it again.
 */
public sealed interface MemoryEvent extends Event {
  /** Those that carry the whole project. */
  sealed interface OfProject extends MemoryEvent {
    Project project();

    @Override
    default UUID entityId() {
      return project().id();
    }

    @Override
    default UUID projectId() {
      return project().id();
    }
  }

  /** Those that carry the whole decision. */
  sealed interface OfDecision extends MemoryEvent {
    Decision decision();

    @Override
    default UUID entityId() {
      return decision().id();
    }

    @Override
    default String shortId() {
      return decision().shortId();
    }

    @Override
    default UUID projectId() {
      return decision().projectId();
    }
  }

  /** A project came to be. */
  record ProjectCreated(Project project) implements OfProject {
    @Override
    public String type() {
      return "project.created";
    }

    @Override
    public int version() {
      return 2;
    }

    @Override
    public String line() {
      return "Project " + project.name() + " created";
    }
  }

  /** A project has another description or other rules. */
  record ProjectChanged(Project project) implements OfProject {
    @Override
    public String type() {
      return "project.changed";
    }

    @Override
    public String line() {
      return "Project " + project.name() + " changed";
    }
  }

  /** The work was saved. */
  record CheckpointCreated(Checkpoint checkpoint) implements MemoryEvent {
    @Override
    public String type() {
      return "checkpoint.created";
    }

    @Override
    public int version() {
      return 2;
    }

    @Override
    public UUID entityId() {
      return checkpoint.id();
    }

    @Override
    public String shortId() {
      return checkpoint.shortId();
    }

    @Override
    public UUID projectId() {
      return checkpoint.projectId();
    }

    @Override
    public String line() {
      return "Checkpoint " + checkpoint.shortId() + ": " + checkpoint.label();
    }
  }

  /** Something was decided. */
  record DecisionRecorded(Decision decision) implements OfDecision {
    @Override
    public String type() {
      return "decision.recorded";
    }

    @Override
    public int version() {
      return 2;
    }

    @Override
    public String line() {
      return "Decision " + decision.shortId() + ": " + decision.title() + ": " + decision.choice();
    }
  }

  /** A decision was replaced by another. */
  record DecisionSuperseded(UUID entityId, String shortId, UUID projectId, String by)
      implements MemoryEvent {
    @Override
    public String type() {
      return "decision.superseded";
    }

    @Override
    public String line() {
      return "Decision " + shortId + " superseded by " + by;
    }
  }

  /** A decision has another status, a day on which it is looked at again, or an outcome. */
  record DecisionChanged(Decision decision) implements OfDecision {
    @Override
    public String type() {
      return "decision.changed";
    }

    @Override
    public String line() {
      return "Decision "
          + decision.shortId()
          + " is "
          + decision.status()
          + (decision.outcome() == null ? "" : ": " + decision.outcome());
    }
  }

  /** Something is remembered that was not, or otherwise than before. */
  record MemorySaved(Memory memory) implements MemoryEvent {
    @Override
    public String type() {
      return "memory.saved";
    }

    @Override
    public UUID entityId() {
      return memory.id();
    }

    @Override
    public String shortId() {
      return memory.shortId();
    }

    @Override
    public @Nullable UUID projectId() {
      return memory.projectId();
    }

    @Override
    public String line() {
      return "Remembered " + memory.shortId() + ": " + memory.type() + " " + memory.key();
    }
  }

  /** Something was removed: hidden, and kept. */
  record ItemRemoved(
      Ref.Kind kind, UUID entityId, String shortId, @Nullable UUID projectId, String title)
      implements MemoryEvent {
    @Override
    public String type() {
      return "item.removed";
    }

    @Override
    public int version() {
      return 2;
    }

    @Override
    public String line() {
      return "Removed " + shortId + ": " + title;
    }
  }

  /** Something that was removed is back. */
  record ItemRestored(
      Ref.Kind kind, UUID entityId, String shortId, @Nullable UUID projectId, String title)
      implements MemoryEvent {
    @Override
    public String type() {
      return "item.restored";
    }

    @Override
    public int version() {
      return 2;
    }

    @Override
    public String line() {
      return "Restored " + shortId + ": " + title;
    }
  }

  /**
   * A project was removed, and with it all that belongs to it and was not removed before.
   *
   * @param items how much went with it
   */
  record ProjectRemoved(UUID entityId, String name, int items) implements MemoryEvent {
    @Override
    public String type() {
      return "project.removed";
    }

    @Override
    public int version() {
      return 2;
    }

    @Override
    public UUID projectId() {
      return entityId;
    }

    @Override
    public String line() {
      return "Removed project " + name + " and what belongs to it";
    }
  }

  /** A project that was removed is back, with what went with it. */
  record ProjectRestored(UUID entityId, String name, int items) implements MemoryEvent {
    @Override
    public String type() {
      return "project.restored";
    }

    @Override
    public int version() {
      return 2;
    }

    @Override
    public UUID projectId() {
      return entityId;
    }

    @Override
    public String line() {
      return "Restored project " + name + " and what went with it";
    }
  }

  /** The rows of work memory were not as the log tells, and were made again from it. */
  record MemoryRebuilt(UUID entityId, int differences) implements MemoryEvent {
    @Override
    public String type() {
      return "log.rebuilt";
    }

    @Override
    public String line() {
      return "Work memory was made again from the log: " + differences + " differences";
    }
  }
}
