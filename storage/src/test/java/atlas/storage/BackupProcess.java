package atlas.storage;

import atlas.model.Call;
import atlas.model.Refusal;
import atlas.storage.backup.Backup;
import java.nio.file.Path;
import java.time.Instant;

/** A process that makes a backup and says how it went, so that a test can kill or starve it. */
final class BackupProcess {
  private BackupProcess() {}

  /**
   * @param args JDBC URL, user, password, folder of the files, and what to write
   */
  public static void main(String[] args) {
    var owner = new PostgresUrl(args[0], args[1], args[2]);
    try {
      var made =
          new Backup(owner, Path.of(args[3]), "test")
              .write(Path.of(args[4]), Instant.parse("2026-01-15T12:00:00Z"), Call.plain());
      System.out.println("rows " + made.rows());
    } catch (Refusal refusal) {
      System.out.println(refusal.kind() + " " + refusal.sentence());
    }
  }
}
