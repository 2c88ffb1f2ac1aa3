package atlas.core.evidence;

import atlas.core.evidence.Uploads.Read;
import atlas.core.tickets.TicketKeys;
import atlas.model.Caller;
import atlas.model.Evidence;
import atlas.model.EvidenceAnalysis;
import atlas.model.EvidenceFile;
import atlas.model.EvidenceSource;
import atlas.model.Json;
import atlas.model.Ref;
import atlas.model.Refusal;
import atlas.model.Scope;
import atlas.storage.Database;
import atlas.storage.EvidenceTable;
import atlas.storage.Tx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What a person did, and what shows it. */
public final class Evidences {
  /** How much one statement takes. */
  public static final int AT_ONCE = 500;

  private static final Pattern FILE = Pattern.compile("([Ee]-\\d{1,9})\\.(\\d{1,2})");

  /**
   * What somebody did, or what is to change about what is kept of it.
   *
   * @param evidence the one to change; null makes a new one, which needs a title and content, or
   *     attachments
   * @param tags null leaves them as they are
   * @param attachments whole paths of files of this machine
   * @param said what a model says of it; then category and tags are its suggestions
   */
  public record Add(
      @Nullable String evidence,
      @Nullable String title,
      @Nullable String content,
      @Nullable String summary,
      @Nullable String sourceUrl,
      @Nullable Instant happenedAt,
      @Nullable String ticketKey,
      @Nullable String category,
      @Nullable List<String> tags,
      List<String> attachments,
      @Nullable Said said) {}

  /**
   * What a model says besides category and tags.
   *
   * @param model its name and version
   * @param sentiment from -1, bad, to 1, good
   */
  public record Said(String model, @Nullable Double sentiment, List<String> keyPhrases) {}

  /** Evidence that is kept, as E-5, and its files as E-5.1. */
  public record Added(
      String evidence,
      EvidenceSource source,
      String category,
      boolean categorySuggested,
      List<String> tags,
      List<String> files,
      List<String> effects) {}

  /** All that is kept of it, with what models said of it. */
  public record Sheet(
      Evidence evidence, List<EvidenceFile> files, List<EvidenceAnalysis> analyses) {}

  /**
   * A file with what is in it.
   *
   * @param text what is in it where that is text
   */
  public record Content(EvidenceFile file, byte[] bytes, @Nullable String text) {}

  /**
   * Evidence that is there.
   *
   * @param added whether it is new
   * @param changed whether it says something else than before, or is new
   */
  public record Kept(UUID id, int number, boolean added, boolean changed) {
    /** The short id: E-5. */
    public String shortId() {
      return Ref.Kind.EVIDENCE.shortId(number);
    }
  }

  private static final long MOST_BYTES_AT_ONCE = 2L * Uploads.MOST_BYTES;

  private final Database database;
  private final TicketKeys keys;
  private final Uploads uploads;

  public Evidences(Database database, TicketKeys keys, Uploads uploads) {
    this.database = database;
    this.keys = keys;
    this.uploads = uploads;
  }

  /**
   * Keeps what a source says, in one statement: new, or instead of what it said before by the same
   * id. The log is told if it says something else. Empty where it was removed: it stays so.
   */
  public static Optional<Kept> keep(Tx tx, NewEvidence item) {
    return keep(tx, List.of(item)).stream().findFirst();
  }

  /**
   * The same of many, in a statement for each {@link #AT_ONCE}; of one id of a source the last one
   * counts. What was removed is not among the answers.
   */
  public static List<Kept> keep(Tx tx, List<NewEvidence> items) {
    Map<List<Object>, NewEvidence> byId = new LinkedHashMap<>();
    for (NewEvidence item : items) byId.put(List.of(item.source(), item.sourceId()), item);
    List<NewEvidence> each = List.copyOf(byId.values());
    var kept = new ArrayList<Kept>();
    for (int from = 0; from < each.size(); from += AT_ONCE) {
      ArrayNode batch = Json.MAPPER.createArrayNode();
      for (NewEvidence item : each.subList(from, Math.min(from + AT_ONCE, each.size()))) {
        ObjectNode row = Json.MAPPER.valueToTree(item);
        row.put("place", batch.size()).put("id", tx.newId().toString());
        row.put("category_suggested", true).putArray("tags");
        batch.add(row);
      }
      kept.addAll(keep(tx, batch));
    }
    return kept;
  }

  static List<Kept> keep(Tx tx, ArrayNode batch) {
    String actor = tx.caller().actor();
    return tx.evidence().keep(batch.toString(), tx.at(), actor).stream()
        .map(one -> new Kept(one.id(), one.number(), one.added(), one.changed()))
        .toList();
  }

  /** Adds evidence by hand, or changes what is kept of it. */
  public Added add(Caller caller, Add add) {
    if (!add.attachments().isEmpty() && !caller.may(Scope.FILES)) {
      throw Refusal.forbidden(
          "Files are read on the machine where ATLAS runs, for who sits there: add them with atlas"
              + " call add_evidence in a terminal of it, or give content and source_url.");
    }
    var before = database.answered(caller, Added.class);
    if (before.isPresent()) return before.get();
    if (database.readOnly()) throw Refusal.forbidden("This server only reads.");
    var adding = new Adding(keys, add);
    List<Read> files = read(add.attachments());
    return database.write(
        caller,
        Added.class,
        tx -> {
          Added added = adding.run(tx, files);
          // What is refused leaves no file; and no row is there before the file that it names.
          for (Read file : files) uploads.keep(caller.userId(), file);
          return added;
        });
  }

  private List<Read> read(List<String> paths) {
    var files = new ArrayList<Read>();
    long bytes = 0;
    for (String path : paths) {
      Read file = uploads.read(path);
      bytes += file.bytes().length;
      if (bytes > MOST_BYTES_AT_ONCE) {
        throw Refusal.invalid(
            "These files have more than 20 MB together; add some with each call.");
      }
      files.add(file);
    }
    return files;
  }

  /** All that is kept of the evidence of that id. */
  public Sheet get(Caller caller, String named) {
    Ref ref = Ref.parse(Ref.Kind.EVIDENCE, named);
    return database.read(
        caller,
        tx -> {
          EvidenceTable table = tx.evidence();
          Evidence evidence = table.find(ref.id(), ref.number()).orElseThrow(ref::missing);
          return new Sheet(evidence, table.files(evidence.id()), table.analyses(evidence.id()));
        });
  }

  /** Whether that names a file of evidence, such as E-5.2. */
  public static boolean isFile(String named) {
    return FILE.matcher(named.strip()).matches();
  }

  /** The file of that name: E-5.2. */
  public Content file(Caller caller, String named) {
    Matcher name = FILE.matcher(named.strip());
    if (!name.matches()) {
      throw Refusal.invalid("A file of evidence is named like E-5.2; this is not.");
    }
    int position = Integer.parseInt(name.group(2));
    EvidenceFile file =
        get(caller, name.group(1)).files().stream()
            .filter(one -> one.position() == position)
            .findFirst()
            .orElseThrow(() -> Refusal.notFound("There is no file " + name.group() + " of yours."));
    byte[] bytes =
        uploads
            .kept(caller.userId(), file.sha256())
            .orElseThrow(
                () ->
                    Refusal.unavailable(
                        name.group() + " does not lie under ATLAS_HOME any more; add it again."));
    return new Content(
        file, bytes, file.mimeType().equals(FileType.TEXT) ? FileType.text(bytes) : null);
  }

  /** Short ids that begin so, or whose titles do, the latest first. */
  public List<String> ids(Caller caller, String prefix, int limit) {
    return database.read(caller, tx -> tx.evidence().ids(prefix, limit));
  }
}
