package atlas.tools;

/**
 * What a call does to the world. The MCP hints follow from it, so no tool can contradict itself.
 */
public enum Effect {
  /** Changes nothing; PostgreSQL holds it to that. */
  READS(true, false, true),
  /** Adds a record of its own answer; where nothing may be written it answers without. */
  RECORDS(false, false, false),
  /** Adds something, and takes nothing away. */
  ADDS(false, false, false),
  /** Changes what is there. */
  CHANGES(false, true, false);

  private final boolean readOnly;
  private final boolean destructive;
  private final boolean idempotent;

  Effect(boolean readOnly, boolean destructive, boolean idempotent) {
    this.readOnly = readOnly;
    this.destructive = destructive;
    this.idempotent = idempotent;
  }

  /** Whether the environment stays as it is: readOnlyHint. */
  public boolean readOnly() {
    return readOnly;
  }

  /** Whether something that was there may be gone after it: destructiveHint. */
  public boolean destructive() {
    return destructive;
  }

  /** Whether a repeat without an idempotency key has no further effect: idempotentHint. */
  public boolean idempotent() {
    return idempotent;
  }

  /** Whether a server that writes nothing has no use for such a tool. */
  boolean needsWriting() {
    return this == ADDS || this == CHANGES;
  }
}
