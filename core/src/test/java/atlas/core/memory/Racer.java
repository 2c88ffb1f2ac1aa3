package atlas.core.memory;

import atlas.core.memory.Claims.Action;
import atlas.model.Call;
import atlas.model.Caller;
import atlas.model.Refusal;
import atlas.model.Scope;
import atlas.storage.Connector;
import atlas.storage.Database;
import atlas.storage.Opening;
import atlas.storage.PostgresUrl;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A process of its own that claims what it is told to, and says what it got. */
final class Racer {
  private Racer() {}

  /**
   * @param args JDBC URL, user, password, and whose tasks they are
   */
  public static void main(String[] args) throws IOException {
    var clock = InstantSource.system();
    var login = new PostgresUrl(args[0], args[1], args[2]);
    var robot = new Caller(UUID.fromString(args[3]), "robot", Set.of(Scope.values()), Call.plain());
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (var opening =
        new Opening(new Connector(() -> new Connector.Logins.Pair(login, null), 2, clock))) {
      var database = new Database(opening, clock, UUID::randomUUID, false);
      var claims = new Claims(database, new Projects(database, "house"));
      database.read(robot, tx -> tx.tasks().ids("", 1));
      System.out.println("ready");
      for (String line = in.readLine(); line != null && !line.equals("end"); line = in.readLine()) {
        if (line.startsWith("claim ")) System.out.println(got(claims, robot, line.substring(6)));
        else {
          String got = got(claims, robot, null);
          while (got.startsWith("T-")) {
            System.out.println(got);
            got = got(claims, robot, null);
          }
          System.out.println(got);
        }
      }
    }
  }

  private static String got(Claims claims, Caller robot, @Nullable String task) {
    try {
      return claims.act(robot, task == null ? Action.next : Action.claim, task, null).task();
    } catch (Refusal no) {
      return no.kind().word();
    }
  }
}
