package dev.tributary.embedded.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the files of the folder away from other users. The folder's own mode keeps them out already, also from a file
 * that is younger than the last call.
 */
final class OwnFiles {

    private static final Logger log = LoggerFactory.getLogger(OwnFiles.class);

    private final Path folder;
    private final boolean posix;
    private Set<Path> restricted = Set.of();

    OwnFiles(Path folder) {
        this.folder = folder;
        this.posix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    void restrict() {
        if (!posix) {
            return;
        }
        Set<Path> present = new HashSet<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                present.add(file);
                if (!restricted.contains(file)) {
                    restrict(file);
                }
            }
        } catch (IOException e) {
            log.warn("The files in {} may be readable by other users: {}", folder, e.getMessage());
        }
        restricted = present;
    }

    private static void restrict(Path file) throws IOException {
        try {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        } catch (NoSuchFileException e) {
            log.trace("{} is gone", file);
        }
    }
}
