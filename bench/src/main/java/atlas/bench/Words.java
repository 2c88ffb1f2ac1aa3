package atlas.bench;

/** What is written on both sides. */
final class Words {
  static final String PROJECT = "bench";
  static final String CHOICE = "Retry with a growing pause";
  static final String OTHER = "Give up at once";
  static final String RATIONALE = "The gateway answers again within seconds in nine of ten cases.";

  private Words() {}

  static String scenario(int number) {
    return "Pay with voucher number " + number + " and a card that expires this month";
  }

  static String decision(int number) {
    return "What to do when the gateway is away, case " + number;
  }

  /** The parameters of a call to log_scenario. */
  static String logScenario(int session, int number) {
    return """
        {"name":"log_scenario","arguments":{"session":"S-%d","scenario":"%s","result":"passed",\
        "minutes":5}}"""
        .formatted(session, scenario(number));
  }

  /** The parameters of a call to record_decision. */
  static String recordDecision(int number) {
    return """
        {"name":"record_decision","arguments":{"title":"%s","options":["%s","%s"],"choice":"%s",\
        "rationale":"%s"}}"""
        .formatted(decision(number), CHOICE, OTHER, CHOICE, RATIONALE);
  }

  static String timeline(int session, int limit) {
    return """
        {"name":"get_timeline","arguments":{"session":"S-%d","limit":%d}}"""
        .formatted(session, limit);
  }

  static String assigned(int limit) {
    return """
        {"name":"get_assigned_issues","arguments":{"source":"cached","limit":%d}}"""
        .formatted(limit);
  }
}
