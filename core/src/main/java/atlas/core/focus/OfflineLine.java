package atlas.core.focus;

import atlas.core.Outside;
import atlas.core.planner.Planner;
import atlas.model.ActionStatus;
import atlas.model.FocusLog;
import atlas.model.Json;
import atlas.model.PersonalPriority;
import atlas.model.Refusal;
import atlas.model.SpaceName;
import atlas.model.TheaterStatus;
import com.fasterxml.jackson.annotation.JsonAlias;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/**
 * A change as a client wrote it down while it was offline: what it may name is written here, and
 * nothing else is taken.
 *
 * @param operationId the client's own name for it
 * @param id what it changes: A-2, F-3, a theater's name, or op: and the operation that made it
 * @param baseVersion which version of that the client saw
 * @param values what it is to be, by the names of the entity
 */
record OfflineLine(
    String operationId,
    Entity entity,
    Operation operation,
    @Nullable String id,
    @Nullable Integer baseVersion,
    @Nullable JsonNode values) {
  /** What can be changed offline. */
  enum Entity {
    theater,
    action,
    focus_log,
    personal_task
  }

  /** What can be done to it. */
  enum Operation {
    insert,
    update,
    delete
  }

  /** What may be said of a theater. */
  record TheaterValues(
      @JsonAlias("name") @Nullable String theater,
      @Nullable String renameTo,
      @Nullable TheaterStatus status,
      @Nullable Integer progress,
      @Nullable Integer energy,
      @Nullable Boolean derive) {
    TheaterValues {
      checkText("theater", theater, 50);
      checkText("rename_to", renameTo, 50);
      checkNumber("progress", progress, 0, 100);
      checkNumber("energy", energy, 0, 100);
    }

    /** The same as it is said online, of the theater of that name or of a new one. */
    Theaters.Save save(@Nullable String there) {
      String name = there == null ? theater : there;
      if (name == null) throw Refusal.invalid("A new theater needs its name: values.theater.");
      String other = there == null || renameTo != null ? renameTo : theater;
      return new Theaters.Save(name, other, status, progress, energy, Boolean.TRUE.equals(derive));
    }
  }

  /** What may be said of an action; what is pinned was once called locked. */
  record ActionValues(
      @Nullable String theater,
      @Nullable String title,
      @Nullable String description,
      @Nullable ActionStatus status,
      @Nullable Integer gap,
      @Nullable Boolean earlyProgress,
      @Nullable LocalDate due,
      @Nullable Integer minutes,
      @Nullable Boolean select,
      @JsonAlias("is_locked") @Nullable Boolean pin,
      @Nullable String ticketKey,
      @Nullable String task,
      @Nullable String decision,
      @Nullable List<Actions.Part> clear) {
    ActionValues {
      checkText("theater", theater, 50);
      checkText("title", title, 200);
      checkText("description", description, 4_000);
      checkNumber("gap", gap, 0, 5);
      checkNumber("minutes", minutes, 1, 10_080);
      if (due != null) checkYear("due", due.getYear());
      if (clear != null && clear.size() > Actions.Part.values().length) {
        throw Refusal.invalid("values.clear has at most 6 items.");
      }
    }
  }

  /** What may be said of a log. */
  record LogValues(
      FocusLog.@Nullable Kind kind,
      @Nullable String theater,
      @Nullable String action,
      @Nullable String text,
      @Nullable String details,
      @Nullable Integer minutes,
      @Nullable List<String> evidence,
      @Nullable Instant at) {
    LogValues {
      checkText("theater", theater, 50);
      checkText("text", text, 2_000);
      checkText("details", details, 8_000);
      checkNumber("minutes", minutes, 0, 1_440);
      if (evidence != null && evidence.size() > 20) {
        throw Refusal.invalid("values.evidence has at most 20 items.");
      }
      if (evidence != null) {
        for (@Nullable String one : evidence) checkText("evidence", one == null ? "" : one, 64);
      }
      if (at != null) checkYear("at", at.atOffset(ZoneOffset.UTC).getYear());
    }
  }

  /** What may be said of a personal task. */
  record TaskValues(
      @Nullable SpaceName space,
      @Nullable String title,
      @Nullable String description,
      @Nullable PersonalPriority priority,
      @JsonAlias("due") @Nullable LocalDate day,
      @Nullable String time,
      @Nullable Instant remindAt,
      @Nullable List<String> tags,
      @Nullable String ticketKey,
      @Nullable Boolean done) {
    TaskValues {
      checkText("title", title, 200);
      checkText("description", description, 4_000);
      if (tags != null && tags.size() > 20) {
        throw Refusal.invalid("values.tags has at most 20 items.");
      }
      if (tags != null) {
        for (@Nullable String one : tags) checkText("tags", one == null ? "" : one, 50);
      }
      if (day != null) checkYear("day", day.getYear());
      if (remindAt != null) {
        checkYear("remind_at", remindAt.atOffset(ZoneOffset.UTC).getYear());
        // As exact as reminders are.
        remindAt = remindAt.truncatedTo(ChronoUnit.SECONDS);
      }
    }

    /** Whether its reminder is of then or before, and could not be told any more. */
    boolean late(Instant at) {
      return remindAt != null && !remindAt.isAfter(at);
    }

    /** The same as it is said online at that time, but for a reminder that is late. */
    Planner.Save save(@Nullable String item, Instant at) {
      Instant remind = late(at) ? null : remindAt;
      return Planner.Save.task(
          item, space, title, description, priority, day, time, remind, tags, ticketKey, done);
    }
  }

  private static final int LONGEST = 16_384;
  private static final String NONE =
      "This is no change: a JSON object with operation_id, entity, operation, id, base_version and"
          + " values.";
  // What is not known is refused: it may be meant to write where nobody expects it.
  private static final ObjectReader STRICT =
      Json.MAPPER
          .reader()
          .with(
              DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
              DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
              DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .without(DeserializationFeature.ACCEPT_FLOAT_AS_INT);

  // As remove_item takes a theater's name.
  private static final String THEATER = "theater:";

  OfflineLine {
    if (operationId == null || operationId.isBlank() || entity == null || operation == null) {
      throw Refusal.invalid("A change needs operation_id, entity and operation.");
    }
    checkText("operation_id", operationId, 100);
    if (operation == Operation.insert ? id != null : id == null) {
      throw Refusal.invalid("update and delete name the id that they change, and insert none.");
    }
    if (operation != Operation.insert && baseVersion == null) {
      throw Refusal.invalid("update and delete say base_version: which version the client saw.");
    }
    if (operation == Operation.delete ? values != null : values == null) {
      throw Refusal.invalid("insert and update have values, and delete has none.");
    }
    if (entity == Entity.theater && id != null && id.startsWith(THEATER)) {
      id = id.substring(THEATER.length());
    }
    if (values != null && !values.isObject()) throw Refusal.invalid("values is an object.");
  }

  /** Reads a line; refuses what is not a change. */
  static OfflineLine read(String line) {
    if (line.length() > LONGEST) throw Refusal.invalid("A change has at most 16 KB.");
    return read(OfflineLine.class, line);
  }

  /** The name that the line gives to its change; null where it can't be told. */
  static @Nullable String operationId(String line) {
    try {
      JsonNode read = line.length() > LONGEST ? null : Json.MAPPER.readTree(line);
      JsonNode id = read == null ? null : read.get("operation_id");
      if (id == null || !id.isString()) return null;
      String said = id.stringValue();
      return said.isBlank() || said.length() > 100 || said.indexOf(0) >= 0 ? null : said;
    } catch (JacksonException notJson) {
      return null;
    }
  }

  <T> T values(Class<T> type) {
    return read(type, String.valueOf(values));
  }

  private static <T> T read(Class<T> type, String json) {
    try {
      T read = STRICT.forType(type).readValue(json);
      if (read == null) throw Refusal.invalid(NONE);
      return read;
    } catch (JacksonException e) {
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof Refusal refusal) throw refusal;
      }
      throw Refusal.invalid(problem(type, e));
    }
  }

  /** What is wrong, by the names that a client has for it. */
  private static String problem(Class<?> type, JacksonException e) {
    String where = e.getPath().isEmpty() ? null : e.getPath().get(0).getPropertyName();
    if (where == null) return NONE;
    String name = Outside.line(where, 60);
    if (e instanceof UnrecognizedPropertyException unknown) {
      String known =
          Objects.requireNonNullElse(unknown.getKnownPropertyIds(), List.of()).stream()
              .map(String::valueOf)
              .collect(Collectors.joining(", "));
      return type == OfflineLine.class
          ? "A change has no " + name + ", but " + known + "."
          : "values has no " + name + " here, but " + known + ".";
    }
    String wanted = e instanceof MismatchedInputException other ? wanted(other) : null;
    return name + (wanted == null ? " has a value that it does not take." : " is " + wanted + ".");
  }

  private static @Nullable String wanted(MismatchedInputException e) {
    Class<?> type = e.getTargetType();
    if (type == null) return null;
    if (type.isEnum()) {
      return "one of "
          + Arrays.stream(type.getEnumConstants())
              .map(String::valueOf)
              .collect(Collectors.joining(", "));
    }
    if (type == LocalDate.class) return "a day such as 2026-03-31";
    if (type == Instant.class) return "a time with its zone such as 2026-01-15T09:00:00Z";
    if (type == Integer.class) return "a whole number";
    if (type == Boolean.class) return "true or false";
    if (type == String.class) return "text";
    return List.class.isAssignableFrom(type) ? "a list" : null;
  }

  private static void checkText(String name, @Nullable String text, int most) {
    if (text != null && (text.isEmpty() || text.length() > most)) {
      throw Refusal.invalid(name + " has 1 to " + most + " characters.");
    }
  }

  /** As tools take them: PostgreSQL knows fewer years than Java. */
  private static void checkYear(String name, int year) {
    checkNumber("The year of " + name, year, 1900, 2199);
  }

  private static void checkNumber(String name, @Nullable Integer number, int least, int most) {
    if (number != null && (number < least || number > most)) {
      throw Refusal.invalid(name + " is a whole number from " + least + " to " + most + ".");
    }
  }

  /** By which the same change is known again. */
  String fingerprint() {
    try {
      byte[] said = Json.MAPPER.writeValueAsString(this).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(said));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
