package atlas.core.memory;

import atlas.model.Caller;
import atlas.model.Memory;
import atlas.model.MemoryEvent;
import atlas.model.Ref;
import atlas.model.Refusal;
import atlas.storage.Database;
import atlas.storage.Tx;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What people and agents want to be known tomorrow; Recall finds it again. */
public final class Memories {
  /**
   * What is to be remembered.
   *
   * @param project what it belongs to; null where it holds everywhere
   * @param expiresAt null keeps it for good
   */
  public record Fact(
      Memory.Type type,
      String key,
      String value,
      @Nullable String project,
      @Nullable Instant expiresAt) {}

  /** A memory that is kept, as M-2. */
  public record Kept(
      String memory,
      Memory.Type type,
      String key,
      @Nullable String project,
      @Nullable Instant expiresAt,
      List<String> effects) {}

  private final Database database;
  private final Projects projects;

  public Memories(Database database, Projects projects) {
    this.database = database;
    this.projects = projects;
  }

  /** Remembers a fact, in the place of what was remembered under its type and key. */
  public Kept remember(Caller caller, Fact fact) {
    String key = fact.key().strip();
    if (key.isEmpty() || fact.value().isBlank()) {
      throw Refusal.invalid("What is remembered needs a key and a value, with words in them.");
    }
    return database.write(
        caller,
        Kept.class,
        tx -> {
          Instant expiresAt = fact.expiresAt();
          if (expiresAt != null && !expiresAt.isAfter(tx.at())) {
            throw Refusal.invalid("expires_at must be in the future; leave it out to keep it.");
          }
          var project = fact.project() == null ? null : projects.ensure(tx, fact.project());
          UUID projectId = project == null ? null : project.id();
          Memory before = tx.memories().lock(fact.type(), key).orElse(null);
          Memory after = before == null ? add(tx, fact, key, projectId) : null;
          if (after == null) {
            if (before == null) before = tx.memories().lock(fact.type(), key).orElseThrow();
            after = change(tx, before, fact, projectId);
          }
          return new Kept(
              after.shortId(),
              after.type(),
              after.key(),
              project == null ? null : project.name(),
              after.expiresAt(),
              before == null || before.value().equals(after.value())
                  ? List.of()
                  : List.of("What " + after.shortId() + " said before is replaced"));
        });
  }

  /** The new memory, or null where another was faster. */
  private static @Nullable Memory add(Tx tx, Fact fact, String key, @Nullable UUID projectId) {
    var memory =
        new Memory(
            tx.newId(),
            tx.nextNumber(Ref.Kind.MEMORY),
            projectId,
            fact.type(),
            key,
            fact.value(),
            tx.caller().actor(),
            fact.expiresAt(),
            tx.at());
    if (tx.memories().insert(memory) == 0) return null;
    tx.append(new MemoryEvent.MemorySaved(memory));
    return memory;
  }

  private static Memory change(Tx tx, Memory before, Fact fact, @Nullable UUID projectId) {
    var after =
        new Memory(
            before.id(),
            before.number(),
            projectId,
            before.type(),
            before.key(),
            fact.value(),
            tx.caller().actor(),
            fact.expiresAt(),
            before.createdAt());
    if (!after.equals(before)) {
      tx.memories().update(after);
      tx.append(new MemoryEvent.MemorySaved(after));
    }
    return after;
  }
}
