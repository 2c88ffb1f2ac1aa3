package atlas.server;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** UUIDs of version 7. Its source of chance is made with the first id: no start waits for it. */
final class Ids implements Supplier<UUID> {
  private volatile @Nullable TimeBasedEpochGenerator generator;

  @Override
  public UUID get() {
    TimeBasedEpochGenerator made = generator;
    return (made == null ? make() : made).generate();
  }

  private synchronized TimeBasedEpochGenerator make() {
    TimeBasedEpochGenerator made = generator;
    if (made == null) {
      made = Generators.timeBasedEpochGenerator();
      generator = made;
    }
    return made;
  }
}
