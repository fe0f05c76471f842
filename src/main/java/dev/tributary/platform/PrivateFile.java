package dev.tributary.platform;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.function.Supplier;

/** Small files that only the gateway's user may read: mode 0600 from their first byte on, synced to disk. */
public final class PrivateFile {

    private PrivateFile() {}

    /** What the file says, without white space around it; a missing file is made, once, from the supplier. */
    public static String readOrCreate(Path file, Supplier<String> content) {
        try {
            if (!Files.exists(file)) {
                write(file, content.get());
            }
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw unusable(file, e);
        }
    }

    /** Puts the content in place of what was there; a reader sees the old or the new, never half of it. */
    public static void replace(Path file, String content) {
        try {
            write(file, content);
        } catch (IOException e) {
            throw unusable(file, e);
        }
    }

    private static void write(Path file, String content) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        try (FileChannel channel = FileChannel.open(fresh, Set.of(CREATE_NEW, WRITE), ownerOnly())) {
            channel.write(ByteBuffer.wrap((content + "\n").getBytes(UTF_8)));
            channel.force(true);
        } catch (FileAlreadyExistsException e) {
            throw new IOException("another process is writing it", e);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static FileAttribute<?>[] ownerOnly() {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    private static UnusableConfigurationException unusable(Path file, IOException e) {
        return new UnusableConfigurationException("TRIBUTARY_DATA", file + " cannot be used: " + e.getMessage());
    }
}
