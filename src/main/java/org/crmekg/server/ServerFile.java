package org.crmekg.server;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import org.crmekg.Problem;
import org.crmekg.ResourceException;
import org.slf4j.LoggerFactory;

/**
 * {@code server.json} in the data folder: where the server is and the token for commands of the
 * same user, who alone can read it.
 */
final class ServerFile {
  private final Path file;

  private ServerFile(Path file) {
    this.file = file;
  }

  static ServerFile write(Path folder, String url, String token) {
    Path file = folder.resolve("server.json");
    Path next = folder.resolve("server.json.tmp");
    ObjectNode json = new ObjectMapper().createObjectNode();
    json.put("url", url);
    json.put("token", token);
    json.put("pid", ProcessHandle.current().pid());
    try {
      Files.deleteIfExists(next);
      // Nobody else can read it from the moment that it exists.
      Files.createFile(next, ownerOnly());
      Files.write(next, (json + "\n").getBytes(StandardCharsets.UTF_8));
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new ResourceException(
          Problem.STORE_FAILED, "cannot write %s: %s".formatted(file, e.getMessage()), e);
    }
    return new ServerFile(file);
  }

  private static FileAttribute<?>[] ownerOnly() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }

  void remove() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      LoggerFactory.getLogger(ServerFile.class)
          .warn("{} could not be removed: {}", file, e.getMessage());
    }
  }
}
