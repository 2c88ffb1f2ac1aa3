package atlas.tools;

import atlas.model.Caller;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * What a tool asks the person themselves before it does anything, where their client can ask:
 * nothing that an agent may answer. Where it can't, the tool's handler is called, as for any other.
 */
@FunctionalInterface
public interface AsksPerson<I, O> {
  /** The question that a call gives rise to; nothing where the handler needs no answer. */
  Optional<Question<O>> about(Caller caller, I input);

  /**
   * A question, as a form.
   *
   * @param message what the person reads
   * @param schema of the form: an object of plain properties
   * @param then what is done with what they filled in
   * @param declined what is answered when they would rather not say
   */
  record Question<O>(
      String message,
      Map<String, Object> schema,
      BiFunction<Caller, Map<String, Object>, O> then,
      O declined) {}
}
