package org.crmekg.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.jena.dboe.transaction.txn.ComponentId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of TDB2's journal after a process was killed while it wrote there.
 *
 * <p>An entry is a header of length (4 bytes), checksum (4), type (4) and component (4), and then
 * its data (jena-dboe-transaction, {@code Journal}). TDB2 refuses to open a journal whose last
 * entry is cut off, though nothing of it can have been committed: a commit is an entry of its own,
 * written and synchronised after all others of its transaction. So the cut entry is taken away. An
 * entry that is whole and damaged is left to TDB2, which says so.
 */
final class JournalTail {
  private static final Logger LOG = LoggerFactory.getLogger(JournalTail.class);
  private static final int HEADER = 4 + 4 + 4 + ComponentId.SIZE;

  private JournalTail() {}

  /** Takes a last entry that is cut off out of the journals of a database that is not open. */
  static void repair(Path database) throws IOException {
    if (!Files.isDirectory(database)) {
      return;
    }
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(database, "Data-*")) {
      for (Path folder : folders) {
        Path journal = folder.resolve("journal.jrnl");
        if (Files.exists(journal)) {
          repairFile(journal);
        }
      }
    }
  }

  private static void repairFile(Path journal) throws IOException {
    try (FileChannel channel =
        FileChannel.open(journal, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      long size = channel.size();
      long whole = wholeEntries(channel, size);
      if (whole < size) {
        LOG.warn(
            "{}: its last entry was cut off when a process was killed, before it was committed;"
                + " {} bytes are taken away",
            journal,
            size - whole);
        channel.truncate(whole);
        channel.force(true);
      }
    }
  }

  /** Returns where the last whole entry ends. */
  private static long wholeEntries(FileChannel channel, long size) throws IOException {
    var length = ByteBuffer.allocate(4);
    long at = 0;
    while (at + HEADER <= size) {
      length.clear();
      while (length.hasRemaining() && channel.read(length, at + length.position()) >= 0) {
        // until four bytes are there
      }
      long next = at + HEADER + Math.max(0, length.getInt(0));
      if (next > size) {
        break;
      }
      at = next;
    }
    return at;
  }
}
