package atlas.core.progress;

import atlas.model.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;

/**
 * Data that a person may edit: a file of the same name in the home takes the place of the one that
 * ATLAS ships. Read at first use.
 */
public final class DataFile<T> implements Supplier<T> {
  private static final Logger log = LoggerFactory.getLogger(DataFile.class);

  private final @Nullable Path home;
  private final String name;
  private final Supplier<TypeReference<T>> type;
  private volatile @Nullable T read;

  /**
   * @param home where the edited one may lie; null where there is none
   * @param type asked for at first use: a start reads nothing, and loads nothing for it
   */
  public DataFile(@Nullable Path home, String name, Supplier<TypeReference<T>> type) {
    this.home = home;
    this.name = name;
    this.type = type;
  }

  @Override
  public T get() {
    T known = read;
    if (known != null) return known;
    T now = edited();
    if (now == null) now = shipped();
    read = now;
    return now;
  }

  /** What is wrong with the edited one; null where nothing is. */
  public @Nullable String problem() {
    Path file = file();
    if (file == null) return null;
    try {
      read(file);
      return null;
    } catch (IOException | JacksonException | IllegalArgumentException e) {
      String why = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      return file + " can't be read, so that what ATLAS ships is used: " + why;
    }
  }

  /** The edited one; null where there is none, or none that can be read: work goes on without. */
  private @Nullable T edited() {
    Path file = file();
    if (file == null) return null;
    try {
      return read(file);
    } catch (IOException | JacksonException | IllegalArgumentException e) {
      log.warn("{}", problem());
      return null;
    }
  }

  private @Nullable Path file() {
    Path file = home == null ? null : home.resolve(name);
    return file != null && Files.isRegularFile(file) ? file : null;
  }

  private T read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      T now = Json.MAPPER.readValue(in, type.get());
      if (now == null || now instanceof List<?> list && list.contains(null)) {
        throw new IllegalArgumentException("null says nothing");
      }
      return now;
    }
  }

  private T shipped() {
    try (InputStream in =
        Objects.requireNonNull(DataFile.class.getResourceAsStream("/atlas/core/" + name), name)) {
      return Json.MAPPER.readValue(in, type.get());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
