package atlas.bench;

final class Http {
  private Http() {}

  static Verdict run(Options options, Report report) {
    throw new IllegalStateException("not yet");
  }
}
