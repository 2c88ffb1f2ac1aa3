package atlas.core.planner;

import atlas.core.Words;
import atlas.core.progress.Earning;
import atlas.core.progress.HabitDraft;
import atlas.core.progress.Habits;
import atlas.core.tickets.TicketKeys;
import atlas.model.CalendarEventType;
import atlas.model.Caller;
import atlas.model.Habit;
import atlas.model.HabitCategory;
import atlas.model.HabitFrequency;
import atlas.model.PersonalPriority;
import atlas.model.Refusal;
import atlas.model.SpaceName;
import atlas.storage.Database;
import atlas.storage.Tx;
import atlas.storage.jobs.Duty;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a person plans: tasks, events, countdowns, habits, and how their spaces look. */
public final class Planner {
  /** What can be planned. */
  public enum Type {
    task,
    event,
    countdown,
    habit,
    space
  }

  /** What can be taken away from it. */
  public enum Part {
    description,
    day,
    time,
    minutes,
    remind_at,
    tags,
    ticket_key
  }

  /** What countdowns and habits are about. */
  public enum Category {
    work,
    personal,
    life_event,
    health,
    learning
  }

  /**
   * What an item is to be; null leaves as it is.
   *
   * @param item the one to change, as U-3; null makes a new one
   * @param space of a task or a habit, or the one that looks otherwise
   * @param title of a habit its name
   * @param day of a task when it is due, of a habit which one is logged
   * @param time by the person's clock, 17:30
   * @param minutes how long an event lasts
   * @param targetDays of a weekly habit days of a week; of a custom one within how many days again
   * @param active whether a habit is still meant, or a countdown counted
   * @param rest whether a habit rests on that day
   * @param done whether a task is done, or a habit was on that day
   * @param clear what is taken away
   */
  public record Save(
      Type type,
      @Nullable String item,
      @Nullable SpaceName space,
      @Nullable String title,
      @Nullable String description,
      @Nullable PersonalPriority priority,
      @Nullable LocalDate day,
      @Nullable String time,
      @Nullable LocalDate lastDay,
      @Nullable Integer minutes,
      @Nullable Instant remindAt,
      @Nullable List<String> tags,
      @Nullable String ticketKey,
      @Nullable CalendarEventType eventType,
      @Nullable Category category,
      @Nullable String colour,
      @Nullable String icon,
      @Nullable HabitFrequency frequency,
      @Nullable Integer targetDays,
      @Nullable Boolean active,
      @Nullable Boolean rest,
      @Nullable Boolean done,
      @Nullable List<Part> clear) {

    /** A task, of which that alone is said. */
    public static Save task(
        @Nullable String item,
        @Nullable SpaceName space,
        @Nullable String title,
        @Nullable String description,
        @Nullable PersonalPriority priority,
        @Nullable LocalDate day,
        @Nullable String time,
        @Nullable Instant remindAt,
        @Nullable List<String> tags,
        @Nullable String ticketKey,
        @Nullable Boolean done) {
      return new Save(
          Type.task,
          item,
          space,
          title,
          description,
          priority,
          day,
          time,
          null,
          null,
          remindAt,
          tags,
          ticketKey,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          done,
          null);
    }

    /** The names of what was said besides what it is and which. */
    private Set<String> said() {
      Set<String> said = values();
      if (clear != null) clear.forEach(part -> said.add(part.name()));
      return said;
    }

    private Set<String> values() {
      var said = new TreeSet<String>();
      note(said, "space", space);
      note(said, "title", title);
      note(said, "description", description);
      note(said, "priority", priority);
      note(said, "day", day);
      note(said, "time", time);
      note(said, "last_day", lastDay);
      note(said, "minutes", minutes);
      note(said, "remind_at", remindAt);
      note(said, "tags", tags);
      note(said, "ticket_key", ticketKey);
      note(said, "event_type", eventType);
      note(said, "category", category);
      note(said, "colour", colour);
      note(said, "icon", icon);
      note(said, "frequency", frequency);
      note(said, "target_days", targetDays);
      note(said, "active", active);
      note(said, "rest", rest);
      note(said, "done", done);
      return said;
    }

    private static void note(Set<String> said, String name, @Nullable Object value) {
      if (value != null) said.add(name);
    }

    /** Refuses what is to be another and to be taken away. */
    private void refuseContradiction() {
      if (clear == null) return;
      for (Part part : clear) {
        if (values().contains(part.name())) {
          throw Refusal.invalid("Say " + part + " or clear it, not both.");
        }
      }
    }

    boolean clears(Part part) {
      return clear != null && clear.contains(part);
    }
  }

  /** What was saved, as U-3; a space by its name. */
  public record Saved(Type type, String item, int version, List<String> effects) {}

  /** What can be said of each; done is refused by each with what to do instead. */
  private static final Map<Type, Set<String>> TAKEN =
      Map.of(
          Type.task,
          Set.of(
              "space",
              "title",
              "description",
              "priority",
              "day",
              "time",
              "remind_at",
              "tags",
              "ticket_key",
              "done"),
          Type.event,
          Set.of(
              "title",
              "description",
              "day",
              "time",
              "last_day",
              "minutes",
              "remind_at",
              "ticket_key",
              "event_type",
              "done"),
          Type.countdown,
          Set.of("title", "day", "category", "colour", "icon", "ticket_key", "active", "done"),
          Type.habit,
          Set.of(
              "space",
              "title",
              "description",
              "day",
              "category",
              "frequency",
              "target_days",
              "active",
              "rest",
              "done"),
          Type.space,
          Set.of("space", "colour", "icon"));

  private static final int MOST_TAGS = 20;
  private static final int LONGEST_TAG = 50;

  private final Database database;
  private final TicketKeys keys;
  private final Earning earning;
  private final Habits habits;

  public Planner(Database database, TicketKeys keys, Earning earning, Habits habits) {
    this.database = database;
    this.keys = keys;
    this.earning = earning;
    this.habits = habits;
  }

  /** What tells reminders. */
  public List<Duty> duties() {
    return List.of(new Reminders(database).duty());
  }

  /** Makes something, or changes it. */
  public Saved save(Caller caller, Save save) {
    return database.write(caller, Saved.class, tx -> save(tx, save));
  }

  /** The same within a transaction that does more; comes last in it, since it may earn. */
  public Saved save(Tx tx, Save save) {
    checkTaken(save);
    return switch (save.type()) {
      case task -> PersonalTasks.save(tx, keys, earning, save);
      case event -> CalendarEvents.save(tx, keys, save);
      case countdown -> Countdowns.save(tx, keys, save);
      case habit -> habit(tx, save);
      case space -> Spaces.save(tx, save);
    };
  }

  /** Nothing that was said is dropped silently. */
  private static void checkTaken(Save save) {
    Set<String> taken = TAKEN.getOrDefault(save.type(), Set.of());
    save.refuseContradiction();
    Set<String> other = save.said();
    other.removeAll(taken);
    if (other.isEmpty()) return;
    throw Refusal.invalid(
        "%s %s has no %s; it takes %s."
            .formatted(
                save.type() == Type.event ? "An" : "A",
                save.type(),
                String.join(", ", other),
                String.join(", ", new TreeSet<>(taken))));
  }

  private Saved habit(Tx tx, Save save) {
    HabitDraft draft =
        new HabitDraft(
            save.item(),
            save.title(),
            save.description(),
            save.frequency(),
            save.targetDays(),
            save.category() == null ? null : habitCategory(save.category()),
            save.active(),
            save.space() == null ? null : save.space().name());
    if (Boolean.FALSE.equals(save.done()) || Boolean.FALSE.equals(save.rest())) {
      throw Refusal.invalid("What was logged of a habit stays; say done or rest only if so.");
    }
    Habit habit = Habits.save(tx, draft);
    LocalDate day = save.day() == null ? tx.users().days().of(tx.at()) : save.day();
    var effects = new ArrayList<String>();
    if (Boolean.TRUE.equals(save.rest())) effects.addAll(habits.freeze(tx, habit.id(), day));
    // Last, since it earns.
    if (Boolean.TRUE.equals(save.done())) {
      List<String> logged = habits.logged(tx, habit.id(), day);
      if (logged.isEmpty()) effects.add(habit.shortId() + " was done on " + day + " already");
      effects.addAll(logged);
    }
    return new Saved(Type.habit, habit.shortId(), habit.version(), effects);
  }

  private static HabitCategory habitCategory(Category said) {
    return switch (said) {
      case work -> HabitCategory.work;
      case personal -> HabitCategory.personal;
      case health -> HabitCategory.health;
      case learning -> HabitCategory.learning;
      case life_event -> throw Refusal.invalid("A habit is of work, personal, health or learning.");
    };
  }

  /** A line of words; refuses one without. */
  static String line(String what, String text) {
    String words = text.replaceAll("\\s+", " ").strip();
    if (words.isEmpty()) throw Refusal.invalid(what + " needs words.");
    return words;
  }

  static String colour(String said) {
    String colour = said.strip().toLowerCase(Locale.ROOT);
    if (!colour.matches("#[0-9a-f]{6}")) throw Refusal.invalid("A colour is like #1565c0.");
    return colour;
  }

  static @Nullable LocalDate day(Save save, @Nullable LocalDate before) {
    if (save.clears(Part.day)) return null;
    return save.day() == null ? before : save.day();
  }

  static @Nullable String time(Save save, @Nullable String before) {
    if (save.clears(Part.time)) return null;
    return save.time() == null ? before : time(save.time());
  }

  /** A time of the person's clock as it is kept, 09:30. */
  static String time(String said) {
    try {
      return LocalTime.parse(
              said.strip(),
              DateTimeFormatter.ofPattern("H:mm", Locale.ROOT)
                  .withResolverStyle(ResolverStyle.STRICT))
          .toString();
    } catch (DateTimeException notOne) {
      throw Refusal.invalid("A time is like 17:30.");
    }
  }

  static @Nullable String description(Save save, @Nullable String before) {
    if (save.clears(Part.description)) return null;
    return save.description() == null ? before : save.description();
  }

  static @Nullable String ticketKey(Tx tx, TicketKeys keys, Save save, @Nullable String before) {
    if (save.clears(Part.ticket_key)) return null;
    return save.ticketKey() == null ? before : keys.now(tx, save.ticketKey());
  }

  /** Tags as they are compared: each once, in small letters. */
  static List<String> tags(List<String> said) {
    Set<String> tags = new LinkedHashSet<>();
    for (String tag : said) {
      String name = Words.plain(tag);
      if (name.length() > LONGEST_TAG) throw Refusal.invalid("A tag has at most 50 characters.");
      if (!name.isEmpty()) tags.add(name);
    }
    if (tags.size() > MOST_TAGS) throw Refusal.invalid("There are at most 20 tags.");
    return List.copyOf(tags);
  }
}
