/** Flow-Nexus, a neural backend that predicts test scenarios. */
@NullMarked
package atlas.integrations.flownexus;

import org.jspecify.annotations.NullMarked;
