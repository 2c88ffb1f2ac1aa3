package atlas.core.meaning;

import atlas.core.WordPage;
import atlas.core.meaning.UserProfiles.Among;
import atlas.core.prediction.likeness.PackedVector;
import atlas.core.prediction.likeness.Profile;
import atlas.core.prediction.likeness.Weights;
import atlas.integrations.embedding.Embedder;
import atlas.model.Caller;
import atlas.model.SimilarTicket;
import atlas.model.Ticket;
import atlas.storage.Database;
import atlas.storage.Tx;
import atlas.storage.VectorTable.Hashed;
import atlas.storage.VectorTable.Kind;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What is like something else: by words and, where there is a model, by meaning. What a text means
 * is asked before a transaction, what is like it within one.
 */
public final class Alike {
  /** How many of a kind are found by meaning. */
  public static final int MOST_MEANT = 50;

  /** From which strength on something means about the same. */
  public static final double ENOUGH = 0.35;

  // Tickets that are found and may not be shown any more are made up for by the next.
  private static final int SPARE = 5;

  /**
   * What others are compared with.
   *
   * @param except the ticket that does not count: the one that is asked about
   */
  public record Asked(
      @Nullable Ticket except,
      String summary,
      String description,
      List<String> components,
      String issueType,
      Profile profile) {}

  /** What a text of a few words means; null where that is not known, and why. */
  public record Sought(@Nullable PackedVector vector, @Nullable String problem) {}

  private final @Nullable Database database;
  private final Meaning meaning;
  private final @Nullable Profiles profiles;
  // Once a user has some, they stay.
  private final Set<UUID> haveVectors = ConcurrentHashMap.newKeySet();
  private @Nullable Map<Weights.Of, Weights> weights;

  private Alike(@Nullable Database database, Meaning meaning, @Nullable Profiles profiles) {
    this.database = database;
    this.meaning = meaning;
    this.profiles = profiles;
  }

  /**
   * With profiles in memory.
   *
   * @param bytes that they may take
   */
  public static Alike in(Database database, Meaning meaning, long bytes) {
    return new Alike(database, meaning, new Profiles(database, meaning, bytes));
  }

  /** By PostgreSQL's words alone, without anything in memory. */
  public static Alike byWords() {
    return new Alike(null, Meaning.off(), null);
  }

  /** From which likeness on two tickets are likely to report the same. */
  public double same(Asked asked) {
    boolean means = asked.profile().wholeVector() != null;
    return weights(means ? Weights.Of.words_and_meaning : Weights.Of.words).scale().same();
  }

  /** Whether this knows more than PostgreSQL's words. */
  public boolean weighs() {
    return profiles != null;
  }

  /** A ticket that is kept, with the vectors that are kept of it as long as they are its own. */
  public Asked asked(Caller caller, Ticket ticket) {
    Profile profile =
        Profile.of(
            ticket.summary(), ticket.description(), ticket.components(), ticket.jiraCreatedAt());
    List<String> texts = Profile.texts(ticket.summary(), ticket.description());
    return new Asked(
        ticket,
        ticket.summary(),
        ticket.description(),
        ticket.components(),
        ticket.issueType(),
        kept(caller, ticket.id(), texts)
            .or(() -> meaning(caller, texts))
            .map(vectors -> profile.with(vectors.get(0), vectors.get(1)))
            .orElse(profile));
  }

  /**
   * A text that may become a ticket.
   *
   * @param except a ticket that does not count
   * @param created when it becomes one
   */
  public Asked asked(
      Caller caller,
      @Nullable Ticket except,
      String summary,
      String description,
      List<String> components,
      String issueType,
      Instant created) {
    Profile profile = Profile.of(summary, description, components, created);
    Optional<List<float[]>> vectors = meaning(caller, Profile.texts(summary, description));
    return new Asked(
        except,
        summary,
        description,
        components,
        issueType,
        vectors.map(v -> profile.with(v.get(0), v.get(1))).orElse(profile));
  }

  /** What they mean, where there is anything to compare it with. */
  private Optional<List<float[]>> meaning(Caller caller, List<String> texts) {
    return has(caller) ? meaning.of(texts) : Optional.empty();
  }

  private boolean has(Caller caller) {
    if (database == null || !meaning.on()) return false;
    if (haveVectors.contains(caller.userId())) return true;
    Embedder embedder = meaning.embedder();
    boolean has =
        database.read(caller, tx -> tx.vectors().any(embedder.model(), embedder.dimension()));
    if (has) haveVectors.add(caller.userId());
    return has;
  }

  private Optional<List<float[]>> kept(Caller caller, UUID ticket, List<String> texts) {
    if (database == null || !has(caller)) return Optional.empty();
    Embedder embedder = meaning.embedder();
    List<Hashed> kept =
        database.read(
            caller,
            tx -> tx.vectors().of(Kind.ticket, ticket, embedder.model(), embedder.dimension()));
    if (kept.size() != texts.size()) return Optional.empty();
    for (int part = 0; part < texts.size(); part++) {
      byte[] hash = Embedding.hash(texts.get(part));
      if (!Arrays.equals(hash, kept.get(part).textHash())) return Optional.empty();
    }
    return Optional.of(
        kept.stream().map(one -> PackedVector.read(one.vector()).unpacked()).toList());
  }

  /**
   * Tickets like that one, most alike first.
   *
   * @param projects whose tickets; all when there is none
   * @param withDeleted whether tickets count that Jira does not have any more
   */
  public List<SimilarTicket> similar(
      Tx tx, String[] projects, Asked asked, boolean withDeleted, int limit) {
    Optional<UserProfiles> known = profiles == null ? Optional.empty() : profiles.of(tx);
    if (known.isEmpty()) return byWords(tx, projects, asked, withDeleted, limit);
    Ticket except = asked.except();
    var among = new Among(Set.of(projects), withDeleted, except == null ? null : except.id());
    Map<UUID, Double> likeness = known.get().rank(asked.profile(), among, weights(), limit + SPARE);
    return tx.finding()
        .alike(
            projects,
            likeness.keySet().toArray(UUID[]::new),
            likeness.values().toArray(Double[]::new),
            withDeleted,
            limit);
  }

  private static List<SimilarTicket> byWords(
      Tx tx, String[] projects, Asked asked, boolean withDeleted, int limit) {
    Ticket except = asked.except();
    return tx.finding()
        .similar(
            projects,
            except == null ? "" : except.ticketKey(),
            asked.summary(),
            asked.description(),
            asked.components().toArray(String[]::new),
            asked.issueType(),
            withDeleted,
            limit);
  }

  /** What those words mean, to find what means the same. */
  public Sought sought(Caller caller, String words) {
    String text = Profile.texts(words, "").get(0);
    // Who quotes words, or leaves some out, wants those and no others.
    if (text.isBlank() || !WordPage.isPlain(words) || !has(caller)) {
      return new Sought(null, null);
    }
    Optional<List<float[]>> vectors = meaning.of(List.of(text));
    return vectors.isPresent()
        ? new Sought(PackedVector.of(vectors.get().get(0)), null)
        : new Sought(null, meaning.problem());
  }

  /**
   * All things of those kinds that mean about the same, the nearest first; none where that is not
   * known.
   *
   * @param own whether own evidence is among them
   * @param least the strength from which on they do
   */
  public Map<Kind, List<Meant>> meant(
      Tx tx, Sought sought, Set<Kind> kinds, String[] projects, boolean own, double least) {
    PackedVector vector = sought.vector();
    if (vector == null || profiles == null || kinds.isEmpty()) return Map.of();
    var among = new Among(Set.of(projects), false, null);
    return profiles
        .of(tx)
        .map(known -> known.meant(vector, kinds, among, own, least))
        .orElse(Map.of());
  }

  private Weights weights(Weights.Of which) {
    return weights().getOrDefault(which, Weights.shipped());
  }

  private synchronized Map<Weights.Of, Weights> weights() {
    Map<Weights.Of, Weights> read = weights;
    if (read == null) {
      read = new EnumMap<>(Weights.Of.class);
      for (Weights.Of which : Weights.Of.values()) read.put(which, Weights.shipped(which));
      weights = read;
    }
    return read;
  }
}
