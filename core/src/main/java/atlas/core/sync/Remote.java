package atlas.core.sync;

import atlas.integrations.Cancellation;
import atlas.integrations.RemoteFailure;
import atlas.model.Caller;
import atlas.model.Refusal;

/** How what happens at another system looks from here. */
public final class Remote {
  private Remote() {}

  /** The refusal for a failure, with the same sentence. */
  public static Refusal refusal(RemoteFailure failure) {
    Refusal refusal =
        switch (failure.kind()) {
          case NOT_FOUND, LEFT_OUT -> Refusal.notFound(failure.sentence());
          case FORBIDDEN -> Refusal.forbidden(failure.sentence());
          case UNAUTHORIZED, LIMITED, UNREACHABLE, BROKEN, REFUSED, EXPIRED ->
              Refusal.unavailable(failure.sentence());
        };
    Long wait = failure.retryAfterSeconds();
    return wait == null ? refusal : refusal.with("retry_after_seconds", wait);
  }

  /** Ends the request to the other system when the caller gives up. */
  public static Cancellation cancellation(Caller caller) {
    return action -> caller.call().onCancel(action)::close;
  }
}
