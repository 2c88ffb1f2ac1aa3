package atlas.integrations;

import atlas.integrations.RemoteFailure.Kind;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** The sentences for what can go wrong with any remote system. */
final class FailureWords {
  private final String name;
  private final String setting;

  FailureWords(Http.Remote remote) {
    this.name = remote.name();
    this.setting = remote.setting();
  }

  /** Whether asking again at once can't help. */
  static boolean isFinal(IOException e) {
    return e instanceof SSLHandshakeException || e instanceof SSLPeerUnverifiedException;
  }

  RemoteFailure unreachable(IOException e) {
    return RemoteFailure.of(Kind.UNREACHABLE, why(e));
  }

  private String why(IOException e) {
    if (e instanceof UnknownHostException) {
      return name + " can't be found: no such host. Check " + setting + " and the network.";
    }
    if (e instanceof ConnectException || e instanceof NoRouteToHostException) {
      return name + " can't be reached. Check " + setting + ", the network and the VPN.";
    }
    if (e instanceof InterruptedIOException) {
      return name
          + " did not answer in time. Try again in a minute; if it stays so, check the"
          + " network and the VPN.";
    }
    if (e instanceof SSLException) {
      return "There is no trusted connection to "
          + name
          + ". Check "
          + setting
          + "; where a proxy replaces certificates, Java needs the proxy's.";
    }
    return "The connection to " + name + " broke. Try again in a minute.";
  }

  RemoteFailure later(int status, @Nullable Duration wait) {
    String when = wait == null ? "in a minute" : "in " + spoken(wait);
    if (status == 429) {
      String sentence = name + " asks us to slow down (429). Try again " + when + ".";
      return RemoteFailure.until(Kind.LIMITED, sentence, seconds(wait));
    }
    String sentence = name + " is out of order (" + status + "). Try again " + when + ".";
    return RemoteFailure.until(Kind.UNREACHABLE, sentence, seconds(wait));
  }

  RemoteFailure notYet(Duration wait) {
    String sentence = name + " wants to be asked more slowly. Try again in " + spoken(wait) + ".";
    return RemoteFailure.until(Kind.LIMITED, sentence, seconds(wait));
  }

  RemoteFailure tooLarge() {
    return RemoteFailure.of(
        Kind.REFUSED, "The file is larger than ATLAS takes over. Open it in " + name + ".");
  }

  RemoteFailure stillDown(Duration wait) {
    Duration atLeast = wait.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : wait;
    String sentence =
        name
            + " failed several times in a row and is left alone for a moment. Try again in "
            + spoken(atLeast)
            + ".";
    return RemoteFailure.until(Kind.UNREACHABLE, sentence, seconds(atLeast));
  }

  RemoteFailure redirected(int status) {
    String sentence =
        name
            + " sends us to another address ("
            + status
            + "), where the token must not go. Set "
            + setting
            + " to the address that the browser shows once you are signed in.";
    return RemoteFailure.of(Kind.BROKEN, sentence);
  }

  RemoteFailure tooLong(long bytes) {
    String sentence =
        name
            + "'s answer is longer than "
            + bytes / (1024 * 1024)
            + " MB and was not read. Ask for less.";
    return RemoteFailure.of(Kind.BROKEN, sentence);
  }

  RemoteFailure nonsense() {
    String sentence =
        name + "'s answer is cut short or garbled. Try again; if it stays so, check for a proxy.";
    return RemoteFailure.of(Kind.BROKEN, sentence);
  }

  CancellationException cancelled() {
    return new CancellationException("The question to " + name + " was cancelled.");
  }

  private static @Nullable Long seconds(@Nullable Duration wait) {
    return wait == null ? null : wait.plusMillis(999).toSeconds();
  }

  private static String spoken(Duration wait) {
    long seconds = wait.plusMillis(999).toSeconds();
    if (seconds == 1) return "a second";
    if (seconds < 120) return seconds + " seconds";
    return (seconds + 59) / 60 + " minutes";
  }
}
