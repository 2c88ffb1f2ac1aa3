package atlas.integrations;

import dev.failsafe.CircuitBreaker;
import java.time.Duration;
import okhttp3.OkHttpClient;

/** One host, with its connections and what its recent answers and failures taught us. */
final class Host {
  private static final int FAILURES_UNTIL_OPEN = 6;
  private static final Duration OPEN_FOR = Duration.ofSeconds(15);

  private final FailureWords words;
  private final OkHttpClient client;
  private final CircuitBreaker<Answer> breaker;
  private final Pace pace = new Pace(System::nanoTime);

  Host(Http.Remote remote) {
    this.words = new FailureWords(remote);
    this.client =
        new OkHttpClient.Builder()
            .followRedirects(false)
            .followSslRedirects(false)
            .addNetworkInterceptor(
                chain -> {
                  // Here the connection stands: from now on the other side may have heard us.
                  Sending sending = chain.request().tag(Sending.class);
                  if (sending != null) sending.begin();
                  return chain.proceed(chain.request());
                })
            .build();
    this.breaker =
        CircuitBreaker.<Answer>builder()
            .withFailureThreshold(FAILURES_UNTIL_OPEN)
            .withDelay(OPEN_FOR)
            .build();
  }

  FailureWords words() {
    return words;
  }

  OkHttpClient client() {
    return client;
  }

  CircuitBreaker<Answer> breaker() {
    return breaker;
  }

  Pace pace() {
    return pace;
  }
}
