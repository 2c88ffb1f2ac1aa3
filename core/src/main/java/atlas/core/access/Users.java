package atlas.core.access;

import atlas.core.focus.Theaters;
import atlas.core.planner.Spaces;
import atlas.core.progress.Habits;
import atlas.model.Caller;
import atlas.model.Event;
import atlas.model.Refusal;
import atlas.storage.Database;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** The people whose memory this is. */
public final class Users {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._@-]{1,64}");

  private final Database database;

  public Users(Database database) {
    this.database = database;
  }

  /** The user of that name, made on first use. */
  public Caller ensure(String name) {
    checkName(name);
    if (database.readOnly()) return require(name);
    var fresh = new UUID[1];
    Optional<UUID> known =
        database.identify(
            tx -> {
              fresh[0] = tx.newId();
              return tx.users().find(name);
            });
    return known.map(id -> Caller.of(id, name)).orElseGet(() -> made(fresh[0], name));
  }

  /** Makes the user with all that everybody begins with, unless another process just did. */
  private Caller made(UUID fresh, String name) {
    UUID id =
        database.write(
            Caller.of(fresh, name),
            tx -> {
              UUID there = tx.users().ensure(fresh, name);
              if (there.equals(fresh)) {
                tx.append(new Event.UserAdded(fresh, name));
                Theaters.seed(tx);
                Habits.seed(tx);
                Spaces.seed(tx);
              }
              return there;
            });
    return Caller.of(id, name);
  }

  /** The user of that name; refuses when there is none. */
  public Caller require(String name) {
    checkName(name);
    UUID id =
        database.identify(
            tx ->
                tx.users()
                    .find(name)
                    .orElseThrow(
                        () ->
                            Refusal.notFound(
                                "There is no user "
                                    + name
                                    + "; add one with: atlas user add "
                                    + name)));
    return Caller.of(id, name);
  }

  /** The name of a user who is known here. */
  public Optional<String> name(Caller caller) {
    return database.read(caller, tx -> tx.users().name(caller.userId()));
  }

  private static void checkName(String name) {
    if (!NAME.matcher(name).matches()) {
      throw Refusal.invalid(
          "A user's name has 1 to 64 letters, digits, dots, underscores, hyphens or @.");
    }
  }
}
