package atlas.bench;

import java.sql.SQLException;

/** What the clients do: seven reads in ten, three writes. */
enum Mix {
  TIMELINE,
  ASSIGNED,
  SCENARIO,
  DECISION;

  private static final int PAGE = 10;
  private static final Mix[] ROUND = {
    TIMELINE, ASSIGNED, SCENARIO, TIMELINE, ASSIGNED, DECISION, TIMELINE, ASSIGNED, SCENARIO,
    TIMELINE
  };

  /** The step of a client; the clients don't all do the same at once. */
  static Mix of(int client, int step) {
    return ROUND[(client + step) % ROUND.length];
  }

  /** The step as the parameters of tools/call. */
  String call(int session, int step) {
    return switch (this) {
      case TIMELINE -> Words.timeline(session, PAGE);
      case ASSIGNED -> Words.assigned(PAGE);
      case SCENARIO -> Words.logScenario(session, step);
      case DECISION -> Words.recordDecision(step);
    };
  }

  /** The step by hand. */
  void byHand(ByHand hand, int session, int step) throws SQLException {
    switch (this) {
      case TIMELINE -> hand.timeline(session, PAGE);
      case ASSIGNED -> hand.assigned(PAGE);
      case SCENARIO -> hand.logScenario(session, Words.scenario(step));
      case DECISION -> hand.recordDecision(Words.PROJECT, Words.decision(step));
    }
  }
}
