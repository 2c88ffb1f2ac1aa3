package atlas.tools;

import atlas.model.Caller;
import atlas.tools.ResourceKind.Names;
import java.util.List;
import java.util.Map;

/**
 * A prompt: what a person chooses in the client, and what the model is then told to do, with all
 * that it needs to know for it.
 *
 * @param tool without which there would be nothing to do; where it is not offered, this is not
 */
public record PromptKind(
    String name,
    String title,
    String description,
    String tool,
    List<Argument> arguments,
    Writer writer) {
  public PromptKind {
    arguments = List.copyOf(arguments);
  }

  /**
   * What the person may fill in.
   *
   * @param names what begins as they typed
   */
  public record Argument(
      String name, String title, String description, boolean required, Names names) {}

  /**
   * What the model gets.
   *
   * @param task what is to be done, in a sentence
   * @param steps how; one that names a tool which is not offered is left out
   * @param known what ATLAS knows, with what others wrote between marks
   */
  public record Message(String task, List<String> steps, String known) {}

  /** Writes it for a caller; decides nothing. */
  @FunctionalInterface
  public interface Writer {
    /**
     * The message.
     *
     * @param arguments those that were filled in
     */
    Message write(Caller caller, Map<String, String> arguments);
  }
}
