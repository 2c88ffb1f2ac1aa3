package atlas.server.config;

import atlas.integrations.Addresses;
import atlas.integrations.flownexus.FlowNexus;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * How Flow-Nexus is asked to predict.
 *
 * @param trainPath where it takes what it may learn from, below its address; null for nowhere
 * @param trainAfter after so many new scenarios
 */
public record FlowNexusSettings(
    URI url, String key, String model, @Nullable String trainPath, int trainAfter) {

  public FlowNexusSettings {
    if (url.getHost() == null || !Addresses.maySeeSecrets(url)) {
      throw new IllegalArgumentException("Plain http would show the key to the network.");
    }
  }

  /** The client that asks there; it opens nothing yet. */
  public FlowNexus open() {
    return new FlowNexus(url, key, model, FlowNexus.LIMITS);
  }

  @Override
  public String toString() {
    return "FlowNexusSettings[" + url + ", ***, " + model + "]";
  }
}
