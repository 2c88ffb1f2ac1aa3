package atlas.core.memory;

import atlas.storage.Tx;

/** Whether it is the person who acts, or an agent for them. */
final class People {
  private People() {}

  /** The person acts under their own name; an agent under its client's. */
  static boolean acts(Tx tx) {
    return tx.users().name(tx.caller().userId()).filter(tx.caller().actor()::equals).isPresent();
  }
}
