package atlas.bench;

final class Write {
  private Write() {}

  static Verdict run(Options options, Report report) {
    throw new IllegalStateException("not yet");
  }
}
