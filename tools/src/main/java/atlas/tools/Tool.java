package atlas.tools;

import atlas.model.Caller;
import org.jspecify.annotations.Nullable;

/**
 * A tool: all that a client sees of it, and what it does.
 *
 * @param inDefaultSet whether it is offered when nobody chose toolsets
 * @param openWorld whether it asks systems outside ATLAS
 * @param needsUser whether it makes no sense without knowing the user; a tool that tells what is
 *     wrong must answer without a database too
 * @param asks what the person is asked first, where their client can; null for nothing
 */
public record Tool<I extends Record, O extends Record>(
    String name,
    String title,
    String description,
    Toolset toolset,
    boolean inDefaultSet,
    Effect effect,
    boolean openWorld,
    boolean needsUser,
    Class<I> input,
    Class<O> output,
    Handler<I, O> handler,
    @Nullable AsksPerson<I, O> asks) {

  /** Translates a call into one of core and its answer back; decides nothing. */
  @FunctionalInterface
  public interface Handler<I, O> {
    O call(Caller caller, I input);
  }

  /** A tool of the default set that needs its user and asks nobody outside. */
  public static <I extends Record, O extends Record> Tool<I, O> of(
      Toolset toolset,
      String name,
      String title,
      String description,
      Effect effect,
      Class<I> input,
      Class<O> output,
      Handler<I, O> handler) {
    return new Tool<>(
        name, title, description, toolset, true, effect, false, true, input, output, handler, null);
  }

  /** The same tool, said to ask systems outside ATLAS. */
  public Tool<I, O> asksOutside() {
    return new Tool<>(
        name,
        title,
        description,
        toolset,
        inDefaultSet,
        effect,
        true,
        needsUser,
        input,
        output,
        handler,
        asks);
  }

  /** The same tool, offered only on request. */
  public Tool<I, O> onRequest() {
    return new Tool<>(
        name,
        title,
        description,
        toolset,
        false,
        effect,
        openWorld,
        needsUser,
        input,
        output,
        handler,
        asks);
  }

  /** The same tool, offered only on request, and answering even when nobody can be known. */
  public Tool<I, O> diagnostic() {
    return new Tool<>(
        name,
        title,
        description,
        toolset,
        false,
        effect,
        openWorld,
        false,
        input,
        output,
        handler,
        asks);
  }

  /** The same tool, which asks the person first, where their client can. */
  public Tool<I, O> asking(AsksPerson<I, O> question) {
    return new Tool<>(
        name,
        title,
        description,
        toolset,
        inDefaultSet,
        effect,
        openWorld,
        needsUser,
        input,
        output,
        handler,
        question);
  }
}
