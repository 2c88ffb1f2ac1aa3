package atlas.storage.backup;

import java.time.Instant;
import java.util.List;

/**
 * What a backup holds: its last entry, against which all the others are checked.
 *
 * @param format of the file; a build reads those up to its own
 * @param schemaVersion the newest migration of the database it was made of
 * @param atlasVersion which ATLAS made it
 * @param at when its snapshot was taken
 * @param users the names of those whose rows are in it
 * @param tables in the order in which they can be loaded
 * @param partitions of the event log, but the default one
 * @param files how many there are; each has the SHA-256 of its bytes for a name
 */
public record Manifest(
    int format,
    int schemaVersion,
    String atlasVersion,
    Instant at,
    List<String> users,
    List<Table> tables,
    List<Sequence> sequences,
    List<String> partitions,
    int files) {

  /**
   * One table: an entry in the text format of PostgreSQL's COPY.
   *
   * @param columns those that are copied, in their order; the others are computed
   * @param sha256 of the entry's bytes, uncompressed
   */
  public record Table(String name, List<String> columns, long rows, long bytes, String sha256) {
    public Table {
      columns = List.copyOf(columns);
    }

    String entry() {
      return "tables/" + name + ".copy";
    }
  }

  /** Where a sequence was, and whether it had given that number out. */
  public record Sequence(String name, long last, boolean called) {}

  public Manifest {
    users = List.copyOf(users);
    tables = List.copyOf(tables);
    sequences = List.copyOf(sequences);
    partitions = List.copyOf(partitions);
  }

  /** The rows of all tables. */
  public long rows() {
    return tables.stream().mapToLong(Table::rows).sum();
  }
}
