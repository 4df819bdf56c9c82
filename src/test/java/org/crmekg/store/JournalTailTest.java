package org.crmekg.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.apache.jena.dboe.base.file.Location;
import org.apache.jena.dboe.transaction.txn.ComponentId;
import org.apache.jena.dboe.transaction.txn.journal.Journal;
import org.apache.jena.dboe.transaction.txn.journal.JournalEntry;
import org.apache.jena.dboe.transaction.txn.journal.JournalEntryType;
import org.apache.jena.sys.JenaSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A journal that TDB2 wrote, cut off anywhere. */
class JournalTailTest {
  static {
    JenaSystem.init();
  }

  private static final String DATA = "Data-0001";

  @TempDir Path folder;

  /** What is kept of an entry. */
  private record Entry(JournalEntryType type, ComponentId component, List<Byte> data) {
    static Entry of(JournalEntry entry) {
      var data = new ArrayList<Byte>();
      ByteBuffer buffer = entry.getByteBuffer();
      if (buffer != null) {
        buffer.rewind();
        while (buffer.hasRemaining()) {
          data.add(buffer.get());
        }
      }
      return new Entry(entry.getType(), entry.getComponentId(), data);
    }
  }

  @Test
  void wholeEntriesSurviveACutAtAnyByteAndNothingElseDoes() throws Exception {
    Path whole = Files.createDirectories(folder.resolve("whole").resolve(DATA));
    List<Long> ends = write(whole);
    byte[] bytes = Files.readAllBytes(whole.resolve("journal.jrnl"));
    assertThat(ends.getLast()).isEqualTo(bytes.length);
    List<Entry> entries = read(whole);
    assertThat(entries).hasSize(ends.size() - 1);
    for (int cut = 0; cut <= bytes.length; cut++) {
      Path database = folder.resolve("cut-" + cut);
      Path data = Files.createDirectories(database.resolve(DATA));
      Path journal = data.resolve("journal.jrnl");
      Files.write(journal, Arrays.copyOf(bytes, cut));
      JournalTail.repair(database);
      int at = cut;
      int left = (int) ends.stream().filter(e -> e > 0 && e <= at).count();
      assertThat(Files.size(journal)).as("cut at %d", cut).isEqualTo(ends.get(left));
      assertThat(read(data)).as("cut at %d", cut).isEqualTo(entries.subList(0, left));
    }
  }

  /** Writes two transactions, and returns where entries end; the first is the beginning. */
  private static List<Long> write(Path data) {
    var ends = new ArrayList<>(List.of(0L));
    Journal journal = Journal.create(Location.create(data));
    UUID database = UUID.nameUUIDFromBytes(new byte[] {1});
    for (int transaction = 0; transaction < 2; transaction++) {
      journal.startWrite();
      for (int i = 0; i < 3; i++) {
        byte[] content = new byte[7 * i + transaction];
        Arrays.fill(content, (byte) (100 * transaction + i));
        journal.write(
            JournalEntryType.REDO,
            ComponentId.alloc("component" + i, database, i),
            ByteBuffer.wrap(content));
        ends.add(journal.size());
      }
      journal.writeJournal(JournalEntry.COMMIT);
      ends.add(journal.size());
      journal.commitWrite();
      journal.endWrite();
    }
    journal.close();
    return ends;
  }

  private static List<Entry> read(Path data) {
    Journal journal = Journal.create(Location.create(data));
    try {
      var entries = new ArrayList<Entry>();
      journal.entries().forEachRemaining(e -> entries.add(Entry.of(e)));
      return entries;
    } finally {
      journal.close();
    }
  }
}
