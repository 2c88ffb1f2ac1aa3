package atlas.core.access;

import atlas.core.FileCache;
import atlas.model.Caller;
import atlas.model.PrivacyEvent;
import atlas.model.Refusal;
import atlas.model.SharedPack;
import atlas.storage.Database;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/**
 * Review packs that people gave somebody to read: all that a manager sees of others. A pack is
 * given as the text that its owner has looked at, and stays so until it is taken back.
 */
public final class SharedPacks {
  /** The longest that can be given. */
  public static final int LONGEST = 1_000_000;

  private static final int MOST = 500;
  // So that nobody fills a list by themselves.
  private static final int MOST_TO_ONE = 20;

  /**
   * Packs without what they say, the latest first.
   *
   * @param omitted how many older ones there are besides
   */
  public record Listed(List<SharedPack> packs, int omitted) {}

  private final Database database;

  public SharedPacks(Database database) {
    this.database = database;
  }

  /**
   * Gives a pack to a manager to read.
   *
   * @param content Markdown
   * @param reader the manager's name
   */
  public SharedPack share(Caller caller, String title, String content, String reader) {
    if (title.isBlank() || title.length() > 200) {
      throw Refusal.invalid("A pack's title has 1 to 200 characters.");
    }
    if (content.isBlank() || content.length() > LONGEST) {
      throw Refusal.invalid("A pack that is shared has 1 to 1,000,000 characters.");
    }
    return database.write(
        caller,
        tx -> {
          UUID readerId =
              tx.users()
                  .manager(reader)
                  .filter(id -> !id.equals(caller.userId()))
                  .orElseThrow(() -> noManager(reader));
          if (tx.sharedPacks().given() >= MOST) {
            throw Refusal.conflict("You share 500 packs already; take some back first.");
          }
          if (tx.sharedPacks().givenTo(readerId) >= MOST_TO_ONE) {
            throw Refusal.conflict(
                "%s has 20 packs of yours already; take one back first: atlas pack withdraw"
                    .formatted(reader));
          }
          var pack =
              new SharedPack(
                  tx.newId(),
                  caller.userId(),
                  readerId,
                  tx.users().name(caller.userId()).orElseThrow(),
                  reader,
                  title.strip(),
                  content,
                  tx.at());
          tx.sharedPacks().insert(pack);
          String sha256 = FileCache.name(content.getBytes(StandardCharsets.UTF_8));
          tx.append(new PrivacyEvent.PackShared(pack.id(), readerId, pack.title(), sha256));
          return pack;
        });
  }

  /** Those that the caller gave or was given. */
  public Listed list(Caller caller) {
    return database.read(
        caller,
        tx -> {
          List<SharedPack> packs = tx.sharedPacks().list(MOST);
          return new Listed(packs, tx.sharedPacks().count() - packs.size());
        });
  }

  /** One that the caller gave or was given. */
  public SharedPack read(Caller caller, UUID id) {
    return database.read(caller, tx -> tx.sharedPacks().find(id).orElseThrow(() -> missing(id)));
  }

  /** Takes one back that the caller gave: its reader has it no more. */
  public SharedPack withdraw(Caller caller, UUID id) {
    return database.write(
        caller,
        tx -> {
          SharedPack pack =
              tx.sharedPacks()
                  .find(id)
                  .filter(found -> found.userId().equals(caller.userId()))
                  .orElseThrow(() -> missing(id));
          tx.sharedPacks().delete(id);
          tx.append(new PrivacyEvent.PackWithdrawn(id, pack.readerId(), pack.title()));
          return pack;
        });
  }

  private static Refusal missing(UUID id) {
    return Refusal.notFound("There is no pack " + id + "; atlas pack list shows yours.");
  }

  private static Refusal noManager(String name) {
    return Refusal.notFound(
        "There is no manager "
            + name
            + " here to read it: whoever that is says so first, with update_preferences"
            + " role=manager.");
  }
}
