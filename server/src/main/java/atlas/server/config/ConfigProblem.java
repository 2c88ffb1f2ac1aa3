package atlas.server.config;

/** Something that was configured wrong: a sentence for the person who did. */
public final class ConfigProblem extends RuntimeException {
  public ConfigProblem(String sentence) {
    super(sentence, null, false, false);
  }

  public String sentence() {
    return String.valueOf(getMessage());
  }
}
