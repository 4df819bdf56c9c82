package org.crmekg.store;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.jena.graph.Node;
import org.apache.jena.riot.system.StreamRDF;
import org.apache.jena.riot.system.StreamRDFBase;
import org.apache.jena.riot.thrift.ThriftRDF;
import org.apache.jena.sparql.core.Quad;
import org.crmekg.Problem;
import org.crmekg.ResourceException;
import org.crmekg.SourceException;

/**
 * A file of checked, normalised quads that waits to be loaded.
 *
 * <p>Staging keeps the store out of a source's troubles: a connection that is lost at row 1,000,000
 * costs a file. The file is RDF Thrift, which keeps terms and blank node labels as they are; its
 * count and SHA-256 are checked before it is loaded. {@link #close} deletes it.
 */
public final class StagedQuads implements AutoCloseable {
  private final String owner;
  private final Path file;
  private final long count;
  private final byte[] sha256;
  private final Set<Node> graphs;

  private StagedQuads(String owner, Path file, long count, byte[] sha256, Set<Node> graphs) {
    this.owner = owner;
    this.file = file;
    this.count = count;
    this.sha256 = sha256;
    this.graphs = graphs;
  }

  /** Takes the quads of one owner, one after the other; for one thread. */
  public static final class Writer implements AutoCloseable {
    private static final int SPACE_CHECK_EVERY = 50_000;

    private final String owner;
    private final Path file;
    private final FreeSpace space;
    private final FileOutputStream disk;
    private final DigestOutputStream digest;
    private final StreamRDF sink;
    private final Set<Node> graphs = new LinkedHashSet<>();
    private long count;
    private boolean closed;

    Writer(String owner, Path file, FreeSpace space) {
      this.owner = owner;
      this.file = file;
      this.space = space;
      try {
        this.disk = new FileOutputStream(file.toFile());
      } catch (IOException e) {
        throw unwritable(e);
      }
      this.digest = new DigestOutputStream(new BufferedOutputStream(disk, 1 << 16), sha256());
      this.sink = ThriftRDF.streamToOutputStream(new Unchecked(digest), false);
      sink.start();
    }

    /**
     * Adds a quad, with its literals in normal form; the same quad may come again.
     *
     * @throws SourceException with {@link Problem#DATA_ERROR} if no RDF document could hold it
     */
    public void add(Quad quad) {
      requireOpen();
      Terms.fault(quad)
          .ifPresent(
              fault -> {
                throw new SourceException(
                    Problem.DATA_ERROR,
                    "%s has a quad that cannot be stored: %s, in %s".formatted(owner, fault, quad));
              });
      try {
        sink.quad(StoredTerms.stored(quad));
      } catch (UncheckedIOException e) {
        throw unwritable(Objects.requireNonNullElseGet(e.getCause(), () -> new IOException(e)));
      }
      graphs.add(quad.getGraph());
      count++;
      if (count % SPACE_CHECK_EVERY == 0) {
        space.require(0, "staging the quads of " + owner);
      }
    }

    /** Ends the file, on disk and ready to be loaded. */
    public StagedQuads finish() {
      requireOpen();
      try {
        sink.finish();
        digest.flush();
        disk.getFD().sync();
        digest.close();
      } catch (IOException e) {
        throw unwritable(e);
      } catch (UncheckedIOException e) {
        throw unwritable(Objects.requireNonNullElseGet(e.getCause(), () -> new IOException(e)));
      }
      closed = true;
      return new StagedQuads(
          owner, file, count, digest.getMessageDigest().digest(), Set.copyOf(graphs));
    }

    private ResourceException unwritable(IOException e) {
      return ResourceException.unwritable("the staged quads of " + owner, file, 0, e);
    }

    private void requireOpen() {
      if (closed) {
        throw new IllegalStateException("the staging of " + owner + " is over");
      }
    }

    /** Deletes the file unless it was finished. */
    @Override
    public void close() {
      if (closed) {
        return;
      }
      closed = true;
      try {
        disk.close();
        Files.deleteIfExists(file);
      } catch (IOException e) {
        throw failed(owner, file, e);
      }
    }
  }

  /** Returns whose quads these are. */
  public String owner() {
    return owner;
  }

  /** Returns how many quads there are, duplicates counted. */
  public long count() {
    return count;
  }

  /** Returns the checksum of the file, in hexadecimal. */
  public String sha256Hex() {
    return HexFormat.of().formatHex(sha256);
  }

  /** Returns the logical graphs that the quads are in. */
  public Set<Node> graphs() {
    return graphs;
  }

  Path file() {
    return file;
  }

  long bytes() {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw failed(owner, file, e);
    }
  }

  /** Returns normally if the file is what was written. */
  void verify() {
    MessageDigest digest = sha256();
    try (var in = new DigestInputStream(new FileInputStream(file.toFile()), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw failed(owner, file, e);
    }
    if (!Arrays.equals(digest.digest(), sha256)) {
      throw new ResourceException(
          Problem.STAGING_FAILED,
          "the staged quads of %s (%s) are not what was written: the checksum differs"
              .formatted(owner, file));
    }
  }

  /** Gives all quads to the consumer, in the order in which they came. */
  void forEach(Consumer<Quad> consumer) {
    try (var in = new BufferedInputStream(new FileInputStream(file.toFile()), 1 << 16)) {
      ThriftRDF.inputStreamToStream(
          in,
          new StreamRDFBase() {
            @Override
            public void quad(Quad quad) {
              consumer.accept(quad);
            }
          });
    } catch (IOException e) {
      throw failed(owner, file, e);
    }
  }

  /** Deletes the file; closing twice does nothing. */
  @Override
  public void close() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw failed(owner, file, e);
    }
  }

  private static ResourceException failed(String owner, Path file, Exception e) {
    String reason = Optional.ofNullable(e.getCause()).orElse(e).getMessage();
    return new ResourceException(
        Problem.STAGING_FAILED,
        "staging the quads of %s in %s failed: %s. The store was not touched"
            .formatted(owner, file, reason),
        e);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Thrift's transport wraps an IOException beyond recognition; an unchecked one gets through. */
  private static final class Unchecked extends OutputStream {
    private final OutputStream out;

    Unchecked(OutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int b) {
      try {
        out.write(b);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
      try {
        out.write(bytes, from, length);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void flush() {
      try {
        out.flush();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
