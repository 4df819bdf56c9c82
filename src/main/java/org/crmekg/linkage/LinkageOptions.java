package org.crmekg.linkage;

import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * What a run may use.
 *
 * @param threads of comparison and of the database
 * @param memoryMegabytes of the database, beyond which it uses the folder
 * @param temporary a folder that exists
 * @param progress hears what is being done
 */
public record LinkageOptions(
    int threads, int memoryMegabytes, Path temporary, Consumer<String> progress) {}
