package atlas.core.wellbeing;

import atlas.core.Words;
import atlas.core.progress.Habits;
import atlas.model.Caller;
import atlas.model.Habit;
import atlas.model.JournalEntry;
import atlas.model.Mood;
import atlas.model.MoodContext;
import atlas.model.MoodLog;
import atlas.model.Ref;
import atlas.model.Refusal;
import atlas.model.WellbeingEvent;
import atlas.model.WellbeingLine;
import atlas.storage.Database;
import atlas.storage.Tx;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Moods and the journal. Agents may write them down for their person, and read them back once the
 * person allowed it; until then an answer says under which short id, and nothing else.
 */
public final class Wellbeing {
  private static final int MOST_TAGS = 20;
  private static final int LONGEST_TAG = 50;
  private static final int LONGEST_NOTE = 2_000;
  private static final int LONGEST_ENTRY = 20_000;
  private static final int MOST_LINES = 200;

  /**
   * How the person felt; null is what is usual.
   *
   * @param score from 1, the worst, to 5, with one decimal; else what the mood comes to
   * @param after the session or task that brought it: S-12, T-4
   * @param day of theirs that it was felt on; today where nobody says so
   */
  public record Felt(
      Mood mood,
      @Nullable BigDecimal score,
      @Nullable MoodContext context,
      @Nullable String after,
      @Nullable String note,
      @Nullable LocalDate day) {}

  /**
   * What the person has to say of a day; null leaves as it is.
   *
   * @param text is added to what was written of that day before
   * @param tags are added to those that it has
   */
  public record Written(
      String text,
      @Nullable String title,
      @Nullable List<String> tags,
      @Nullable Mood mood,
      @Nullable LocalDate day) {}

  /** What was written down: O-4 or J-3, and of which day. */
  public record Kept(String item, LocalDate day, List<String> effects) {}

  private final Database database;
  private final Habits habits;

  public Wellbeing(Database database, Habits habits) {
    this.database = database;
    this.habits = habits;
  }

  /** Logs a mood. */
  public Kept feel(Caller caller, Felt felt) {
    return database.write(caller, Kept.class, tx -> feel(tx, felt));
  }

  private static Kept feel(Tx tx, Felt felt) {
    UUID session = null;
    UUID task = null;
    String after = felt.after() == null ? null : felt.after().strip();
    if (after != null) {
      Ref ref = Ref.parseAny(List.of(Ref.Kind.SESSION, Ref.Kind.TASK), after, "or leave after out");
      if (ref.kind() == Ref.Kind.SESSION) {
        session = tx.sessions().find(null, ref.number()).orElseThrow(ref::missing).id();
      } else {
        task = tx.tasks().find(null, ref.number()).orElseThrow(ref::missing).id();
      }
    }
    tx.wellbeing().showPrivate();
    var log =
        new MoodLog(
            tx.newId(),
            tx.nextNumber(Ref.Kind.MOOD),
            felt.mood(),
            score(felt.score(), felt.mood()),
            Objects.requireNonNullElse(felt.context(), MoodContext.general),
            session,
            task,
            note(felt.note()),
            day(tx, felt.day()),
            tx.caller().actor(),
            tx.at(),
            tx.at());
    tx.wellbeing().insert(log);
    tx.append(new WellbeingEvent.MoodLogged(log));
    return new Kept(log.shortId(), log.day(), List.of());
  }

  /** Begins a day's journal, or adds to it. */
  public Kept write(Caller caller, Written written) {
    return database.write(
        caller,
        Kept.class,
        tx -> {
          if (written.text().isBlank()) {
            throw Refusal.invalid("A journal needs a text, with words in it.");
          }
          tx.wellbeing().showPrivate();
          LocalDate day = day(tx, written.day());
          JournalEntry before = tx.wellbeing().lock(day).orElse(null);
          if (before != null) return add(tx, before, written);
          JournalEntry begun = begun(tx, day, written);
          if (tx.wellbeing().insert(begun) == 0) {
            // Somebody else began it a moment ago.
            return add(tx, tx.wellbeing().lock(day).orElseThrow(), written);
          }
          tx.append(new WellbeingEvent.JournalWritten(begun));
          return new Kept(begun.shortId(), day, List.of());
        });
  }

  private static JournalEntry begun(Tx tx, LocalDate day, Written written) {
    return new JournalEntry(
        tx.newId(),
        tx.nextNumber(Ref.Kind.JOURNAL_ENTRY),
        day,
        words(written.title()),
        written.text().strip(),
        tags(List.of(), written.tags()),
        written.mood(),
        tx.caller().actor(),
        1,
        tx.at());
  }

  private static Kept add(Tx tx, JournalEntry before, Written written) {
    String content = before.content() + "\n\n" + written.text().strip();
    if (content.codePointCount(0, content.length()) > LONGEST_ENTRY) {
      throw Refusal.invalid(
          "%s is full: a day's journal has %,d characters at most; say it shorter."
              .formatted(before.shortId(), LONGEST_ENTRY));
    }
    String title = words(written.title());
    var after =
        new JournalEntry(
            before.id(),
            before.number(),
            before.day(),
            title == null ? before.title() : title,
            content,
            tags(before.tags(), written.tags()),
            written.mood() == null ? before.mood() : written.mood(),
            tx.caller().actor(),
            before.version() + 1,
            before.createdAt());
    tx.wellbeing().update(after);
    tx.append(new WellbeingEvent.JournalWritten(after));
    return new Kept(
        after.shortId(), after.day(), List.of("Added to what the day's journal said before"));
  }

  /**
   * Logs that a habit was done.
   *
   * @param day of theirs; today where nobody says so
   */
  public Kept practise(Caller caller, String habit, @Nullable LocalDate day) {
    return database.write(
        caller,
        Kept.class,
        tx -> {
          Habit known = Habits.require(tx, habit);
          LocalDate of = day == null ? tx.users().days().of(tx.at()) : day;
          List<String> effects = habits.logged(tx, known.id(), of);
          return new Kept(
              known.shortId(), of, effects.isEmpty() ? List.of("That was known before") : effects);
        });
  }

  /** The latest days, for the person's own eyes. */
  public List<WellbeingLine> latest(Caller caller, int limit) {
    return database.read(
        caller,
        tx -> {
          tx.wellbeing().showPrivate();
          return tx.wellbeing().latest(Math.max(1, Math.min(limit, MOST_LINES)));
        });
  }

  /** A day of theirs that has begun, or the present one. */
  static LocalDate day(Tx tx, @Nullable LocalDate said) {
    LocalDate today = tx.users().days().of(tx.at());
    if (said == null) return today;
    if (said.isAfter(today)) {
      throw Refusal.invalid(
          "%s has not begun; it is %s where the person is.".formatted(said, today));
    }
    return said;
  }

  private static BigDecimal score(@Nullable BigDecimal said, Mood mood) {
    if (said == null) return mood.score();
    BigDecimal score = said.stripTrailingZeros();
    if (score.scale() > 1
        || score.compareTo(BigDecimal.ONE) < 0
        || score.compareTo(BigDecimal.valueOf(5)) > 0) {
      throw Refusal.invalid("A score is 1.0, the worst, to 5.0, with one decimal.");
    }
    return score.setScale(1);
  }

  private static @Nullable String note(@Nullable String text) {
    String note = words(text);
    if (note == null || note.length() <= LONGEST_NOTE) return note;
    throw Refusal.invalid(
        "A mood's note has at most 2,000 characters; a journal takes longer texts.");
  }

  private static @Nullable String words(@Nullable String text) {
    return text == null || text.isBlank() ? null : text.strip();
  }

  private static List<String> tags(List<String> had, @Nullable List<String> added) {
    var tags = new LinkedHashSet<>(had);
    for (String tag : added == null ? List.<String>of() : added) {
      String plain = Words.plain(tag);
      if (plain.isEmpty() || plain.length() > LONGEST_TAG) {
        throw Refusal.invalid("A tag has 1 to " + LONGEST_TAG + " characters.");
      }
      tags.add(plain);
    }
    if (tags.size() > MOST_TAGS) {
      throw Refusal.invalid("A day's journal has " + MOST_TAGS + " tags at most.");
    }
    return List.copyOf(tags);
  }
}
