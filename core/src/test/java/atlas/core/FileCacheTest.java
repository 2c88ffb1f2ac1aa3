package atlas.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import atlas.storage.TestClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileCacheTest {
  private final TestClock clock = new TestClock();
  private @TempDir Path home;

  @Test
  void whatIsKeptIsReadAgainByOtherProcesses() throws IOException {
    byte[] bytes = bytes("a crane", 10);
    cache(1_000).keep(bytes);
    assertThat(cache(1_000).read(FileCache.name(bytes))).hasValue(bytes);
    assertThat(cache(1_000).read("00".repeat(32))).isEmpty();
    for (Path path : paths()) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
          .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------");
    }
  }

  @Test
  void whatIsNoLongerWhatItWasIsGone() throws IOException {
    byte[] bytes = bytes("a crane", 10);
    FileCache cache = cache(1_000);
    cache.keep(bytes);
    Path file = files().get(0);
    Files.writeString(file, "another");
    assertThat(cache.read(FileCache.name(bytes))).isEmpty();
    assertThat(file).doesNotExist();
    cache.keep(bytes);
    assertThat(cache.read(FileCache.name(bytes))).hasValue(bytes);
  }

  @Test
  void theLongestUnusedMakesRoom() {
    FileCache cache = cache(100);
    var names = new ArrayList<String>();
    for (int i = 0; i < 4; i++) {
      byte[] bytes = bytes("file " + i, 25);
      names.add(FileCache.name(bytes));
      cache.keep(bytes);
      clock.advance(Duration.ofMinutes(1));
    }
    assertThat(cache.read(names.get(0))).isPresent();
    clock.advance(Duration.ofMinutes(1));
    cache.keep(bytes("file 4", 30));
    assertThat(names)
        .map(name -> cache.read(name).isPresent())
        .containsExactly(true, false, false, true);
  }

  @Test
  void whatHasNoRoomIsNotKept() throws IOException {
    cache(100).keep(bytes("much", 101));
    cache(0).keep(bytes("little", 1));
    assertThat(Files.exists(home.resolve("files"))).isFalse();
  }

  @Test
  void draftsOfKilledProcessesGoAndThoseOfOthersStay() throws IOException {
    FileCache cache = cache(1_000);
    cache.keep(bytes("one", 10));
    Path dead = Files.createTempFile(home.resolve("files"), ".draft", "");
    Path alive = Files.createTempFile(home.resolve("files"), ".draft", "");
    Files.setLastModifiedTime(dead, FileTime.from(clock.instant().minus(Duration.ofHours(2))));
    Files.setLastModifiedTime(alive, FileTime.from(clock.instant()));
    cache.keep(bytes("two", 10));
    assertThat(dead).doesNotExist();
    assertThat(alive).exists();
  }

  @Test
  void aFolderThatCannotBeFailsNobody() throws IOException {
    Files.writeString(home.resolve("files"), "a file");
    byte[] bytes = bytes("one", 10);
    cache(1_000).keep(bytes);
    assertThat(cache(1_000).read(FileCache.name(bytes))).isEmpty();
  }

  @Test
  void aNameIsNoPath() {
    assertThatThrownBy(() -> cache(1).read("../../secret"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void manyAtOnceNeverSeeHalfAFile() throws Exception {
    var threads = Executors.newFixedThreadPool(4);
    try {
      var works = new ArrayList<Callable<Integer>>();
      for (int worker = 0; worker < 4; worker++) works.add(this::readAndKeep);
      int seen = 0;
      for (Future<Integer> work : threads.invokeAll(works)) seen += work.get();
      assertThat(seen).isPositive();
    } finally {
      threads.shutdownNow();
    }
    assertThat(files()).allSatisfy(file -> assertThat(file).hasSize(20_000));
  }

  private int readAndKeep() {
    FileCache cache = cache(100_000);
    int seen = 0;
    for (int i = 0; i < 200; i++) {
      byte[] bytes = bytes("shared " + i % 8, 20_000);
      var read = cache.read(FileCache.name(bytes));
      if (read.isPresent()) {
        assertThat(read.get()).isEqualTo(bytes);
        seen++;
      } else {
        cache.keep(bytes);
      }
    }
    return seen;
  }

  private FileCache cache(long mostBytes) {
    return new FileCache(home.resolve("files"), mostBytes, clock);
  }

  private List<Path> paths() throws IOException {
    try (Stream<Path> paths = Files.walk(home.resolve("files"))) {
      return paths.toList();
    }
  }

  private List<Path> files() throws IOException {
    return paths().stream().filter(Files::isRegularFile).toList();
  }

  private static byte[] bytes(String text, int length) {
    return (text + " ".repeat(length)).substring(0, length).getBytes(StandardCharsets.UTF_8);
  }
}
