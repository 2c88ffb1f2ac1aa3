package atlas.storage;

import com.github.kagkarlsson.scheduler.serializer.Serializer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Job data as the text that it is: nothing is deserialized that could run code. */
public final class JobText implements Serializer {
  @Override
  public byte[] serialize(@Nullable Object data) {
    return data == null ? new byte[0] : data.toString().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public <T> T deserialize(Class<T> type, byte[] data) {
    return type.cast(new String(data, StandardCharsets.UTF_8));
  }
}
