package atlas.model;

import java.util.EnumSet;
import java.util.Set;

/** Where a decision stands; superseded is what another one makes of it. */
public enum DecisionStatus {
  proposed,
  accepted,
  superseded,
  rejected;

  /** What a caller may make of it. */
  public Set<DecisionStatus> next() {
    return switch (this) {
      case proposed -> EnumSet.of(accepted, rejected);
      case accepted -> EnumSet.of(rejected);
      case rejected -> EnumSet.of(proposed);
      case superseded -> EnumSet.noneOf(DecisionStatus.class);
    };
  }
}
