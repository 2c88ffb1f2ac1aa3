package atlas.core.planner;

import atlas.core.TestHouse;
import atlas.core.planner.Planner.Part;
import atlas.core.planner.Planner.Save;
import atlas.core.planner.Planner.Type;
import atlas.model.Caller;
import atlas.model.Json;
import atlas.model.PersonalPriority;
import atlas.model.Ref;
import atlas.model.SpaceName;
import atlas.storage.jobs.Outcome;
import atlas.storage.jobs.Run;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What tests plan. */
public final class Items {
  private Items() {}

  /** What is to be saved, by the names that clients use; ' stands for ". */
  public static Save item(Type type, String json) {
    String all = "{'type':'" + type + "'," + json.strip() + "}";
    return Json.MAPPER.readValue(all.replace('\'', '"').replace(",}", "}"), Save.class);
  }

  /** The job of a reminder, done now as the scheduler would. */
  static Outcome tell(TestHouse house, Caller caller, UUID id) {
    var by = Caller.of(caller.userId(), "atlas");
    var run = new Run(by, id + ".now", List.of(id), 1, false);
    return house.planner().duties().get(0).handler().run(run);
  }

  /** The id of a personal task. */
  static UUID task(TestHouse house, Caller caller, int number) {
    return house
        .db()
        .database()
        .read(caller, tx -> tx.personalTasks().find(null, number).orElseThrow().id());
  }

  /** One of all the things that somebody may do with a planner; often refused. */
  public static void live(TestHouse house, Caller actor, Random random) {
    Type type =
        List.of(Type.task, Type.task, Type.event, Type.countdown, Type.space)
            .get(random.nextInt(5));
    Ref.Kind kind =
        switch (type) {
          case event -> Ref.Kind.CALENDAR_EVENT;
          case countdown -> Ref.Kind.COUNTDOWN;
          default -> Ref.Kind.PERSONAL_TASK;
        };
    boolean old = random.nextInt(3) > 0;
    String item = old && type != Type.space ? kind.shortId(1 + random.nextInt(6)) : null;
    if (item != null && random.nextInt(6) == 0) {
      if (random.nextBoolean()) house.removal().remove(actor, item);
      else house.removal().restore(actor, item);
      return;
    }
    boolean task = type == Type.task;
    boolean planned = type != Type.space;
    boolean timed = type == Type.event || task;
    LocalDate day = LocalDate.of(2026, 3, 1 + random.nextInt(28));
    house
        .planner()
        .save(
            actor,
            new Save(
                type,
                item,
                !planned || task && random.nextBoolean() ? space(random) : null,
                !planned || old && random.nextBoolean() ? null : "Call \"Bo\" \\",
                timed && random.nextInt(3) == 0 ? "Two\nlines" : null,
                task && random.nextBoolean() ? PersonalPriority.high : null,
                planned && (!task || random.nextBoolean()) ? day : null,
                timed && random.nextInt(3) == 0 ? "17:30" : null,
                null,
                null,
                timed && random.nextInt(3) == 0
                    ? house.clock().instant().plusSeconds(1 + random.nextInt(3))
                    : null,
                task && random.nextBoolean() ? List.of("Home", "a, b") : null,
                planned && random.nextInt(4) == 0 ? "HBR-1" : null,
                null,
                null,
                !timed && random.nextInt(2) == 0 ? "#00ff0" + random.nextInt(9) : null,
                null,
                null,
                null,
                type == Type.countdown && random.nextBoolean() ? random.nextBoolean() : null,
                null,
                task && random.nextInt(3) == 0 ? random.nextBoolean() : null,
                timed && random.nextInt(6) == 0
                    ? List.of(Part.description, Part.remind_at)
                    : null));
    house.clock().advance(Duration.ofSeconds(2));
    for (UUID id : reminded(house)) {
      Outcome unused = tell(house, actor, id);
    }
  }

  private static @Nullable SpaceName space(Random random) {
    return random.nextBoolean() ? SpaceName.work : SpaceName.personal;
  }

  private static List<UUID> reminded(TestHouse house) {
    return house
        .db()
        .admin()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        "select id from personal_tasks where remind_at is not null"
                            + " union all"
                            + " select id from calendar_events where remind_at is not null")
                    .mapTo(UUID.class)
                    .list());
  }
}
