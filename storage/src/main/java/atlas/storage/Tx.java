package atlas.storage;

import atlas.model.Caller;
import atlas.model.Event;
import atlas.model.Job;
import atlas.model.JobData;
import atlas.model.Json;
import atlas.model.Ref;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A transaction under way: who it is for, its one instant, and the tables. */
public final class Tx {
  private final Seat seat;
  private final @Nullable Caller caller;
  private final Instant at;
  private final Supplier<UUID> ids;
  private final List<Event> appended = new ArrayList<>();
  private boolean due;

  Tx(Seat seat, @Nullable Caller caller, Instant at, Supplier<UUID> ids) {
    this.seat = seat;
    this.caller = caller;
    this.at = at;
    this.ids = ids;
  }

  public Caller caller() {
    return Objects.requireNonNull(caller, "on behalf of nobody");
  }

  /** The instant of everything that happens in this transaction. */
  public Instant at() {
    return at;
  }

  public UUID newId() {
    return ids.get();
  }

  /** The next short id's number of that kind, for this user. */
  public int nextNumber(Ref.Kind kind) {
    return seat.table(CounterTable.class).next(kind.word());
  }

  /** Short ids of that kind up to that number were given out, for this user. */
  public void numbersUpTo(Ref.Kind kind, int number) {
    seat.table(CounterTable.class).atLeast(kind.word(), number);
  }

  /** Appends to the log, in this transaction: the change and its record commit together. */
  public void append(Event event) {
    seat.table(EventTable.class)
        .insert(at, caller().actor(), event, Json.MAPPER.writeValueAsString(event));
    appended.add(event);
  }

  /** What this transaction has appended until now. */
  public List<Event> appended() {
    return List.copyOf(appended);
  }

  /**
   * Has a job done at that time or later, for this user, by whichever process comes first; the job
   * commits with this transaction or not at all.
   *
   * @param instance what tells this piece of work from others of the job: an id, or a constant
   * @param ids what it is about; nothing else is stored for it
   * @return false where the same piece of work waits already, and then at its own time
   */
  public boolean schedule(Job job, String instance, List<UUID> ids, Instant when) {
    boolean added = seat.schedule().add(job, new JobData(caller().userId(), instance, ids), when);
    due |= added && !when.isAfter(at);
    return added;
  }

  /** Whether a job was scheduled that could be done as soon as this transaction has committed. */
  boolean due() {
    return due;
  }

  public UserTable users() {
    return seat.table(UserTable.class);
  }

  public SharedPackTable sharedPacks() {
    return seat.table(SharedPackTable.class);
  }

  public OwnDataTable ownData() {
    return seat.table(OwnDataTable.class);
  }

  public TokenTable tokens() {
    return seat.table(TokenTable.class);
  }

  IdempotencyTable idempotencyKeys() {
    return seat.table(IdempotencyTable.class);
  }

  public ListenerTable listeners() {
    return seat.table(ListenerTable.class);
  }

  public TicketTable tickets() {
    return seat.table(TicketTable.class);
  }

  public FindingTable finding() {
    return seat.table(FindingTable.class);
  }

  public VectorTable vectors() {
    return seat.table(VectorTable.class);
  }

  public TicketStateTable ticketStates() {
    return seat.table(TicketStateTable.class);
  }

  public SyncJobTable syncJobs() {
    return seat.table(SyncJobTable.class);
  }

  public WorkTable work() {
    return seat.table(WorkTable.class);
  }

  public JiraSiteTable jiraSites() {
    return seat.table(JiraSiteTable.class);
  }

  public AttachmentTable attachments() {
    return seat.table(AttachmentTable.class);
  }

  public WebhookTable webhooks() {
    return seat.table(WebhookTable.class);
  }

  public RemoteWriteTable remoteWrites() {
    return seat.table(RemoteWriteTable.class);
  }

  public BugTable bugs() {
    return seat.table(BugTable.class);
  }

  public JobTable jobs() {
    return seat.table(JobTable.class);
  }

  public SessionTable sessions() {
    return seat.table(SessionTable.class);
  }

  public ScenarioTable scenarios() {
    return seat.table(ScenarioTable.class);
  }

  public LibraryTable library() {
    return seat.table(LibraryTable.class);
  }

  public PredictionTable predictions() {
    return seat.table(PredictionTable.class);
  }

  public SkillTable skill() {
    return seat.table(SkillTable.class);
  }

  public SourceAnswerTable sourceAnswers() {
    return seat.table(SourceAnswerTable.class);
  }

  public PatternTable patterns() {
    return seat.table(PatternTable.class);
  }

  public EscapeTable escapes() {
    return seat.table(EscapeTable.class);
  }

  public TrainingTable trainings() {
    return seat.table(TrainingTable.class);
  }

  public ProjectTable projects() {
    return seat.table(ProjectTable.class);
  }

  public TaskTable tasks() {
    return seat.table(TaskTable.class);
  }

  public LeaseTable leases() {
    return seat.table(LeaseTable.class);
  }

  public ArtifactTable artifacts() {
    return seat.table(ArtifactTable.class);
  }

  public CheckpointTable checkpoints() {
    return seat.table(CheckpointTable.class);
  }

  public DecisionTable decisions() {
    return seat.table(DecisionTable.class);
  }

  public MemoryTable memories() {
    return seat.table(MemoryTable.class);
  }

  public EvidenceTable evidence() {
    return seat.table(EvidenceTable.class);
  }

  public InsightTable insights() {
    return seat.table(InsightTable.class);
  }

  public PackTable packs() {
    return seat.table(PackTable.class);
  }

  public TheaterTable theaters() {
    return seat.table(TheaterTable.class);
  }

  public ActionTable actions() {
    return seat.table(ActionTable.class);
  }

  public FocusLogTable focusLogs() {
    return seat.table(FocusLogTable.class);
  }

  public WellbeingTable wellbeing() {
    return seat.table(WellbeingTable.class);
  }

  public DashboardTable dashboard() {
    return seat.table(DashboardTable.class);
  }

  public CandidateTable candidates() {
    return seat.table(CandidateTable.class);
  }

  public SpaceTable spaces() {
    return seat.table(SpaceTable.class);
  }

  public PersonalTaskTable personalTasks() {
    return seat.table(PersonalTaskTable.class);
  }

  public CalendarEventTable calendarEvents() {
    return seat.table(CalendarEventTable.class);
  }

  public CountdownTable countdowns() {
    return seat.table(CountdownTable.class);
  }

  public AgendaTable agenda() {
    return seat.table(AgendaTable.class);
  }

  public OfflineChangeTable offlineChanges() {
    return seat.table(OfflineChangeTable.class);
  }

  public LedgerTable ledger() {
    return seat.table(LedgerTable.class);
  }

  public HabitTable habits() {
    return seat.table(HabitTable.class);
  }

  public MilestoneTable milestones() {
    return seat.table(MilestoneTable.class);
  }

  public RecallTable recall() {
    return seat.table(RecallTable.class);
  }

  public RemovalTable removals() {
    return seat.table(RemovalTable.class);
  }

  public ReadModelTable readModels() {
    return seat.table(ReadModelTable.class);
  }

  public EventTable events() {
    return seat.table(EventTable.class);
  }
}
